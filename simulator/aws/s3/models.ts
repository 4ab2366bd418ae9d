import { ResourceModel } from "../model";
import { bucket } from "./bucket";
import { lifecycle } from "./lifecycle";
import { logging } from "./logging";
import { objectLock } from "./object-lock";
import { policy } from "./policy";
import { settingModels } from "./settings";

/** Every modeled type of S3. */
export const s3Models: readonly ResourceModel[] = [bucket, ...settingModels, lifecycle, policy, objectLock, logging];
