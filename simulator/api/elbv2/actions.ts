import { sharesOf } from "../../aws/elbv2/usage";
import {
    Draft,
    flag,
    isAbsent,
    isProps,
    numberOr,
    optionalText,
    Props,
    record,
    records,
    text,
    textOr,
    Value,
} from "../../cloud/values";

/** Actions of a request in the form in which the account keeps them; `before` are those that they replace. */
export function actionsFromApi(actions: readonly Props[], before: readonly Props[]): readonly Props[] {
    return actions.map((action, index) => actionFromApi(action, before[index]));
}

function actionFromApi(action: Props, before: Props | undefined): Props {
    const kept: Draft = { type: text(action, "Type") };
    if (!isAbsent(action["Order"])) kept["order"] = numberOr(action, "Order", 1);
    if (!isAbsent(action["TargetGroupArn"])) kept["targetGroupArn"] = text(action, "TargetGroupArn");
    if (isProps(action["ForwardConfig"])) kept["forward"] = forwardFromApi(action["ForwardConfig"]);
    if (isProps(action["RedirectConfig"])) kept["redirect"] = renamed(action["RedirectConfig"], lowered);
    if (isProps(action["FixedResponseConfig"])) {
        kept["fixedResponse"] = { contentType: "text/plain", ...renamed(action["FixedResponseConfig"], lowered) };
    }
    return before === undefined ? kept : inTheFormOf(before, kept);
}

function forwardFromApi(config: Props): Props {
    const targetGroups = records(config, "TargetGroups").map((group) => ({
        arn: textOr(group, "TargetGroupArn", ""),
        weight: numberOr(group, "Weight", 1),
    }));
    const sticky = config["TargetGroupStickinessConfig"];
    if (!isProps(sticky)) return { targetGroups };
    return { targetGroups, stickiness: { enabled: flag(sticky, "Enabled"), duration: sticky["DurationSeconds"] ?? null } };
}

/** One target group can be written in two ways. What means the same as before stays as it was written: else it would show as a drift. */
function inTheFormOf(before: Props, now: Props): Props {
    const [share, ...more] = sharesOf(now);
    const plain = optionalText(before, "targetGroupArn");
    const sticky = flag(record(record(now, "forward"), "stickiness"), "enabled");
    if (plain === undefined || plain === "" || share === undefined || more.length > 0 || sticky) return now;
    const { forward: _forward, ...rest } = now;
    return isAbsent(before["forward"]) ? { ...rest, targetGroupArn: share.targetGroupArn } : now;
}

/** Actions as the API describes them. */
export function actionsToApi(actions: readonly Props[]): readonly Props[] {
    return actions.map((action) => {
        const type = textOr(action, "type", "forward");
        const order = { Order: numberOr(action, "order", 1) };
        if (type === "redirect") return { Type: type, ...order, RedirectConfig: redirectToApi(record(action, "redirect")) };
        if (type === "fixed-response") {
            return { Type: type, ...order, FixedResponseConfig: renamed(record(action, "fixedResponse"), raised) };
        }
        return { Type: type, ...forwardToApi(action), ...order };
    });
}

function forwardToApi(action: Props): Props {
    const shares = sharesOf(action);
    const sticky = record(record(action, "forward"), "stickiness");
    const enabled = flag(sticky, "enabled");
    const [only] = shares;
    return {
        // "Specify only when you want to route to a single target group": ELBv2 API Reference, Action.
        TargetGroupArn: only !== undefined && shares.length === 1 ? only.targetGroupArn : null,
        ForwardConfig: {
            TargetGroups: shares.map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight })),
            TargetGroupStickinessConfig: { Enabled: enabled, DurationSeconds: sticky["duration"] ?? null },
        },
    };
}

function redirectToApi(redirect: Props): Props {
    const usual: Props = { Protocol: "#{protocol}", Port: "#{port}", Host: "#{host}", Path: "/#{path}", Query: "#{query}" };
    return { ...usual, ...renamed(redirect, raised) };
}

function renamed(props: Props, rename: (name: string) => string): Props {
    const entries: [string, Value][] = Object.entries(props).map(([name, value]) => [rename(name), value]);
    return Object.fromEntries(entries);
}

const lowered = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
const raised = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
