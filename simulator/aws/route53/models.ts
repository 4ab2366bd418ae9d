import { DataSource, ResourceModel } from "../model";
import { getZone } from "./get-zone";
import { record } from "./record";
import { zone } from "./zone";

export const route53Models: readonly ResourceModel[] = [zone, record];

export const route53Sources: readonly DataSource[] = [getZone];
