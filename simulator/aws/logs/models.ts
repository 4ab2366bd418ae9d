import { ResourceModel } from "../model";
import { logGroup } from "./logGroup";

export const logsModels: readonly ResourceModel[] = [logGroup];
