import { ResourceModel } from "../model";
import { logGroup } from "./log-group";

export const logsModels: readonly ResourceModel[] = [logGroup];
