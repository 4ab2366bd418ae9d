import { isAbsent, isProps, numberOr, Props, record, records, textOr, Value } from "../../cloud/values";
import { innerBudget } from "./inner-form";
import { pathSegmentMistakes, percentMistakes } from "./names";
import { child, children, has, Place, Problems } from "./problems";
import { nanosOf } from "./quantity";
import { selects } from "./selectors";
import { stringsOf } from "./types";
import { checkAnnotations, checkLabels, checkNonnegative, checkSelector, isEmptySelector } from "./validate-meta";
import { checkPodSpec } from "./validate-pod";

/** k8s.io/kubernetes pkg/apis/apps/validation, ValidateDeploymentSpec and ValidateReplicaSetSpec. */
export function checkDeployment(object: Props, replicaSet: boolean, problems: Problems): void {
    const spec: Place = { at: "spec", value: record(object, "spec") };
    checkNonnegative(spec.value, "replicas", spec.at, problems);
    checkNonnegative(spec.value, "minReadySeconds", spec.at, problems);
    if (!has(spec, "selector")) {
        problems.required("spec.selector");
    } else {
        checkSelector(child(spec, "selector").value, "spec.selector", problems);
        if (isEmptySelector(child(spec, "selector").value)) {
            problems.invalid("spec.selector", child(spec, "selector").value, `empty selector is invalid for deployment`);
        }
    }
    checkTemplate(spec, problems);
    if (replicaSet) return;
    checkStrategy(child(spec, "strategy"), problems);
    checkNonnegative(spec.value, "revisionHistoryLimit", spec.at, problems);
    checkNonnegative(spec.value, "progressDeadlineSeconds", spec.at, problems);
    const deadline = numberOr(spec.value, "progressDeadlineSeconds", 600);
    if (deadline <= numberOr(spec.value, "minReadySeconds", 0)) {
        problems.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
}

function checkTemplate(owner: Place, problems: Problems): void {
    const template = child(owner, "template");
    const labels = record(template.value, "metadata")["labels"];
    const selector = child(owner, "selector").value;
    if (!has(owner, "selector")) {
        problems.invalid(`${template.at}.metadata.labels`, labels, "`selector` does not match template `labels`");
    } else if (!isEmptySelector(selector) && !selects(selector, stringsOf(labels))) {
        problems.invalid(`${template.at}.metadata.labels`, labels, "`selector` does not match template `labels`");
    }
    checkTemplateMeta(template, problems);
    checkPodSpec(child(template, "spec"), false, problems);
    const spec = child(template, "spec").value;
    const policy = textOr(spec, "restartPolicy", "Always");
    if (policy !== "Always") problems.unsupported(`${template.at}.spec.restartPolicy`, policy, ["Always"]);
    if (!isAbsent(spec["activeDeadlineSeconds"])) {
        problems.forbidden(`${template.at}.spec.activeDeadlineSeconds`, "activeDeadlineSeconds in ReplicaSet is not Supported");
    }
}

function checkTemplateMeta(template: Place, problems: Problems): void {
    checkLabels(record(template.value, "metadata")["labels"], `${template.at}.labels`, problems);
    checkAnnotations(record(template.value, "metadata")["annotations"], `${template.at}.annotations`, problems);
}

function checkStrategy({ at, value }: Place, problems: Problems): void {
    const type = textOr(value, "type", "RollingUpdate");
    if (type === "Recreate") {
        if (isProps(value["rollingUpdate"]))
            problems.forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
        return;
    }
    if (type !== "RollingUpdate") return problems.unsupported(at, value, ["Recreate", "RollingUpdate"]);
    const rolling = record(value, "rollingUpdate");
    checkShare(rolling["maxUnavailable"], `${at}.rollingUpdate.maxUnavailable`, problems, true);
    checkShare(rolling["maxSurge"], `${at}.rollingUpdate.maxSurge`, problems, false);
    if (isNone(rolling["maxUnavailable"]) && isNone(rolling["maxSurge"])) {
        problems.invalid(`${at}.rollingUpdate.maxUnavailable`, rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
    }
}

function isNone(value: Value | undefined): boolean {
    return value === 0 || (typeof value === "string" && /^0+%$/.test(value));
}

/** A number of pods or a percentage. */
export function checkShare(value: Value | undefined, at: string, problems: Problems, upToAll: boolean): void {
    if (typeof value === "number" && value < 0) problems.invalid(at, value, "must be greater than or equal to 0");
    if (typeof value !== "string") return;
    problems.invalidEach(at, value, percentMistakes(value));
    if (upToAll && Number.parseInt(value, 10) > 100) problems.invalid(at, value, "must not be greater than 100%");
}

/** Limits of the behavior of an autoscaler, in seconds (pkg/apis/autoscaling/validation). */
const maxWindowSeconds = 3600;
const maxPeriodSeconds = 1800;

const sourceNames: Readonly<Record<string, string>> = {
    ContainerResource: "containerResource",
    External: "external",
    Object: "object",
    Pods: "pods",
    Resource: "resource",
};

/** k8s.io/kubernetes pkg/apis/autoscaling/validation, ValidateHorizontalPodAutoscaler. */
export function checkAutoscaler(object: Props, problems: Problems): void {
    const spec: Place = { at: "spec", value: record(object, "spec") };
    const least = numberOr(spec.value, "minReplicas", 1);
    const most = numberOr(spec.value, "maxReplicas", 0);
    if (least < 1) problems.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
    if (most === 0) problems.required("spec.maxReplicas", "must be set and greater than 0");
    else if (most < 0) problems.invalid("spec.maxReplicas", most, "must be greater than or equal to 1");
    if (most < least) problems.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
    const target = child(spec, "scaleTargetRef");
    for (const name of ["kind", "name"]) {
        const value = textOr(target.value, name, "");
        if (value === "") problems.required(`${target.at}.${name}`);
        else problems.invalidEach(`${target.at}.${name}`, value, pathSegmentMistakes(value));
    }
    const api = textOr(target.value, "apiVersion", "");
    const parts = api.split("/").length;
    if (parts > 2) problems.invalid(`${target.at}.apiVersion`, api, `unexpected GroupVersion string: ${api}`);
    if (parts === 1) problems.invalid(`${target.at}.apiVersion`, api, "apiVersion must specify API group");
    const metrics = children(spec, "metrics");
    metrics.forEach((metric) => checkMetric(metric, problems));
    if (least === 0 && !metrics.some(({ value }) => value["type"] === "Object" || value["type"] === "External")) {
        const why = "must specify at least one Object or External metric to support scaling to zero replicas";
        problems.forbidden("spec.metrics", why);
    }
    for (const way of ["scaleUp", "scaleDown"]) {
        const behavior = child(spec, "behavior");
        if (has(behavior, way)) checkScaling(child(behavior, way), problems);
    }
}

function checkMetric(metric: Place, problems: Problems): void {
    const { at, value } = metric;
    const type = textOr(value, "type", "");
    const expected = sourceNames[type];
    if (type === "") problems.required(`${at}.type`, "must specify a metric source type");
    else if (expected === undefined) problems.unsupported(`${at}.type`, type, Object.keys(sourceNames).sort());
    if (expected !== undefined && !has(metric, expected)) {
        problems.required(`${at}.${expected}`, "must populate information for the given metric source");
    }
    const given = Object.values(sourceNames).filter((name) => has(metric, name));
    if (given.length > 1) {
        given
            .filter((name) => name !== expected)
            .forEach((name) => problems.forbidden(`${at}.${name}`, "must populate the given metric source only"));
    }
    const [source] = given;
    if (source !== undefined) checkTarget(child(metric, source), source, problems);
}

function checkTarget(source: Place, kind: string, problems: Problems): void {
    const target = child(source, "target");
    const { at, value } = target;
    const type = textOr(value, "type", "");
    if (type === "") problems.required(`${at}.type`, "must specify a metric target type");
    else if (!["Utilization", "Value", "AverageValue"].includes(type)) {
        problems.invalid(`${at}.type`, type, "must be either Utilization, Value, or AverageValue");
    }
    const utilization = value["averageUtilization"];
    if (typeof utilization === "number" && utilization < 1)
        problems.invalid(`${at}.averageUtilization`, utilization, "must be greater than 0");
    for (const name of ["value", "averageValue"]) {
        const amount = value[name];
        if (typeof amount === "string" && nanosOf(amount) <= 0n) problems.invalid(`${at}.${name}`, amount, "must be positive");
    }
    if (kind === "resource" || kind === "containerResource") {
        if (textOr(source.value, "name", "") === "") problems.required(`${source.at}.name`, "must specify a resource name");
        if (!has(target, "averageUtilization") && !has(target, "averageValue")) {
            problems.required(`${at}.averageUtilization`, "must set either a target raw value or a target utilization");
        }
        if (has(target, "averageUtilization") && has(target, "averageValue")) {
            problems.forbidden(`${at}.averageValue`, "may not set both a target raw value and a target utilization");
        }
    } else if (kind === "pods" && !has(target, "averageValue")) {
        problems.required(`${at}.averageValue`, "must specify a positive target averageValue");
    } else if (!has(target, "value") && !has(target, "averageValue")) {
        const text =
            kind === "object"
                ? "must set either a target value or averageValue"
                : "must set either a target value for metric or a per-pod target";
        problems.required(`${at}.averageValue`, text);
    }
}

function checkScaling(rules: Place, problems: Problems): void {
    const { at, value } = rules;
    const window = numberOr(value, "stabilizationWindowSeconds", 0);
    if (window < 0) problems.invalid(`${at}.stabilizationWindowSeconds`, window, "must be greater than or equal to zero");
    if (window > maxWindowSeconds)
        problems.invalid(`${at}.stabilizationWindowSeconds`, window, `must be less than or equal to ${maxWindowSeconds}`);
    const select = textOr(value, "selectPolicy", "Max");
    if (!["Disabled", "Max", "Min"].includes(select))
        problems.unsupported(`${at}.selectPolicy`, select, ["Disabled", "Max", "Min"]);
    if (records(value, "policies").length === 0) problems.required(`${at}.policies`, "must specify at least one Policy");
    for (const policy of children(rules, "policies")) {
        const type = textOr(policy.value, "type", "");
        if (type !== "Pods" && type !== "Percent") problems.unsupported(`${policy.at}.type`, type, ["Percent", "Pods"]);
        const amount = numberOr(policy.value, "value", 0);
        if (amount <= 0) problems.invalid(`${policy.at}.value`, amount, "must be greater than zero");
        const period = numberOr(policy.value, "periodSeconds", 0);
        if (period <= 0) problems.invalid(`${policy.at}.periodSeconds`, period, "must be greater than zero");
        if (period > maxPeriodSeconds)
            problems.invalid(`${policy.at}.periodSeconds`, period, `must be less than or equal to ${maxPeriodSeconds}`);
    }
}

/** k8s.io/kubernetes pkg/apis/policy/validation, ValidatePodDisruptionBudgetSpec. */
export function checkBudget(object: Props, problems: Problems): void {
    const spec = record(object, "spec");
    if (!isAbsent(spec["minAvailable"]) && !isAbsent(spec["maxUnavailable"])) {
        problems.invalidShown("spec", innerBudget(spec), "minAvailable and maxUnavailable cannot be both set");
    }
    for (const name of ["minAvailable", "maxUnavailable"]) checkShare(spec[name], `spec.${name}`, problems, true);
    checkSelector(record(spec, "selector"), "spec.selector", problems);
}
