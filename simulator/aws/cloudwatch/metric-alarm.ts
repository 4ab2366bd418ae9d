import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import {
    Draft, isAbsent, isList, isUnknown, numberOr, optionalText, Props, record, records, text, textOr,
} from "../../cloud/values";
import { merged } from "../merge";
import {
    flagProperty, listProperty, Made, mapProperty, Mistake, numberProperty, objectProperty, ResourceModel, setProperty, Shape,
    textProperty,
} from "../model";

export const metricAlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

const putAlarm = "CloudWatch API Reference, PutMetricAlarm";
const invalid = "ValidationError";

const day = 86_400;
const hour = 3600;

const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
const units = [
    "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits",
    "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second", "Megabytes/Second",
    "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second",
    "Terabits/Second", "Count/Second", "None",
];
/** CloudWatch User Guide, "Statistics definitions". */
const extended = /^((p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,10})?|100)|(TM|WM|PR|TC|TS)\([\d.:%]+\)|IQM)$/;

const actions = setProperty(
    textProperty({ pattern: /^arn:aws:[a-z0-9-]+:.+$/, minLength: 1, maxLength: 1024 }), { maxItems: 5, source: putAlarm },
);
const dimensions = mapProperty(
    textProperty({ minLength: 1, maxLength: 1024 }), { source: "CloudWatch API Reference, Dimension" },
);
const period = numberProperty({ rule: (value) => periodRule(Number(value)), source: putAlarm });

const metric: Shape = {
    dimensions,
    metricName: textProperty({ required: true, minLength: 1, maxLength: 255 }),
    namespace: textProperty({ minLength: 1, maxLength: 255, pattern: /^[^:].*$/ }),
    period: { ...period, required: true },
    stat: textProperty({ required: true, rule: (value) => statRule(String(value)) }),
    unit: textProperty({ oneOf: units }),
};

const inputs: Shape = {
    actionsEnabled: flagProperty({ default: true }),
    alarmActions: actions,
    alarmDescription: textProperty({ maxLength: 1024, source: putAlarm }),
    comparisonOperator: textProperty({
        oneOf: [
            "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
            "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold",
        ],
        required: true,
        source: putAlarm,
    }),
    datapointsToAlarm: numberProperty({ min: 1, source: putAlarm }),
    dimensions,
    evaluateLowSampleCountPercentiles: textProperty({ computed: true, oneOf: ["evaluate", "ignore"], source: putAlarm }),
    evaluationPeriods: numberProperty({ required: true, min: 1, source: putAlarm }),
    extendedStatistic: textProperty({ pattern: extended, conflictsWith: ["statistic", "metricQueries"], source: putAlarm }),
    insufficientDataActions: actions,
    metricName: textProperty({ minLength: 1, maxLength: 255, conflictsWith: ["metricQueries"], source: putAlarm }),
    metricQueries: listProperty(
        objectProperty({
            accountId: textProperty({ pattern: /^\d{12}$/ }),
            expression: textProperty({ minLength: 1, maxLength: 1024 }),
            id: textProperty({ required: true, pattern: /^[a-z][a-zA-Z0-9_]*$/, maxLength: 255 }),
            label: textProperty(),
            metric: objectProperty(metric),
            period,
            returnData: flagProperty({ default: false }),
        }),
        { unordered: true, maxItems: 20, source: "CloudWatch API Reference, MetricDataQuery" },
    ),
    name: textProperty({ replace: true, computed: true, minLength: 1, maxLength: 255, source: putAlarm }),
    namespace: textProperty({
        minLength: 1, maxLength: 255, pattern: /^[^:].*$/, conflictsWith: ["metricQueries"], source: putAlarm,
    }),
    okActions: actions,
    period: { ...period, conflictsWith: ["metricQueries"] },
    statistic: textProperty({ oneOf: statistics, conflictsWith: ["extendedStatistic", "metricQueries"], source: putAlarm }),
    threshold: numberProperty({ integer: false, conflictsWith: ["thresholdMetricId"] }),
    thresholdMetricId: textProperty({ minLength: 1, maxLength: 255, source: putAlarm }),
    treatMissingData: textProperty(
        { default: "missing", oneOf: ["breaching", "notBreaching", "ignore", "missing"], source: putAlarm },
    ),
    unit: textProperty({ oneOf: units }),
};

