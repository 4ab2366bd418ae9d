import { isAbsent, isProps, numberOr, Props, record, textOr, texts, Value } from "../../cloud/values";
import {
    configKeyMistakes,
    environmentNameMistakes,
    headerNameMistakes,
    labelNameMistakes,
    portNameMistakes,
    portNumberMistakes,
    rangeText,
    subdomainNameMistakes,
} from "./names";
import { innerSecurityContext } from "./inner-form";
import { child, children, has, Place, Problems } from "./problems";
import { nanosOf } from "./quantity";
import { checkNonnegative } from "./validate-meta";

/** Limits of `int32`, for user and group ids. */
const maxId = 2 ** 31 - 1;

const downwardFields = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

export interface PodFacts {
    readonly volumes: ReadonlySet<string>;
    readonly grace: number;
    readonly init: boolean;
    /** A pod itself, not the template of one. */
    readonly single: boolean;
}

/** k8s.io/kubernetes pkg/apis/core/validation, validateContainerCommon and what it calls. */
export function checkContainer(place: Place, pod: PodFacts, problems: Problems): void {
    const { at, value } = place;
    const name = textOr(value, "name", "");
    if (name === "") problems.required(`${at}.name`);
    else problems.invalidEach(`${at}.name`, name, labelNameMistakes(name));
    const image = textOr(value, "image", "");
    if (image === "") problems.required(`${at}.image`);
    else if (pod.single && image !== image.trim())
        problems.invalid(`${at}.image`, image, "must not have leading or trailing whitespace");
    checkPorts(place, problems);
    children(place, "env").forEach((variable) => checkVariable(variable, problems));
    children(place, "envFrom").forEach((source) => checkVariables(source, `${at}.envFrom`, problems));
    checkMounts(place, pod, problems);
    checkResources(child(place, "resources"), problems);
    checkSecurity(child(place, "securityContext"), problems);
    for (const hook of ["postStart", "preStop"]) {
        const lifecycle = child(place, "lifecycle");
        if (has(lifecycle, hook)) checkHandler(child(lifecycle, hook), pod.grace, problems);
    }
    for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
        if (!has(place, probe)) continue;
        if (pod.init && value["restartPolicy"] !== "Always") {
            problems.forbidden(`${at}.${probe}`, "may not be set for init containers without restartPolicy=Always");
        } else {
            checkProbe(child(place, probe), probe, pod.grace, problems);
        }
    }
    if (pod.init && has(place, "lifecycle") && value["restartPolicy"] !== "Always") {
        problems.forbidden(`${at}.lifecycle`, "may not be set for init containers without restartPolicy=Always");
    }
    if (!pod.init && has(place, "restartPolicy"))
        problems.forbidden(`${at}.restartPolicy`, "may not be set for non-init containers");
}

function checkPorts(container: Place, problems: Problems): void {
    const names = new Set<string>();
    for (const { at, value } of children(container, "ports")) {
        const name = textOr(value, "name", "");
        if (name !== "") {
            const mistakes = portNameMistakes(name);
            problems.invalidEach(`${at}.name`, name, mistakes);
            if (names.has(name)) problems.duplicate(`${at}.name`, name);
            if (mistakes.length === 0) names.add(name);
        }
        const port = numberOr(value, "containerPort", 0);
        if (port === 0) problems.required(`${at}.containerPort`);
        else problems.invalidEach(`${at}.containerPort`, port, portNumberMistakes(port));
        const host = numberOr(value, "hostPort", 0);
        if (host !== 0) problems.invalidEach(`${at}.hostPort`, host, portNumberMistakes(host));
    }
}

