/** The pack of what a release needs, alone. */
import { PolicyPack } from "@pulumi/policy";
import { releasePolicies } from "./policies";
import { allowedRegistries } from "./registries";

new PolicyPack("colorway-release", {
    description: "What must hold for a release to move traffic without losing a request",
    policies: [...releasePolicies, ...allowedRegistries],
});
