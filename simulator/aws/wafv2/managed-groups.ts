/**
 * Rule groups that AWS manages, with the web ACL capacity units that each takes.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const managedGroups: ReadonlyMap<string, number> = new Map([
    ["AWSManagedRulesCommonRuleSet", 700],
    ["AWSManagedRulesAdminProtectionRuleSet", 100],
    ["AWSManagedRulesKnownBadInputsRuleSet", 200],
    ["AWSManagedRulesSQLiRuleSet", 200],
    ["AWSManagedRulesLinuxRuleSet", 200],
    ["AWSManagedRulesUnixRuleSet", 100],
    ["AWSManagedRulesWindowsRuleSet", 200],
    ["AWSManagedRulesPHPRuleSet", 100],
    ["AWSManagedRulesWordPressRuleSet", 100],
    ["AWSManagedRulesAmazonIpReputationList", 25],
    ["AWSManagedRulesAnonymousIpList", 50],
    ["AWSManagedRulesBotControlRuleSet", 50],
]);

/** Groups that cannot go without settings of their own, which are not modeled. */
export const configuredGroups: ReadonlySet<string> = new Set([
    "AWSManagedRulesATPRuleSet",
    "AWSManagedRulesACFPRuleSet",
    "AWSManagedRulesAntiDDoSRuleSet",
]);