function checkVariable({ at, value }: Place, problems: Problems): void {
    const name = textOr(value, "name", "");
    if (name === "") problems.required(`${at}.name`);
    else problems.invalidEach(`${at}.name`, name, environmentNameMistakes(name));
    if (isAbsent(value["valueFrom"])) return;
    const from: Place = { at: `${at}.valueFrom`, value: record(value, "valueFrom") };
    const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"].filter((source) => has(from, source));
    if (sources.length === 0) {
        problems.invalid(from.at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    } else if (textOr(value, "value", "") !== "") {
        problems.invalid(from.at, "", "may not be specified when `value` is not empty");
    } else if (sources.length > 1) {
        problems.invalid(from.at, "", "may not have more than one field specified at a time");
    }
    for (const source of ["configMapKeyRef", "secretKeyRef"]) {
        const reference = child(from, source);
        if (!has(from, source)) continue;
        const name = textOr(reference.value, "name", "");
        problems.invalidEach(`${reference.at}.name`, name, subdomainNameMistakes(name));
        const key = textOr(reference.value, "key", "");
        if (key === "") problems.required(`${reference.at}.key`);
        else problems.invalidEach(`${reference.at}.key`, key, configKeyMistakes(key));
    }
    const path = textOr(record(from.value, "fieldRef"), "fieldPath", "");
    const subscripted = /^metadata\.(annotations|labels)\['[^']+'\]$/.test(path);
    if (path !== "" && !subscripted && !downwardFields.includes(path)) {
        problems.unsupported(`${from.at}.fieldRef.fieldPath`, path, downwardFields);
    }
}

function checkVariables(source: Place, listPath: string, problems: Problems): void {
    const given = ["configMapRef", "secretRef"].filter((name) => has(source, name));
    if (given.length === 0) problems.invalid(listPath, "", "must specify one of: `configMapRef` or `secretRef`");
    if (given.length > 1) problems.invalid(listPath, "", "may not have more than one field specified at a time");
    for (const name of given) {
        checkReference(child(source, name), problems);
    }
}

/** The ConfigMap or Secret that a container reads. */
function checkReference({ at, value }: Place, problems: Problems): void {
    const name = textOr(value, "name", "");
    if (name === "") problems.required(`${at}.name`);
    else problems.invalidEach(`${at}.name`, name, subdomainNameMistakes(name));
}

function checkMounts(container: Place, pod: PodFacts, problems: Problems): void {
    const paths = new Set<string>();
    for (const { at, value } of children(container, "volumeMounts")) {
        const name = textOr(value, "name", "");
        if (name === "") problems.required(`${at}.name`);
        if (!pod.volumes.has(name)) problems.notFound(`${at}.name`, name);
        const path = textOr(value, "mountPath", "");
        if (path === "") problems.required(`${at}.mountPath`);
        if (paths.has(path)) problems.invalid(`${at}.mountPath`, path, "must be unique");
        paths.add(path);
        const sub = textOr(value, "subPath", "");
        if (sub.startsWith("/")) problems.invalid(`${container.at}.volumeMounts.subPath`, sub, "must be a relative path");
        if (sub.split("/").includes("..")) problems.invalid(`${container.at}.volumeMounts.subPath`, sub, "must not contain '..'");
    }
}

/** Requests within limits, nothing negative. */
export function checkResources({ at, value }: Place, problems: Problems): void {
    const limits = quantities(value["limits"]);
    const requests = quantities(value["requests"]);
    for (const [group, amounts] of [
        ["limits", limits],
        ["requests", requests],
    ] as const) {
        for (const [name, amount] of Object.entries(amounts)) {
            const here = `${at}.${group}[${name}]`;
            if (nanosOf(amount) < 0n) problems.invalid(here, amount, "must be greater than or equal to 0");
            checkResourceName(name, here, problems);
        }
    }
    for (const [name, request] of Object.entries(requests)) {
        const limit = limits[name];
        if (limit !== undefined && nanosOf(request) > nanosOf(limit)) {
            problems.invalid(`${at}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`);
        }
    }
}

/** Resources that exist, but not for containers (pkg/apis/core/helper, IsStandardResourceName). */
const standard: readonly string[] = [
    "pods",
    "storage",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "resourcequotas",
];

function checkResourceName(name: string, at: string, problems: Problems): void {
    if (name.includes("/") || name.startsWith("hugepages-")) return;
    if (!["cpu", "memory", "ephemeral-storage"].includes(name)) {
        if (!standard.includes(name)) problems.invalid(at, name, "must be a standard resource type or fully qualified");
        problems.invalid(at, name, "must be a standard resource for containers");
    }
}

/** A record of quantities in the API's form. */
export function quantities(value: Value | undefined): Readonly<Record<string, string>> {
    if (!isProps(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, amount]) => [name, String(amount)]));
}

