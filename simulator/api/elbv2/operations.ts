import { Operations } from "../operation";
import {
    describeListeners,
    describeLoadBalancers,
    describeRules,
    describeTargetGroups,
    describeTargetHealth,
} from "./describe";
import { modifyListener, modifyRule } from "./modify";

/** The actions of Elastic Load Balancing's API that are modeled. */
export const elbv2Operations: Operations = {
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeListeners: describeListeners,
    DescribeRules: describeRules,
    DescribeTargetGroups: describeTargetGroups,
    DescribeTargetHealth: describeTargetHealth,
    ModifyListener: modifyListener,
    ModifyRule: modifyRule,
};
