import { ResourceModel } from "../model";
import { lifecyclePolicy } from "./lifecycle-policy";
import { repository } from "./repository";

export const ecrModels: readonly ResourceModel[] = [repository, lifecyclePolicy];
