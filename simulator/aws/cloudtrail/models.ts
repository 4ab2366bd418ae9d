import { ResourceModel } from "../model";
import { trail } from "./trail";

export const cloudTrailModels: readonly ResourceModel[] = [trail];
