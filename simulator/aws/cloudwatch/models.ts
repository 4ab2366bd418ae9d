import { ResourceModel } from "../model";
import { metricAlarm } from "./metric-alarm";

export const cloudwatchModels: readonly ResourceModel[] = [metricAlarm];