function checkSecurity({ at, value }: Place, problems: Problems): void {
    checkIds(at, value, problems);
    const added = texts(record(value, "capabilities"), "add");
    if (value["allowPrivilegeEscalation"] !== false) return;
    const shown = innerSecurityContext(value);
    const still = "cannot set `allowPrivilegeEscalation` to false and";
    if (value["privileged"] === true) problems.invalidShown(at, shown, `${still} \`privileged\` to true`);
    if (added.includes("CAP_SYS_ADMIN")) problems.invalidShown(at, shown, `${still} \`capabilities.Add\` CAP_SYS_ADMIN`);
}

export function checkIds(at: string, context: Props, problems: Problems): void {
    for (const name of ["runAsUser", "runAsGroup", "fsGroup"]) {
        const id = context[name];
        if (typeof id === "number" && (id < 0 || id > maxId)) problems.invalid(`${at}.${name}`, id, rangeText(0, maxId));
    }
    const profile = record(context, "seccompProfile");
    if (profile["type"] === "Localhost" && isAbsent(profile["localhostProfile"])) {
        problems.required(`${at}.seccompProfile.localhostProfile`, "must be set when seccomp type is Localhost");
    }
}

function checkProbe(place: Place, name: string, grace: number, problems: Problems): void {
    const { at, value } = place;
    checkHandler(place, grace, problems);
    for (const field of ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]) {
        checkNonnegative(value, field, at, problems);
    }
    const success = numberOr(value, "successThreshold", 1);
    if (name !== "readinessProbe" && success !== 1) problems.invalid(`${at}.successThreshold`, success, "must be 1");
    const own = value["terminationGracePeriodSeconds"];
    if (typeof own !== "number") return;
    if (own <= 0) problems.invalid(`${at}.terminationGracePeriodSeconds`, own, "must be greater than 0");
    if (name === "readinessProbe")
        problems.invalid(`${at}.terminationGracePeriodSeconds`, own, "must not be set for readinessProbes");
}

function checkHandler(place: Place, grace: number, problems: Problems): void {
    const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"].filter((name) => has(place, name));
    handlers.slice(1).forEach((name) => problems.forbidden(`${place.at}.${name}`, "may not specify more than 1 handler type"));
    const [handler] = handlers;
    if (handler === undefined) return problems.required(place.at, "must specify a handler type");
    const { at, value } = child(place, handler);
    if (handler === "exec" && texts(value, "command").length === 0) problems.required(`${at}.command`);
    if (handler === "sleep") {
        const seconds = numberOr(value, "seconds", 0);
        // Zero is allowed since 1.34 (PodLifecycleSleepActionAllowZero).
        if (seconds < 0 || seconds > grace) {
            problems.invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`);
        }
    }
    if (handler === "httpGet") checkHttp({ at, value }, problems);
    if (handler === "httpGet" || handler === "tcpSocket" || handler === "grpc")
        checkPortOrName(value["port"], `${at}.port`, problems);
}

function checkHttp(place: Place, problems: Problems): void {
    if (textOr(place.value, "path", "") === "") problems.required(`${place.at}.path`);
    for (const { value } of children(place, "httpHeaders")) {
        const name = textOr(value, "name", "");
        problems.invalidEach(`${place.at}.httpHeaders`, name, headerNameMistakes(name));
    }
}

/** A port's number or name, as in probes, Services and policies. */
export function checkPortOrName(port: Value | undefined, at: string, problems: Problems): void {
    if (typeof port === "number") problems.invalidEach(at, port, portNumberMistakes(port));
    else if (typeof port === "string") problems.invalidEach(at, port, portNameMistakes(port));
    else problems.invalid(at, 0, rangeText(1, 65_535));
}
