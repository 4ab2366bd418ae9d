import { Cloud } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { canonical, isAbsent, Props, records, text, texts, Value } from "../../cloud/values";
import { merged } from "../merge";
import { listProperty, Made, Mistake, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { invalid, invalidParameter, nonexistent, webAclLoggingType } from "./types";
import { findWebAcl } from "./web-acl";

const source = "WAFV2 API Reference, LoggingConfiguration";
const guide = "https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html";

const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
const bucketType = "aws:s3/bucket:Bucket";

const redacted: Shape = {
    method: objectProperty({}),
    queryString: objectProperty({}),
    singleHeader: objectProperty({ name: textProperty({ required: true, minLength: 1, maxLength: 64 }) }),
    uriPath: objectProperty({}),
};

const filter: Shape = {
    behavior: textProperty({ required: true, oneOf: ["KEEP", "DROP"], source }),
    requirement: textProperty({ required: true, oneOf: ["MEETS_ALL", "MEETS_ANY"], source }),
    conditions: setProperty(
        objectProperty({
            actionCondition: objectProperty({
                action: textProperty({
                    required: true,
                    oneOf: ["ALLOW", "BLOCK", "COUNT", "CAPTCHA", "CHALLENGE", "EXCLUDED_AS_COUNT"],
                    source,
                }),
            }),
            labelNameCondition: objectProperty({
                labelName: textProperty({ required: true, minLength: 1, maxLength: 1024, pattern: /^[0-9A-Za-z_\-:]+$/, source }),
            }),
        }),
        { required: true, minItems: 1 },
    ),
};

export const webAclLogging: ResourceModel = {
    type: webAclLoggingType,
    service: "WAFV2",
    actions: { create: "PutLoggingConfiguration", remove: "DeleteLoggingConfiguration" },
    invalidCode: invalidParameter,
    inputs: {
        resourceArn: textProperty({ required: true, replace: true, minLength: 20, maxLength: 2048, pattern: /^arn:/, source }),
        logDestinationConfigs: setProperty(textProperty({ pattern: /^arn:/ }), {
            required: true,
            replace: true,
            minItems: 1,
            maxItems: 100,
            source,
        }),
        redactedFields: listProperty(objectProperty(redacted, { same: (a, b) => canonical(a) === canonical(b) }), {
            maxItems: 100,
            same: sameFields,
            source,
        }),
        loggingFilter: objectProperty({
            defaultBehavior: textProperty({ required: true, oneOf: ["KEEP", "DROP"], source }),
            filters: setProperty(objectProperty(filter), { required: true, minItems: 1 }),
        }),
    },
    outputs: [],
    tagged: false,
    validate: mistakesOf,
    create: createModel,
    update: (_, object, inputs) => merged(webAclLogging.inputs, object.props, inputs),
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "The web ACL exists (WAFNonexistentItemException).", source },
        {
            what:
                "There is one destination (WAFLimitsExceededException), whose name begins "
                + "with aws-waf-logs- (WAFInvalidParameterException).",
            source: guide,
        },
        { what: "The log group or bucket exists (WAFLogDestinationPermissionIssueException).", source: guide },
    ],
};

/** The order of fields does not count: terraform-provider-aws, `suppressRedactedFieldsDiff`. */
function sameFields(a: Value, b: Value): boolean {
    const sorted = (value: Value): string => (Array.isArray(value) ? value.map(canonical).sort().join() : "");
    return sorted(a) === sorted(b);
}

function mistakesOf(inputs: Props): readonly Mistake[] {
    return records(inputs, "redactedFields").flatMap((field, index) => {
        const given = Object.keys(redacted).filter((name) => !isAbsent(field[name]));
        if (given.length === 1) return [];
        const path = `redactedFields[${index}]`;
        return [
            { path, message: `${path}: exactly one of ${Object.keys(redacted).join(", ")} must be given (${invalidParameter})` },
        ];
    });
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const resourceArn = text(inputs, "resourceArn");
    if (findWebAcl(cloud, resourceArn) === undefined) throw nonexistent();
    const destinations = texts(inputs, "logDestinationConfigs");
    if (destinations.length > 1) {
        throw new AwsError(
            "WAFLimitsExceededException",
            `AWS WAF couldn't perform the operation because a web ACL has one logging destination, got ${destinations.length}`,
        );
    }
    for (const destination of destinations) checkDestination(cloud, destination);
    return { id: resourceArn, props: { ...inputs, redactedFields: inputs["redactedFields"] ?? [] } };
}

function checkDestination(cloud: Cloud, arn: string): void {
    const [, , service = "", , , ...rest] = arn.split(":");
    if (service === "firehose") throw new NotModeled("a Firehose stream as a logging destination");
    const isBucket = service === "s3";
    const name = isBucket ? ((rest[0] ?? "").split("/")[0] ?? "") : (rest[1] ?? "");
    if ((service !== "logs" && !isBucket) || !name.startsWith("aws-waf-logs-")) {
        const reason =
            "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.";
        throw invalid(reason, "LOG_DESTINATION", arn);
    }
    const found = isBucket
        ? cloud.find(bucketType, name)
        : cloud.all(logGroupType).find(({ props }) => text(props, "name") === name);
    if (found === undefined) {
        throw new AwsError(
            "WAFLogDestinationPermissionIssueException",
            `Unable to deliver logs to the configured destination: ${arn} does not exist`,
        );
    }
}
