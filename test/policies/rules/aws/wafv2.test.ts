import { wafRules } from "../../../../policies/rules/aws/wafv2";
import { describeRules, later, type Made } from "../harness";
import { own } from "../own";

const acl = "aws:wafv2/webAcl:WebAcl";
const group = "aws:wafv2/ruleGroup:RuleGroup";
const managed = (name: string, overrideAction: unknown = { none: {} }): unknown => ({
    name, overrideAction, statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
});
const common = "AWSManagedRulesCommonRuleSet";
const badInputs = "AWSManagedRulesKnownBadInputsRuleSet";
const both = [managed(common), managed(badInputs)];
const missing = (name: string): string => `rules do not use the managed group ${name} of AWS; it is required`;
const rate = (limit: unknown, action: unknown = { block: {} }): unknown =>
    ({ name: "rate", action, statement: { rateBasedStatement: { limit, aggregateKeyType: "IP" } } });
const noRate = "rules block no address that asks too often; a rateBasedStatement with action block and a limit of 2000 or less "
    + "is required";
const measured = (cloudwatchMetricsEnabled: unknown): { readonly visibilityConfig: unknown } =>
    ({ visibilityConfig: { cloudwatchMetricsEnabled } });
const logging = (props: Made["props"], from: NonNullable<Made["from"]> = { resourceArn: ["one"] }): Made => ({
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", name: "log",
    props: { resourceArn: later, ...props }, from,
});
const firewall: Made = { type: acl, props: {} };
const logGroup: Made = { type: "aws:cloudwatch/logGroup:LogGroup", name: "group", props: {} };
const headers = (...names: readonly unknown[]): { readonly redactedFields: unknown } =>
    ({ redactedFields: names.map((name) => ({ singleHeader: { name } })) });

/** As the API writes it. */
const inJson = JSON.stringify([
    {
        Name: "common", OverrideAction: { None: {} },
        Statement: { ManagedRuleGroupStatement: { VendorName: "AWS", Name: common } },
        VisibilityConfig: { CloudWatchMetricsEnabled: true },
    },
    {
        Name: "bad", OverrideAction: { None: {} },
        Statement: { ManagedRuleGroupStatement: { VendorName: "AWS", Name: badInputs } },
        VisibilityConfig: { CloudWatchMetricsEnabled: true },
    },
    {
        Name: "rate", Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 100 } },
        VisibilityConfig: { CloudWatchMetricsEnabled: false },
    },
]);

