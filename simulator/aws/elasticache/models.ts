import { ResourceModel } from "../model";
import { groupModels } from "./groups";
import { replicationGroup } from "./replication-group";
import { userModels } from "./users";

/** Every modeled type of ElastiCache. */
export const elastiCacheModels: readonly ResourceModel[] = [...groupModels, replicationGroup, ...userModels];
