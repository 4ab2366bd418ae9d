import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import {
    Draft,
    flag,
    isAbsent,
    isProps,
    isUnknown,
    numberOr,
    optionalText,
    Props,
    record,
    text,
    Value,
} from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, Mistake, numberProperty, objectProperty, ResourceModel, Shape, textProperty } from "../model";
import { rotateManagedSecret } from "./managed";
import { invalid, invalidRequest, needSecret, owningService, rotationType, secretType, service } from "./types";

const rotateSecret = "Secrets Manager API Reference, RotateSecret";
const rules = "Secrets Manager API Reference, RotationRulesType";
const schedules = "Secrets Manager User Guide, schedule expressions";

const inputs: Shape = {
    rotateImmediately: flagProperty({ default: true }),
    rotationEnabled: flagProperty({ default: true }),
    rotationLambdaArn: textProperty({ maxLength: 2048, pattern: /^arn:aws:lambda:/, source: rotateSecret }),
    rotationRules: objectProperty({
        automaticallyAfterDays: numberProperty({ min: 1, max: 1000, conflictsWith: ["scheduleExpression"], source: rules }),
        duration: textProperty({ pattern: /^\d{1,2}h$/, source: rules }),
        scheduleExpression: textProperty({ minLength: 1, maxLength: 256, rule: scheduleRule, source: schedules }),
    }),
    secretId: textProperty({ required: true, replace: true, minLength: 1, maxLength: 2048, source: rotateSecret }),
};

/** When a secret gets a new value. */
export const rotation: ResourceModel = {
    type: rotationType,
    service,
    actions: { create: "RotateSecret", update: "RotateSecret", remove: "CancelRotateSecret" },
    invalidCode: invalid,
    tagged: false,
    inputs,
    outputs: [],
    validate,
    create,
    update,
    remove: (cloud, object) => {
        const secret = cloud.find(secretType, object.id);
        if (secret !== undefined) cancel(cloud, secret);
    },
    usualSeconds: { create: 2, update: 2, remove: 1 },
    checks: [
        { what: "The secret must exist (ResourceNotFoundException).", source: rotateSecret },
        {
            what:
                "A secret rotates by a Lambda function, one that a service manages by itself (InvalidRequestException, "
                + "InvalidParameterException).",
            source: rotateSecret,
        },
        { what: "The function must exist (ResourceNotFoundException).", source: rotateSecret },
        { what: "Rules have a number of days or a schedule (InvalidParameterException).", source: rules },
    ],
};

/** `rate(10 days)`, `rate(4 hours)` and up, or six cron fields with minute 0. */
function scheduleRule(value: Value): string | undefined {
    const text = String(value);
    const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(text);
    if (rate !== null) {
        const hours = Number(rate[1]) * (rate[2]?.startsWith("day") === true ? 24 : 1);
        return hours >= 4 && hours <= 999 * 24
            ? undefined
            : `a secret rotates every four hours at most, and every 999 days at least: got ${text}`;
    }
    const cron = /^cron\((.+)\)$/.exec(text);
    const fields = cron?.[1]?.trim().split(/\s+/) ?? [];
    if (fields.length !== 6) return `expected rate(N hours), rate(N days) or cron(0 hours day month weekday *), got ${text}`;
    if (fields[0] !== "0") return `the minutes of a schedule must be 0, got ${fields[0] ?? ""}`;
    return fields[2] === "?" || fields[4] === "?" ? undefined : `one of day of month and day of week must be ?, got ${text}`;
}

function validate(props: Props): readonly Mistake[] {
    const given = props["rotationRules"];
    if (isUnknown(given) || props["rotationEnabled"] === false) return [];
    const rule = isProps(given) ? given : {};
    if (!isAbsent(rule["automaticallyAfterDays"]) || !isAbsent(rule["scheduleExpression"])) return [];
    return [
        {
            path: "rotationRules",
            message: `rotationRules: one of automaticallyAfterDays and scheduleExpression must be given (${invalid})`,
        },
    ];
}

function create(cloud: Cloud, given: Props): Made {
    const secret = needSecret(cloud, text(given, "secretId"));
    rotate(cloud, secret, given);
    return { id: secret.id, props: given };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    rotate(cloud, needSecret(cloud, text(object.props, "secretId")), news);
    return merged(inputs, object.props, news);
}

function rotate(cloud: Cloud, secret: CloudObject, given: Props): void {
    if (!flag(given, "rotationEnabled", true)) {
        cancel(cloud, secret);
        return;
    }
    check(cloud, secret, given);
    schedule(cloud, secret, given);
}

function cancel(cloud: Cloud, secret: CloudObject): void {
    cloud.put(secretType, secret.id, secret.props, { ...secret.hidden, rotation: null });
}

function check(cloud: Cloud, secret: CloudObject, given: Props): void {
    const lambda = optionalText(given, "rotationLambdaArn");
    const duration = Number.parseInt(optionalText(record(given, "rotationRules"), "duration") ?? "1", 10);
    if (duration < 1 || duration > 24)
        throw new AwsError(invalid, `The rotation window must be between 1 and 24 hours, got ${duration}h.`);
    if (owningService(secret) !== undefined) {
        if (lambda !== undefined)
            throw new AwsError(invalid, "You can't specify a rotation Lambda function for a secret that a service manages.");
        return;
    }
    if (lambda === undefined) {
        throw invalidRequest(
            "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured "
                + "and you didn't include such an ARN as a parameter in this call.",
        );
    }
    if (cloud.where("aws:lambda/function:Function", "arn", lambda).length === 0) {
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified rotation Lambda function.");
    }
}

function schedule(cloud: Cloud, secret: CloudObject, given: Props): void {
    const wanted = record(given, "rotationRules");
    const days = numberOr(wanted, "automaticallyAfterDays", 0);
    const rule: Props =
        days > 0 ? { automaticallyAfterDays: days } : { scheduleExpression: optionalText(wanted, "scheduleExpression") ?? "" };
    const now = cloud.put(secretType, secret.id, secret.props, { ...secret.hidden, rotation: rule });
    if (flag(given, "rotateImmediately", true) && owningService(secret) !== undefined) rotateManagedSecret(cloud, now);
}
