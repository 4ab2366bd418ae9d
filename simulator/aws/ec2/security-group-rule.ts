import { Cloud } from "../../cloud/cloud";
import { hasUnknown, isAbsent, Props } from "../../cloud/values";
import { Mistake, numberProperty, ResourceModel, Shape, textProperty } from "../model";
import { checkRule, Direction } from "./group-rules";
import { cidrRule, groupTextRule, portMistake, protocolRule, sameProtocol } from "./permission";
import { egressRuleType, ingressRuleType, invalidValue } from "./types";

const peers = ["cidrIpv4", "prefixListId", "referencedSecurityGroupId"];

function shape(source: string): Shape {
    return {
        securityGroupId: textProperty({ required: true, replace: true, source }),
        ipProtocol: textProperty({ required: true, rule: protocolRule, same: sameProtocol, source }),
        fromPort: numberProperty({ min: -1, max: 65535, source }),
        toPort: numberProperty({ min: -1, max: 65535, source }),
        cidrIpv4: textProperty({ rule: cidrRule, source }),
        prefixListId: textProperty({ pattern: /^pl-[0-9a-f]+$/, code: "InvalidPrefixListID.Malformed" }),
        referencedSecurityGroupId: textProperty({ source }),
        description: textProperty({ maxLength: 255, rule: groupTextRule, source: "EC2 API Reference, IpRange" }),
    };
}

function ruleModel(direction: Direction, type: string): ResourceModel {
    const suffix = direction === "ingress" ? "Ingress" : "Egress";
    const source = `EC2 API Reference, AuthorizeSecurityGroup${suffix}`;
    return {
        type,
        service: "EC2",
        actions: {
            create: `AuthorizeSecurityGroup${suffix}`,
            update: "ModifySecurityGroupRules",
            remove: `RevokeSecurityGroup${suffix}`,
        },
        invalidCode: invalidValue,
        inputs: shape(source),
        outputs: ["arn", "securityGroupRuleId"],
        tagged: true,
        validate: ruleMistakes,
        // A rule keeps the kind of its peer: Terraform AWS provider, aws_vpc_security_group_ingress_rule.
        replaceOn: (olds, news) => peers.filter((name) => given(olds, name) !== given(news, name)),
        create: (cloud, inputs) => createRule(cloud, inputs, direction),
        update: (cloud, object, inputs) => {
            checkRule(cloud, inputs, direction, object.id);
            return { ...inputs, arn: object.props["arn"] ?? null, securityGroupRuleId: object.id };
        },
        usualSeconds: { create: 1, update: 1, remove: 1 },
        checks: [
            { what: "The group and the referenced group exist, in one VPC (InvalidGroup.NotFound).", source },
            { what: "TCP, UDP and ICMP rules have both ports, in order (InvalidParameterValue).", source },
            { what: "The rule is new in its group (InvalidPermission.Duplicate).", source: "EC2 API Reference, Error codes" },
            {
                what: "A group has at most 60 rules of one direction, adjustable in AWS (RulesPerSecurityGroupLimitExceeded).",
                source: "VPC User Guide, Quotas",
            },
        ],
    };
}

function given(props: Props, name: string): boolean {
    return !isAbsent(props[name]) && props[name] !== "";
}

function ruleMistakes(inputs: Props): readonly Mistake[] {
    const mistakes: Mistake[] = [];
    const count = peers.filter((name) => given(inputs, name)).length;
    if (count !== 1) {
        mistakes.push({
            path: "cidrIpv4",
            message: `cidrIpv4: exactly one of ${peers.join(", ")} must be configured, got ${count} (${invalidValue})`,
        });
    }
    const ports = hasUnknown([inputs["ipProtocol"] ?? null, inputs["fromPort"] ?? null, inputs["toPort"] ?? null])
        ? undefined
        : portMistake(inputs, "ipProtocol");
    if (ports !== undefined) mistakes.push({ path: "fromPort", message: `fromPort: ${ports} (${invalidValue})` });
    return mistakes;
}

function createRule(cloud: Cloud, inputs: Props, direction: Direction): { id: string; props: Props } {
    checkRule(cloud, inputs, direction);
    const id = cloud.newId("sgr");
    return { id, props: { ...inputs, arn: cloud.arn("ec2", `security-group-rule/${id}`), securityGroupRuleId: id } };
}

export const ingressRule = ruleModel("ingress", ingressRuleType);
export const egressRule = ruleModel("egress", egressRuleType);
