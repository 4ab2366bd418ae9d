import { ResourceModel } from "../model";
import { rotation } from "./rotation";
import { secret } from "./secret";
import { version } from "./version";

/** Every modeled type of Secrets Manager. */
export const secretsManagerModels: readonly ResourceModel[] = [secret, version, rotation];
