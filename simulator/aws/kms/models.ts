import { ResourceModel } from "../model";
import { alias } from "./alias";
import { key } from "./key";

export const kmsModels: readonly ResourceModel[] = [key, alias];
