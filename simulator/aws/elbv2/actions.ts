import { hasUnknown, isAbsent, Props, record, records, textOr, Value } from "../../cloud/values";
import {
    flagProperty,
    listProperty,
    Mistake,
    numberProperty,
    objectProperty,
    Property,
    setProperty,
    Shape,
    textProperty,
} from "../model";
import { mistake, notModeled } from "./mistakes";

const source = "ELBv2 API Reference, Action";
const redirectSource = "ELBv2 API Reference, RedirectActionConfig";
const fixedSource = "ELBv2 API Reference, FixedResponseActionConfig";
const quotas = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

/** ARNs of target groups. */
const targetGroupArn = textProperty({
    pattern: /^arn:aws[\w-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+$/,
    source,
});

const forward: Shape = {
    targetGroups: setProperty(
        objectProperty({
            arn: { ...targetGroupArn, required: true },
            weight: numberProperty({ min: 0, max: 999, default: 1, source: "ELBv2 API Reference, TargetGroupTuple" }),
        }),
        { required: true, minItems: 1, maxItems: 5, code: "TooManyTargetGroups", source: quotas },
    ),
    stickiness: objectProperty({
        duration: numberProperty({
            required: true,
            min: 1,
            max: 604_800,
            source: "ELBv2 API Reference, TargetGroupStickinessConfig",
        }),
        enabled: flagProperty({ default: false }),
    }),
};

const redirect: Shape = {
    host: textProperty({ minLength: 1, maxLength: 128, default: "#{host}", source: redirectSource }),
    path: textProperty({ minLength: 1, maxLength: 128, pattern: /^\//, default: "/#{path}", source: redirectSource }),
    port: textProperty({ default: "#{port}", rule: redirectPort, source: redirectSource }),
    protocol: textProperty({ oneOf: ["#{protocol}", "HTTP", "HTTPS"], default: "#{protocol}", source: redirectSource }),
    query: textProperty({ maxLength: 128, default: "#{query}", source: redirectSource }),
    statusCode: textProperty({ required: true, oneOf: ["HTTP_301", "HTTP_302"], source: redirectSource }),
};

const fixedResponse: Shape = {
    contentType: textProperty({
        required: true,
        oneOf: ["text/plain", "text/css", "text/html", "application/javascript", "application/json"],
        source: fixedSource,
    }),
    messageBody: textProperty({ maxLength: 1024, source: fixedSource }),
    statusCode: textProperty({ computed: true, pattern: /^[245]\d\d$/, source: fixedSource }),
};

/** The actions of a listener or a rule. */
export const actionsProperty: Property = listProperty(
    objectProperty({
        type: textProperty({
            required: true,
            oneOf: ["forward", "redirect", "fixed-response", "authenticate-cognito", "authenticate-oidc", "jwt-validation"],
            source,
        }),
        order: numberProperty({ computed: true, min: 1, max: 50_000, source }),
        targetGroupArn,
        forward: objectProperty(forward),
        redirect: objectProperty(redirect),
        fixedResponse: objectProperty(fixedResponse),
    }),
    { required: true, minItems: 1 },
);

function redirectPort(value: Value): string | undefined {
    if (value === "#{port}") return undefined;
    const port = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : 0;
    return port >= 1 && port <= 65535 ? undefined : `expected a port from 1 to 65535 or #{port}, got ${JSON.stringify(value)}`;
}

const blockOf: { readonly [type: string]: string } = {
    forward: "forward",
    redirect: "redirect",
    "fixed-response": "fixedResponse",
};

/** What is wrong among the actions, whatever exists; values may be unknown. */
export function actionMistakes(inputs: Props, property: string, listenerProtocol?: string): readonly Mistake[] {
    const actions = records(inputs, property);
    const mistakes = actions.flatMap((action, index) => oneActionMistakes(action, `${property}[${index}]`, listenerProtocol));
    if (actions.length > 1 && mistakes.length === 0) {
        const what = "exactly one forward, redirect or fixed-response action is allowed, and it comes last";
        return [mistake(property, what, "InvalidLoadBalancerAction")];
    }
    return mistakes;
}

function oneActionMistakes(action: Props, path: string, listenerProtocol?: string): readonly Mistake[] {
    const type = action["type"];
    if (typeof type !== "string") return [];
    const block = blockOf[type];
    if (block === undefined) return [notModeled(`${path}.type`, `the action ${type}`)];
    const mistakes: Mistake[] = [];
    for (const [other, name] of Object.entries(blockOf)) {
        if (other !== type && !isAbsent(action[name])) {
            mistakes.push(
                mistake(`${path}.${name}`, `must not be given when ${path}.type is "${type}"`, "InvalidLoadBalancerAction"),
            );
        }
    }
    if (type !== "forward" && !isAbsent(action["targetGroupArn"])) {
        mistakes.push(
            mistake(`${path}.targetGroupArn`, `must not be given when ${path}.type is "${type}"`, "InvalidLoadBalancerAction"),
        );
    }
    const arn = action["targetGroupArn"];
    if (isAbsent(action[block]) && (type !== "forward" || isAbsent(arn) || arn === "")) {
        const needed = type === "forward" ? "targetGroupArn or forward" : block;
        mistakes.push(
            mistake(`${path}.${block}`, `${needed} must be given when ${path}.type is "${type}"`, "InvalidLoadBalancerAction"),
        );
    }
    if (type === "forward") mistakes.push(...forwardMistakes(action, path));
    if (type === "redirect") mistakes.push(...redirectMistakes(action, path, listenerProtocol));
    return mistakes;
}

// "You can specify both a target group list and a top-level target group ARN only if the ARNs match": provider docs, Listener.
function forwardMistakes(action: Props, path: string): readonly Mistake[] {
    const arn = action["targetGroupArn"];
    const forward = record(action, "forward");
    if (isAbsent(arn) || arn === "" || hasUnknown(arn) || isAbsent(action["forward"]) || hasUnknown(forward)) return [];
    const listed = records(forward, "targetGroups").map((group) => group["arn"]);
    if (listed.length === 1 && listed[0] === arn) return [];
    const what = `forward.targetGroups must hold only ${JSON.stringify(arn)} when targetGroupArn is given too; give only forward`;
    return [mistake(`${path}.targetGroupArn`, what, "InvalidLoadBalancerAction")];
}

function redirectMistakes(action: Props, path: string, listenerProtocol: string | undefined): readonly Mistake[] {
    const redirect = record(action, "redirect");
    if (hasUnknown(redirect) || isAbsent(action["redirect"])) return [];
    const problem = redirectProblem(redirect, listenerProtocol);
    return problem === undefined ? [] : [mistake(`${path}.redirect`, problem, "InvalidLoadBalancerAction")];
}

/**
 * Why a redirect would not do:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
 */
export function redirectProblem(redirect: Props, listenerProtocol: string | undefined): string | undefined {
    const protocol = textOr(redirect, "protocol", "#{protocol}");
    const keepsProtocol = protocol === "#{protocol}" || protocol === listenerProtocol;
    const keepsRest =
        textOr(redirect, "host", "#{host}") === "#{host}"
        && textOr(redirect, "path", "/#{path}") === "/#{path}"
        && textOr(redirect, "port", "#{port}") === "#{port}";
    if (keepsProtocol && keepsRest) return "The redirect configuration is not valid because it creates a loop.";
    if (protocol === "HTTP" && listenerProtocol === "HTTPS") return "You cannot redirect HTTPS to HTTP.";
    return undefined;
}
