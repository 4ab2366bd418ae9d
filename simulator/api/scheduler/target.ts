import { Cloud } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { isAbsent, isProps, optionalText, Props, text, Value } from "../../cloud/values";
import { elbv2Operations } from "../elbv2/operations";
import { decoded } from "../members";
import { CallContext, Operation } from "../operation";
import { checkAllowed, executionRole } from "./role";

/** A call of an API that a schedule makes. */
export interface UniversalTarget {
    readonly operation: Operation;
    /** As policies name it, `elasticloadbalancing:ModifyListener`. */
    readonly permission: string;
    /** Member of the request that names what is acted on. */
    readonly resource: string;
}

// Service as in the AWS SDKs' identifiers, action in camel case: user guide, "Using universal targets in EventBridge Scheduler".
const targets: { readonly [name: string]: { readonly action: string; readonly resource: string } } = {
    "elasticloadbalancingv2:modifyListener": { action: "ModifyListener", resource: "ListenerArn" },
    "elasticloadbalancingv2:modifyRule": { action: "ModifyRule", resource: "RuleArn" },
};

// The same page, "Unsupported actions".
const readOnly = new RegExp(
    "^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead"
        + "|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)",
);

// Names of the load balancers' API elsewhere (CLI, policies) that are no identifier of an SDK with these actions.
const lookalikes = ["elbv2", "elb", "elasticloadbalancing"];

/** Which call a target's ARN means. */
export function universalTarget(cloud: Cloud, arn: string): UniversalTarget {
    const [prefix, partition, service, region, account, sdk, name = "", action = "", ...more] = arn.split(":");
    if (prefix !== "arn" || partition !== cloud.partition || service === undefined || service === "") {
        throw invalid("Provided Arn is not in correct format.");
    }
    if (service !== "scheduler") throw new NotModeled(`a schedule's target ${arn}`);
    if (region !== "" || account !== "" || sdk !== "aws-sdk") throw invalid("scheduler is not a supported service for a target.");
    if (!/^[a-z0-9]+$/.test(name) || lookalikes.includes(name)) throw invalid(`${name} is not a supported service for a target.`);
    const callable = /^[a-z][A-Za-z0-9]*$/.test(action) && !readOnly.test(action) && more.length === 0;
    if (!callable) throw invalid(`${action} API is not supported.`);
    const key = `${name}:${action}`;
    const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
    const operation = target === undefined ? undefined : elbv2Operations[target.action];
    if (target === undefined || operation === undefined) throw new NotModeled(`a schedule's target ${arn}`);
    return { operation, permission: `elasticloadbalancing:${target.action}`, resource: target.resource };
}

/** Refuses a target that CreateSchedule and UpdateSchedule refuse. */
export function checkTarget(cloud: Cloud, target: Props, group: string): void {
    const { operation } = universalTarget(cloud, text(target, "Arn"));
    const input = optionalText(target, "Input");
    if (input === undefined) throw invalid("You must provide an input to set this target for your schedule.");
    const request = requestOf(input);
    const required = Object.keys(operation.input).filter((name) => operation.input[name]?.required === true);
    const missing = required.filter((name) => isAbsent(request[name]));
    if (missing.length > 0) throw invalidInput(`Request payload is missing the following field(s): ${missing.join(", ")}.`);
    try {
        decoded(operation.input, request, { wire: "json", invalidCode: "ValidationException" });
    } catch (error) {
        throw error instanceof AwsError ? invalidInput(error.message) : error;
    }
    executionRole(cloud, text(target, "RoleArn"), group);
}

/** Makes the call as the role, by the same code as a request to the API. */
export function invoke(context: CallContext, target: Props, group: string): void {
    const { operation, permission, resource } = universalTarget(context.cloud, text(target, "Arn"));
    const request = requestOf(text(target, "Input"));
    const role = executionRole(context.cloud, text(target, "RoleArn"), group);
    checkAllowed(context.cloud, role, permission, text(request, resource));
    operation.run(context, decoded(operation.input, request, { wire: "json", invalidCode: "ValidationError" }));
}

function requestOf(input: string): Props {
    const request = parsed(input);
    if (isProps(request)) return request;
    throw invalidInput("Request payload is not a JSON object.");
}

function parsed(input: string): Value {
    try {
        return JSON.parse(input) as Value;
    } catch {
        return null;
    }
}

function invalid(message: string): AwsError {
    return new AwsError("ValidationException", message);
}

function invalidInput(reason: string): AwsError {
    return invalid(`Invalid RequestJson provided. Reason ${reason}`);
}
