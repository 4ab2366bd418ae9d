import { ResourceModel } from "../model";
import { listener } from "./listener";
import { listenerRule } from "./listener-rule";
import { loadBalancer } from "./load-balancer";
import { targetGroup } from "./target-group";

/** What Elastic Load Balancing (Application Load Balancers) makes. */
export const elbv2Models: readonly ResourceModel[] = [loadBalancer, targetGroup, listener, listenerRule];
