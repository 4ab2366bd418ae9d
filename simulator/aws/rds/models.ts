import { ResourceModel } from "../model";
import { eventSubscription } from "./event-subscription";
import { instance } from "./instance";
import { parameterGroup } from "./parameter-group";
import { subnetGroup } from "./subnet-group";

/** Every modeled type of RDS. */
export const rdsModels: readonly ResourceModel[] = [subnetGroup, parameterGroup, instance, eventSubscription];
