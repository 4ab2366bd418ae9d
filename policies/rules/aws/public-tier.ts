/** Which subnets are public on purpose. */
import type { TextLists } from "../../core/parameters";

/** Tags with their values; the first is how the AWS Load Balancer Controller finds public subnets (EKS user guide). */
export const publicTier: TextLists = { "kubernetes.io/role/elb": [], tier: ["public"], Tier: ["public"] };
