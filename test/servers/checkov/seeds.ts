/** Every bad resource that the rules and Checkov are both shown. */
import { databaseSeeds } from "./database-seeds";
import { identitySeeds } from "./identity-seeds";
import { kubernetesSeeds } from "./kubernetes-seeds";
import { networkSeeds } from "./network-seeds";
import { storageSeeds } from "./storage-seeds";

export const seeds = [...storageSeeds, ...databaseSeeds, ...networkSeeds, ...identitySeeds, ...kubernetesSeeds];
