import { ResourceModel } from "../model";
import { certificate } from "./certificate";
import { certificateValidation } from "./certificate-validation";

export const acmModels: readonly ResourceModel[] = [certificate, certificateValidation];
