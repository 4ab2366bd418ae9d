/** What every preview and update of a stack with slots must keep, whatever framework it is audited by. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { imagesByDigest } from "./images";
import { dataProtected } from "./protection";
import { loadBalancerNames, loadBalancerQuotas } from "./quotas";
import { bothColors, noStickiness, wholeWeights } from "./traffic";

export const releasePolicies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] =
    [bothColors, wholeWeights, noStickiness, imagesByDigest, dataProtected, loadBalancerQuotas, loadBalancerNames];