describeRules("WAF", wafRules, {
    "waf-web-acl-not-empty": own(acl, {
        good: { rules: [rate(100)] },
        alsoGood: [{ rules: undefined, ruleJson: inJson }],
        wrong: [
            [{ rules: [] }, "rules has no rule; one or more are required"],
            [{ ruleJson: "[]" }, "rules has no rule; one or more are required"],
            [{ ruleJson: "{}" }, "ruleJson is no JSON list of rules; one is required"],
            [{ ruleJson: "[" }, "ruleJson is no JSON list of rules; one is required"],
        ],
        absent: ["rules has no rule; one or more are required"],
        later: [{ ruleJson: later }, "ruleJson"],
        other: group,
    }),
    "waf-logging-enabled": {
        passes: [
            [firewall, logging({ logDestinationConfigs: ["arn:aws:logs:x"] })],
            [firewall, logging({ logDestinationConfigs: [later] })],
            [
                firewall, logging({ logDestinationConfigs: later }, { resourceArn: ["one"], logDestinationConfigs: ["group"] }),
                logGroup,
            ],
        ],
        fails: [
            {
                given: [firewall, logging({ logDestinationConfigs: [] })],
                findings: ["has the logging configuration log without logDestinationConfigs; one is required"],
            },
            { given: [firewall, logging({ resourceArn: "arn:aws:wafv2:x" }, {})], findings: ["has no logging configuration"] },
        ],
        absent: { given: [firewall], verdict: { kind: "notMet", findings: ["has no logging configuration"], undecided: [] } },
        unknown: { given: [firewall, logging({ logDestinationConfigs: later })], undecided: ["log.logDestinationConfigs"] },
        notApplicable: { otherType: group },
    },
    "waf-baseline-managed-rules": { ...own(acl, {
        good: { rules: both },
        alsoGood: [{ rules: [...both, later] }, { rules: undefined, ruleJson: inJson }],
        wrong: [
            [{ rules: [managed(common)] }, missing(badInputs)],
            [
                { rules: [managed(common, { count: {} }), managed(badInputs)] },
                `rules[0].overrideAction only counts what ${common} finds; none is required`,
            ],
            [
                { rules: [
                    { statement: { managedRuleGroupStatement: { vendorName: "Other", name: common } } }, managed(badInputs),
                ] },
                missing(common),
            ],
            [{ rules: [rate(100)] }, missing(common), missing(badInputs)],
        ],
        absent: [missing(common), missing(badInputs)],
        later: [{ rules: [managed(common), later] }, "rules[1].statement.managedRuleGroupStatement.vendorName"],
        other: group,
    }), alsoUnknown: [
        {
            given: [{ type: acl, props: { rules: [managed(common, { count: later }), managed(badInputs)] } }],
            undecided: ["rules[0].overrideAction.count"],
        },
        { given: [{ type: acl, props: { rules: later } }], undecided: ["rules"] },
    ] },
    "waf-rate-limit-rule": { ...own(acl, {
        good: { rules: [rate(2000)] },
        alsoGood: [{ rules: [rate(9000), rate(100)] }, { rules: undefined, ruleJson: inJson }],
        wrong: [[{ rules: [rate(2001)] }, noRate], [{ rules: [rate(100, { count: {} })] }, noRate], [{ rules: both }, noRate]],
        absent: [noRate],
        later: [{ rules: [rate(later)] }, "rules[0].statement.rateBasedStatement.limit"],
        other: group,
    }), alsoUnknown: [
        { given: [{ type: acl, props: { rules: [rate(100, { block: later })] } }], undecided: ["rules[0].action.block"] },
    ] },
    "waf-metrics-enabled": own([acl, group], {
        good: { ...measured(true), rules: [measured(true)] },
        wrong: [
            [measured(false), "visibilityConfig.cloudwatchMetricsEnabled is false; true is required"],
            [
                { rules: [measured(true), measured(false)] },
                "rules[1].visibilityConfig.cloudwatchMetricsEnabled is false; true is required",
            ],
            [{ rules: [{}] }, "rules[0].visibilityConfig.cloudwatchMetricsEnabled is not set; true is required"],
            [{ ruleJson: inJson }, "ruleJson[2].visibilityConfig.cloudwatchMetricsEnabled is false; true is required"],
            [{ rulesJson: inJson }, "rulesJson[2].visibilityConfig.cloudwatchMetricsEnabled is false; true is required"],
        ],
        absent: ["visibilityConfig.cloudwatchMetricsEnabled is not set; true is required"],
        later: [
            { ...measured(later), rules: [measured(later)] }, "visibilityConfig.cloudwatchMetricsEnabled",
            "rules[0].visibilityConfig.cloudwatchMetricsEnabled",
        ],
        other: "aws:wafv2/webAclAssociation:WebAclAssociation",
    }),
    "waf-logs-redact-credentials": { ...own("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
        good: headers("authorization", "Cookie"),
        wrong: [
            [headers("cookie"), "redactedFields has no singleHeader authorization; it is required"],
            [
                { redactedFields: [{ uriPath: {} }, { singleHeader: { name: "authorization" } }] },
                "redactedFields has no singleHeader cookie; it is required",
            ],
        ],
        absent: [
            "redactedFields has no singleHeader authorization; it is required",
            "redactedFields has no singleHeader cookie; it is required",
        ],
        later: [headers("cookie", later), "redactedFields[1].singleHeader.name"],
        other: acl,
    }), alsoUnknown: [{ given: [logging({ redactedFields: later }, {})], undecided: ["redactedFields"] }] },
});
