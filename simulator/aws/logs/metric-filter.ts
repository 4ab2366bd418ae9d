import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, isProps, Props, text, Value } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, mapProperty, Mistake, objectProperty, ResourceModel, Shape, textProperty } from "../model";
import { findLogGroup } from "./groups";

export const metricFilterType = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const putFilter = "CloudWatch Logs API Reference, PutMetricFilter";
const transformation = "CloudWatch Logs API Reference, MetricTransformation";
const syntax = "CloudWatch Logs User Guide, filter pattern syntax";
/** Filters of a group: CloudWatch Logs User Guide, CloudWatch Logs quotas. */
const maxFilters = 100;
const maxDimensions = 3;

const inputs: Shape = {
    applyOnTransformedLogs: flagProperty({ default: false }),
    logGroupName: textProperty({
        required: true, replace: true, minLength: 1, maxLength: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/, source: putFilter,
    }),
    metricTransformation: objectProperty(
        {
            defaultValue: textProperty({ pattern: /^-?\d+(\.\d+)?$/, source: transformation }),
            dimensions: mapProperty(textProperty({ maxLength: 255 }), { rule: dimensionRule, source: transformation }),
            name: textProperty({ required: true, maxLength: 255, pattern: /^[^:*$]*$/, source: transformation }),
            namespace: textProperty({ required: true, maxLength: 255, pattern: /^[^:*$]*$/, source: transformation }),
            unit: textProperty({ default: "None", source: transformation }),
            value: textProperty({ required: true, maxLength: 100, source: transformation }),
        },
        { required: true },
    ),
    name: textProperty({ computed: true, replace: true, minLength: 1, maxLength: 512, pattern: /^[^:*]+$/, source: putFilter }),
    pattern: textProperty({ required: true, maxLength: 1024, rule: patternRule, source: putFilter }),
};

/** Counts the events of a group that fit a pattern. */
export const metricFilter: ResourceModel = {
    type: metricFilterType,
    service: "CloudWatch Logs",
    actions: { create: "PutMetricFilter", update: "PutMetricFilter", remove: "DeleteMetricFilter" },
    invalidCode: "InvalidParameterException",
    inputs,
    outputs: [],
    tagged: false,
    autoname: { property: "name", maxLength: 512 },
    validate,
    create,
    update: (cloud, object, news) => {
        needGroup(cloud, news);
        return merged(inputs, object.props, news);
    },
    read: (cloud, object) => (findLogGroup(cloud, text(object.props, "logGroupName")) === undefined ? undefined : object.props),
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The log group exists (ResourceNotFoundException).", source: putFilter },
        {
            what: `A group has at most ${maxFilters} filters (LimitExceededException).`,
            source: "CloudWatch Logs User Guide, quotas",
        },
        { what: "A pattern closes what it opens (InvalidParameterException).", source: syntax },
        { what: "A default value and dimensions exclude each other (InvalidParameterException).", source: transformation },
    ],
};

function dimensionRule(value: Value): string | undefined {
    const count = isProps(value) ? Object.keys(value).length : 0;
    return count > maxDimensions ? `at most ${maxDimensions} dimensions, got ${count}` : undefined;
}

function patternRule(value: Value): string | undefined {
    const bare = String(value).replace(/"(?:[^"\\]|\\.)*"|%[^%]*%/g, "");
    if (bare.includes('"')) return "Invalid metric filter pattern: a quotation mark is not closed";
    const open: string[] = [];
    const closes: { readonly [end: string]: string } = { ")": "(", "}": "{", "]": "[" };
    for (const letter of bare) {
        if ("({[".includes(letter)) open.push(letter);
        else if (letter in closes && open.pop() !== closes[letter]) return `Invalid metric filter pattern: ${letter} closes nothing`;
    }
    return open.length === 0 ? undefined : `Invalid metric filter pattern: ${open.join("")} is not closed`;
}

function validate(given: Props): readonly Mistake[] {
    const made = given["metricTransformation"];
    if (!isProps(made) || isAbsent(made["defaultValue"]) || isAbsent(made["dimensions"])) return [];
    const path = "metricTransformation.defaultValue";
    return [{ path, message: `${path}: conflicts with dimensions; give only one (InvalidParameterException)` }];
}

function needGroup(cloud: Cloud, given: Props): CloudObject {
    const group = findLogGroup(cloud, text(given, "logGroupName"));
    if (group === undefined) throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    return group;
}

function create(cloud: Cloud, given: Props): { id: string; props: Draft } {
    const group = needGroup(cloud, given);
    const others = cloud.where(metricFilterType, "logGroupName", group.id);
    const name = text(given, "name");
    if (others.length >= maxFilters && others.every(({ props }) => props["name"] !== name)) {
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
    }
    // Names are unique in a group only.
    return { id: `${group.id}:${name}`, props: { ...given } };
}
