/** Web application firewalls (WAFv2). */
import { Answer, ask, demanded, every, not, some } from "../../core/answer";
import { isTrue, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter, textsOf, textsParameter } from "../../core/parameters";
import { withBeside } from "../../core/relations";
import type { Condition, Rule } from "../../core/rule";
import { firewallRules } from "./wafv2-rules";

const acl = "aws:wafv2/webAcl:WebAcl";
const ruleGroup = "aws:wafv2/ruleGroup:RuleGroup";

const notEmpty: Condition = ({ props }) => {
    const rules = firewallRules(props);
    if ("kind" in rules) return rules;
    return rules.length > 0 ? met : notMet("rules", "has no rule; one or more are required");
};

/** The group is tried, and what it finds is not only counted. */
function uses(rule: Node, name: string): { readonly named: Answer; readonly counted: Answer } {
    const statement = rule.at("statement.managedRuleGroupStatement");
    const named = every(ask(statement.at("vendorName"), ({ text }) => text === "AWS"), ask(statement.at("name"), ({ text }) =>
        text === name));
    const count = rule.at("overrideAction.count");
    return { named, counted: count.reading === "unknown" ? { unknown: count.path } : count.reading === "known" };
}

const baseline: Condition = ({ props }, { parameter }) => {
    const rules = firewallRules(props);
    if ("kind" in rules) return rules;
    return textsOf({ parameter }, "groups").flatMap((group): readonly Outcome[] => {
        const found = rules.map((rule) => ({ rule, ...uses(rule, group) }));
        const active = some(...found.map(({ counted, named }) => every(named, not(counted))));
        const counts = found.find(({ counted, named }) => named === true && counted === true);
        if (active === false && counts !== undefined) {
            return [notMet(counts.rule.at("overrideAction").path, `only counts what ${group} finds; none is required`)];
        }
        return [demanded(active, "rules", `do not use the managed group ${group} of AWS; it is required`)];
    });
};

/** One rule blocks addresses that ask too often. */
const rateLimited: Condition = ({ props }, { parameter }) => {
    const rules = firewallRules(props);
    if ("kind" in rules) return rules;
    const most = Number(parameter("limit"));
    const statements = rules.map((rule) => {
        const statement = rule.at("statement.rateBasedStatement");
        const block = rule.at("action.block");
        const blocks: Answer = block.reading === "unknown" ? { unknown: block.path } : block.reading === "known";
        return every(ask(statement, () => true), blocks, ask(statement.at("limit"), ({ number }) =>
            number !== undefined && number <= most));
    });
    const text = `block no address that asks too often; a rateBasedStatement with action block and a limit of ${most} or less `
        + "is required";
    return demanded(some(...statements), "rules", text);
};

/** Each rule of an ACL or a group has values in CloudWatch. */
const rulesMeasured: Condition = ({ props }) => {
    const rules = firewallRules(props);
    if ("kind" in rules) return rules;
    return [met, ...rules.map((rule) => {
        const node = rule.at("visibilityConfig.cloudwatchMetricsEnabled");
        const text = `is ${node.reading === "absent" ? "not set" : shown(node.value)}; true is required`;
        return demanded(ask(node, ({ flag }) => flag === true), node.path, text);
    })];
};

const redacted: Condition = ({ props }, { parameter }) => {
    const list = props.at("redactedFields");
    if (list.reading === "unknown") return unknown(list.path);
    const names = list.items().map((field) => field.at("singleHeader.name"));
    return textsOf({ parameter }, "headers").map((header) => {
        const hidden = some(...names.map((name) => ask(name, ({ text }) => text?.toLowerCase() === header.toLowerCase())));
        return demanded(hidden, list.path, `has no singleHeader ${header}; it is required`);
    });
};

export const wafRules: readonly Rule[] = [
    {
        id: "waf-web-acl-not-empty",
        title: "A web application firewall has rules",
        why: "Without rules it lets everything through and looks like protection.",
        cure: "Add rules to the aws.wafv2.WebAcl.",
        types: [acl],
        kind: "resource",
        conditions: [notEmpty],
    },
    {
        id: "waf-logging-enabled",
        title: "A web application firewall logs its decisions",
        why: "Nobody can tell an attack from a rule that hurts users, nor prove afterwards what was stopped.",
        cure: "Add an aws.wafv2.WebAclLoggingConfiguration with the ACL's ARN and a log group whose name begins with "
            + "aws-waf-logs-.",
        types: [acl],
        kind: "stack",
        conditions: [
            withBeside([
                "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
            ], "resourceArn", "logging configuration", (logging) => {
                const { reading } = logging.props.at("logDestinationConfigs");
                if (logging.props.at("logDestinationConfigs").items().length > 0
                    || logging.from("logDestinationConfigs").length > 0) {
                    return [met];
                }
                if (reading === "unknown") return [unknown(`${logging.name}.logDestinationConfigs`)];
                return [
                    notMet("", `has the logging configuration ${logging.name} without logDestinationConfigs; one is required`),
                ];
            }),
        ],
    },
    {
        id: "waf-baseline-managed-rules",
        title: "A web application firewall blocks what AWS knows as attacks",
        why: "Known attacks on common libraries reach the services otherwise.",
        cure: "Add a rule with managedRuleGroupStatement of vendorName AWS for each group, with overrideAction none.",
        types: [acl],
        kind: "resource",
        parameters: {
            groups: textsParameter(
                "managed rule groups of AWS that must be in use; AWSManagedRulesSQLiRuleSet where services ask a database in SQL",
                ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"],
            ),
        },
        conditions: [baseline],
    },
    {
        id: "waf-rate-limit-rule",
        title: "A web application firewall blocks who asks too often",
        why: "One caller can try passwords without end, or take a service away from the others.",
        cure: "Add a rule with a rateBasedStatement and action block.",
        types: [acl],
        kind: "resource",
        parameters: {
            // WAF API reference, RateBasedStatement: 10 to 2,000,000,000.
            limit: integerParameter(
                "most requests of an address in the rule's window", 2000, { minimum: 10, maximum: 2_000_000_000 },
            ),
        },
        conditions: [rateLimited],
    },
    {
        id: "waf-metrics-enabled",
        title: "A web application firewall is measured, rule by rule",
        why: "An attack, or a rule that blocks users, is not seen while it lasts.",
        cure: "Set visibilityConfig.cloudwatchMetricsEnabled to true on the ACL or group and on each rule.",
        types: [acl, ruleGroup],
        kind: "resource",
        conditions: [isTrue("visibilityConfig.cloudwatchMetricsEnabled"), rulesMeasured],
    },
    {
        id: "waf-logs-redact-credentials",
        title: "Logs of the firewall hold nothing that one signs in with",
        why: "Whoever reads the logs can act as any user whose request is in them.",
        cure: "Add singleHeader authorization and cookie to redactedFields.",
        types: ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"],
        kind: "resource",
        parameters: { headers: textsParameter("headers whose values stay out of the logs", ["authorization", "cookie"]) },
        conditions: [redacted],
    },
];
