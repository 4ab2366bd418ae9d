/** Type tokens of Elastic Load Balancing, and of what it keeps beside the program's resources. */
export const loadBalancerType = "aws:lb/loadBalancer:LoadBalancer";
export const targetGroupType = "aws:lb/targetGroup:TargetGroup";
export const listenerType = "aws:lb/listener:Listener";
export const listenerRuleType = "aws:lb/listenerRule:ListenerRule";
/** A registered target: `targetGroupArn`, `id`, `port`, `zone`, `draining`. */
export const targetType = "sim:lb/target";
