/** Which subnets are public on purpose. */

/** Tags with their values; the first is how the AWS Load Balancer Controller finds public subnets (EKS user guide). */
export const publicTier: { readonly [key: string]: readonly string[] } = { "kubernetes.io/role/elb": [], tier: ["public"], Tier: ["public"] };
