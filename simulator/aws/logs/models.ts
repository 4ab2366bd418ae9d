import { ResourceModel } from "../model";
import { logGroup } from "./log-group";
import { metricFilter } from "./metric-filter";

export const logsModels: readonly ResourceModel[] = [logGroup, metricFilter];
