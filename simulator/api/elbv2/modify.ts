import { listener as listenerModel } from "../../aws/elbv2/listener";
import { listenerRule as ruleModel } from "../../aws/elbv2/listener-rule";
import { listenerType } from "../../aws/elbv2/types";
import { actionsOf } from "../../aws/elbv2/usage";
import { shapeMistakes, withDefaults } from "../../aws/inputs";
import { ResourceModel, Shape } from "../../aws/model";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { Draft, flag, isAbsent, numberOr, optionalText, Props, record, records, text } from "../../cloud/values";
import { flagMember, listMember, numberMember, objectMember, textMember } from "../members";
import { Operation } from "../operation";
import { actionsFromApi } from "./actions";
import { conditionsFromApi } from "./conditions";
import { needListener, needRule } from "./lookups";
import { actionsMember, conditionsMember } from "./members";
import { listenerView, ruleView } from "./views";

const certificates = listMember(objectMember({ CertificateArn: textMember(), IsDefault: flagMember() }));

export const modifyListener: Operation = {
    input: {
        ListenerArn: textMember({ required: true }),
        Port: numberMember({ min: 1, max: 65535 }),
        Protocol: textMember({ oneOf: ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"] }),
        SslPolicy: textMember(),
        Certificates: certificates,
        DefaultActions: actionsMember,
    },
    run: ({ cloud }, request) => {
        const listener = needListener(cloud, text(request, "ListenerArn"));
        const change: Draft = {};
        if (!isAbsent(request["Port"])) change["port"] = numberOr(request, "Port", 80);
        if (!isAbsent(request["Protocol"])) change["protocol"] = text(request, "Protocol");
        if (!isAbsent(request["SslPolicy"])) change["sslPolicy"] = text(request, "SslPolicy");
        if (!isAbsent(request["Certificates"])) change["certificateArn"] = onlyCertificate(request);
        if (!isAbsent(request["DefaultActions"])) change["defaultActions"] = changedActions(listener, request, "DefaultActions");
        return { Listeners: [listenerView(changed(cloud, listenerModel, listener, change))] };
    },
};

export const modifyRule: Operation = {
    input: { RuleArn: textMember({ required: true }), Conditions: conditionsMember, Actions: actionsMember },
    run: ({ cloud }, request) => {
        const rule = needRule(cloud, text(request, "RuleArn"));
        // "You cannot modify the default rule": ELB guide, Listener rules; ModifyListener changes its actions.
        if (rule.type === listenerType) {
            throw new AwsError("OperationNotPermitted", `Default rule '${text(request, "RuleArn")}' cannot be modified`);
        }
        const change: Draft = {};
        if (!isAbsent(request["Conditions"])) change["conditions"] = conditionsFromApi(records(request, "Conditions"));
        if (!isAbsent(request["Actions"])) change["actions"] = changedActions(rule, request, "Actions");
        return { Rules: [ruleView(changed(cloud, ruleModel, rule, change))] };
    },
};

function onlyCertificate(request: Props): string {
    const [certificate, ...more] = records(request, "Certificates");
    const arn = certificate === undefined ? undefined : optionalText(certificate, "CertificateArn");
    if (arn === undefined || more.length > 0) {
        throw new AwsError("ValidationError", "You must specify exactly one certificate; the first is the default one");
    }
    return arn;
}

function changedActions(object: CloudObject, request: Props, name: string): readonly Props[] {
    const actions = actionsFromApi(records(request, name), actionsOf(object));
    actions.forEach((action, index) => {
        const sticky = record(record(action, "forward"), "stickiness");
        if (!flag(sticky, "enabled") || !isAbsent(sticky["duration"])) return;
        // "You must specify this value when enabling target group stickiness": ELBv2 API Reference, TargetGroupStickinessConfig.
        throw new AwsError("ValidationError", `${name}[${index}]: DurationSeconds must be specified when stickiness is enabled`);
    });
    return actions;
}

/** Changes the object by the very checks and code that the provider's update goes through. */
function changed(cloud: Cloud, model: ResourceModel, object: CloudObject, change: Draft): CloudObject {
    if (model.update === undefined) throw new NotModeled(`a change of ${model.type}`);
    const shape = Object.fromEntries(Object.entries(model.inputs).filter(([name]) => name in change));
    checkShape(shape, change, model.invalidCode);
    const whole: Draft = { ...object.props, ...withDefaults(shape, change) };
    // An HTTP listener keeps an empty policy; to the checks it has none.
    if (whole["sslPolicy"] === "") whole["sslPolicy"] = null;
    const [mistake] = model.validate?.(whole) ?? [];
    if (mistake !== undefined) throw errorOf(mistake.message, model.invalidCode);
    const props = model.update(cloud, object, whole);
    if (props instanceof Promise) throw new NotModeled(`a slow change of ${model.type}`);
    return cloud.put(object.type, object.id, props, object.hidden);
}

function checkShape(shape: Shape, change: Draft, invalidCode: string): void {
    const [mistake] = shapeMistakes(shape, change, invalidCode)
        // The provider wants a duration in every stickiness block; the API only where stickiness is on.
        .filter(({ message }) => !/stickiness\.duration: missing required/.test(message));
    if (mistake !== undefined) throw errorOf(mistake.message, invalidCode);
}

/** The models write `path: what is wrong (CODE)`. */
function errorOf(message: string, invalidCode: string): AwsError {
    const match = /^(.*) \((\w+)\)$/s.exec(message);
    return new AwsError(match?.[2] ?? invalidCode, match?.[1] ?? message);
}