/** An alarm on a metric or on an expression over metrics. No metric has data here, so it stays in INSUFFICIENT_DATA. */
export const metricAlarm: ResourceModel = {
    type: metricAlarmType,
    service: "CloudWatch",
    actions: { create: "PutMetricAlarm", update: "PutMetricAlarm", remove: "DeleteAlarms" },
    invalidCode: invalid,
    autoname: { property: "name", maxLength: 255 },
    tagged: true,
    inputs,
    outputs: ["arn"],
    validate,
    create,
    update: (_, object, news) => {
        check(news);
        return { ...merged(inputs, object.props, news), ...percentiles(news, object) };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "One metric with namespace, period and one statistic, or queries of which one returns data (ValidationError).",
            source: putAlarm,
        },
        { what: "A threshold, or the query of a band as the threshold (ValidationError).", source: putAlarm },
        { what: "Data points to alarm are no more than the periods (ValidationError).", source: putAlarm },
        {
            what: "The periods together are a day at most, with periods of an hour or more a week (ValidationError).",
            source: putAlarm,
        },
        { what: "Dimensions are 30 at most (ValidationError).", source: "CloudWatch API Reference, Dimension" },
        {
            what: "An alarm of that name is not overwritten here, though AWS would do so in silence (ValidationError).",
            source: putAlarm,
        },
    ],
};

function periodRule(seconds: number): string | undefined {
    const fits = [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
    return fits ? undefined : `expected 10, 20, 30 or a multiple of 60, got ${seconds}`;
}

function statRule(stat: string): string | undefined {
    const fits = statistics.includes(stat) || extended.test(stat);
    return fits ? undefined : `expected a statistic of CloudWatch, got ${JSON.stringify(stat)}`;
}

/** terraform-provider-aws, `resourceMetricAlarm`: AtLeastOneOf and `validMetricAlarm`. */
function validate(given: Props): readonly Mistake[] {
    const absent = (name: string): boolean => isAbsent(given[name]);
    const mistake = (path: string, message: string): Mistake => ({ path, message: `${path}: ${message} (${invalid})` });
    const mistakes: Mistake[] = [];
    if (absent("metricName") && absent("metricQueries")) mistakes.push(
        mistake("metricName", "one of metricName and metricQueries is required"),
    );
    if (!absent("metricName")) {
        for (const name of ["namespace", "period"]) if (absent(name)) mistakes.push(
            mistake(name, "is required beside metricName"),
        );
        if (absent("statistic") && absent("extendedStatistic")) {
            mistakes.push(mistake("statistic", "one of statistic and extendedStatistic must be set for a given metricName"));
        }
    }
    if (absent("threshold") && absent("thresholdMetricId")) mistakes.push(
        mistake("threshold", "one of threshold and thresholdMetricId is required"),
    );
    const queries = given["metricQueries"];
    if (isList(queries) && !queries.some(isUnknown)) {
        for (const [index, query] of records(given, "metricQueries").entries()) {
            if (isAbsent(query["expression"]) === isAbsent(query["metric"])) {
                mistakes.push(mistake(`metricQueries[${index}]`, "one of expression and metric is required"));
            }
        }
    }
    return mistakes;
}

function create(cloud: Cloud, given: Props): Made {
    const name = text(given, "name");
    if (cloud.find(metricAlarmType, name) !== undefined) throw wrong(`An alarm with the name ${name} already exists`);
    check(given);
    return {
        id: name,
        props: { ...given, arn: cloud.arn("cloudwatch", `alarm:${name}`), ...percentiles(given) },
    };
}

function percentiles(given: Props, object?: CloudObject): Draft {
    const old = object === undefined ? "" : textOr(object.props, "evaluateLowSampleCountPercentiles", "");
    return { evaluateLowSampleCountPercentiles: textOr(given, "evaluateLowSampleCountPercentiles", old) };
}

function check(given: Props): void {
    const periods = numberOr(given, "evaluationPeriods", 1);
    if (numberOr(given, "datapointsToAlarm", 1) > periods) {
        throw wrong(`The parameter 'DatapointsToAlarm' must be less than or equal to 'EvaluationPeriods' (${periods}).`);
    }
    const queries = records(given, "metricQueries");
    const longest = Math.max(
        numberOr(given, "period", 0),
        ...queries.map((query) => Math.max(numberOr(query, "period", 0), numberOr(record(query, "metric"), "period", 0))),
    );
    const most = longest >= hour ? 7 * day : day;
    if (longest * periods > most) {
        throw wrong(
            `Metrics cannot be checked across more than a ${most === day ? "day" : "week"} (EvaluationPeriods * Period must be <= ${most})`,
        );
    }
    for (const set of [given, ...queries.map((query) => record(query, "metric"))]) {
        const count = Object.keys(record(set, "dimensions")).length;
        if (count > 30) throw wrong(`The collection Dimensions must not have a size greater than 30, has ${count}.`);
    }
    if (queries.length > 0 && queries.filter(
        (query) => query["returnData"] === true,
    ).length !== 1 && optionalText(given, "thresholdMetricId") === undefined) {
        throw wrong("Exactly one element of the metrics list should return data.");
    }
}

function wrong(message: string): AwsError {
    return new AwsError(invalid, message);
}
