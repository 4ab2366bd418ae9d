import { isProps, list, Props, record, sameValue, textOr, texts } from "../../cloud/values";
import { configKeyMistakes, pathSegmentMistakes, subdomainNameMistakes } from "./names";
import { child, children, Place, Problems } from "./problems";
import { nanosOf } from "./quantity";
import { stringsOf } from "./types";
import { quantities } from "./validate-container";
import { checkImmutable } from "./validate-meta";

/** Data of a ConfigMap or Secret, in bytes (pkg/apis/core, MaxSecretSize). */
const dataBytes = 1024 * 1024;

/** k8s.io/kubernetes pkg/apis/core/validation, ValidateConfigMap. */
export function checkConfigMap(object: Props, problems: Problems): void {
    const data = stringsOf(object["data"]);
    const binary = stringsOf(object["binaryData"]);
    let bytes = 0;
    for (const [key, value] of Object.entries(data)) {
        problems.invalidEach(`data[${key}]`, key, configKeyMistakes(key));
        if (binary[key] !== undefined) problems.invalid(`data[${key}]`, key, "duplicate of key present in binaryData");
        bytes += Buffer.byteLength(value);
    }
    for (const [key, value] of Object.entries(binary)) {
        problems.invalidEach(`binaryData[${key}]`, key, configKeyMistakes(key));
        bytes += Buffer.from(value, "base64").length;
    }
    if (bytes > dataBytes) problems.tooLong("[]", dataBytes);
}

/** k8s.io/kubernetes pkg/apis/core/validation, ValidateSecret. */
export function checkSecret(object: Props, problems: Problems): void {
    const data = stringsOf(object["data"]);
    let bytes = 0;
    for (const [key, value] of Object.entries(data)) {
        problems.invalidEach(`data[${key}]`, key, configKeyMistakes(key));
        bytes += Buffer.from(value, "base64").length;
    }
    if (bytes > dataBytes) problems.tooLong("data", dataBytes);
    if (object["type"] === "kubernetes.io/tls") {
        for (const key of ["tls.crt", "tls.key"]) if (data[key] === undefined) problems.required(`data[${key}]`);
    }
    if (object["type"] === "kubernetes.io/dockerconfigjson" && data[".dockerconfigjson"] === undefined) {
        problems.required("data[.dockerconfigjson]");
    }
}

/** What `immutable: true` forbids, and the type of a Secret. */
export function checkConfigUpdate(object: Props, old: Props, problems: Problems): void {
    if (object["kind"] === "Secret") checkImmutable(object["type"], old["type"], "type", problems);
    if (old["immutable"] !== true) return;
    const text = "field is immutable when `immutable` is set";
    if (object["immutable"] !== true) problems.forbidden("immutable", text);
    for (const name of ["data", "binaryData"]) if (!sameValue(object[name], old[name])) problems.forbidden(name, text);
}

const countable = [
    "pods",
    "services",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];
const measurable = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "requests.storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
];

/** k8s.io/kubernetes pkg/apis/core/validation, ValidateResourceQuotaSpec. */
export function checkQuota(object: Props, problems: Problems): void {
    for (const [name, amount] of Object.entries(quantities(record(object, "spec")["hard"]))) {
        const at = `spec.hard[${name}]`;
        if (!countable.includes(name) && !measurable.includes(name) && !name.includes("/")) {
            problems.invalid(at, name, "must be a standard resource type or fully qualified");
            problems.invalid(at, name, "must be a standard resource for quota");
        }
        if (nanosOf(amount) < 0n) problems.invalid(at, amount, "must be greater than or equal to 0");
        if (countable.includes(name) && nanosOf(amount) % 1_000_000_000n !== 0n)
            problems.invalid(at, amount, "must be an integer");
    }
}

export function checkQuotaUpdate(object: Props, old: Props, problems: Problems): void {
    const [now, before] = [object, old].map((each) => texts(record(each, "spec"), "scopes"));
    if (!sameValue([...(now ?? [])].sort(), [...(before ?? [])].sort()))
        problems.invalid("spec.scopes", now, "field is immutable");
}

/** k8s.io/kubernetes pkg/apis/core/validation, ValidateLimitRange. */
export function checkLimitRange(object: Props, problems: Problems): void {
    const types = new Set<string>();
    for (const limit of children({ at: "spec", value: record(object, "spec") }, "limits")) {
        const type = textOr(limit.value, "type", "");
        if (!["Container", "Pod", "PersistentVolumeClaim"].includes(type) && !type.includes("/")) {
            problems.invalid(`${limit.at}.type`, type, "must be a standard limit type or fully qualified");
        }
        if (types.has(type)) problems.duplicate(`${limit.at}.type`, type);
        types.add(type);
        if (type === "Pod") {
            for (const name of ["default", "defaultRequest"]) {
                if (isProps(limit.value[name]))
                    problems.forbidden(`${limit.at}.${name}`, "may not be specified when `type` is 'Pod'");
            }
        }
        checkLimitOrder(limit, problems);
    }
}

function checkLimitOrder({ at, value }: Place, problems: Problems): void {
    const least = quantities(value["min"]);
    const most = quantities(value["max"]);
    const limits = quantities(value["default"]);
    const requests = quantities(value["defaultRequest"]);
    const order = (
        path: string,
        low: string | undefined,
        high: string | undefined,
        shown: string | undefined,
        text: string,
    ): void => {
        if (low !== undefined && high !== undefined && nanosOf(low) > nanosOf(high)) problems.invalid(path, shown, text);
    };
    for (const name of new Set([least, most, limits, requests].flatMap((group) => Object.keys(group)))) {
        const [min, max, limit, request] = [least[name], most[name], limits[name], requests[name]];
        order(`${at}.min[${name}]`, min, max, min, `min value ${min} is greater than max value ${max}`);
        const requestPath = `${at}.defaultRequest[${name}]`;
        order(requestPath, min, request, request, `min value ${min} is greater than default request value ${request}`);
        order(requestPath, request, max, request, `default request value ${request} is greater than max value ${max}`);
        order(
            requestPath,
            request,
            limit,
            request,
            `default request value ${request} is greater than default limit value ${limit}`,
        );
        order(`${at}.default[${name}]`, min, limit, min, `min value ${min} is greater than default value ${limit}`);
        order(`${at}.default[${name}]`, limit, max, max, `default value ${limit} is greater than max value ${max}`);
    }
}

/** k8s.io/kubernetes pkg/apis/rbac/validation, ValidateRole and ValidateClusterRole. */
export function checkRole(object: Props, namespaced: boolean, problems: Problems): void {
    for (const { at, value } of children({ at: "", value: object }, "rules")) {
        const here = at.slice(1);
        if (texts(value, "verbs").length === 0) problems.required(`${here}.verbs`, "verbs must contain at least one value");
        const urls = list(value, "nonResourceURLs");
        if (urls.length > 0) {
            if (namespaced)
                problems.invalid(`${here}.nonResourceURLs`, urls, "namespaced rules cannot apply to non-resource URLs");
            continue;
        }
        if (texts(value, "apiGroups").length === 0)
            problems.required(`${here}.apiGroups`, "resource rules must supply at least one api group");
        if (texts(value, "resources").length === 0)
            problems.required(`${here}.resources`, "resource rules must supply at least one resource");
    }
}

const rbacGroup = "rbac.authorization.k8s.io";

/** k8s.io/kubernetes pkg/apis/rbac/validation, ValidateRoleBinding and ValidateClusterRoleBinding. */
export function checkBinding(object: Props, namespaced: boolean, problems: Problems): void {
    const role = record(object, "roleRef");
    const group = textOr(role, "apiGroup", "");
    if (group !== rbacGroup) problems.unsupported("roleRef.apiGroup", group, [rbacGroup]);
    const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
    const kind = textOr(role, "kind", "");
    if (!kinds.includes(kind)) problems.unsupported("roleRef.kind", kind, kinds);
    const name = textOr(role, "name", "");
    if (name === "") problems.required("roleRef.name");
    else problems.invalidEach("roleRef.name", name, pathSegmentMistakes(name));
    for (const { at, value } of children({ at: "", value: object }, "subjects")) {
        const here = at.slice(1);
        const subject = textOr(value, "name", "");
        const subjectGroup = textOr(value, "apiGroup", "");
        if (subject === "") problems.required(`${here}.name`);
        switch (textOr(value, "kind", "")) {
            case "ServiceAccount":
                if (subject !== "") problems.invalidEach(`${here}.name`, subject, subdomainNameMistakes(subject));
                if (subjectGroup !== "") problems.unsupported(`${here}.apiGroup`, subjectGroup, [""]);
                if (!namespaced && textOr(value, "namespace", "") === "") problems.required(`${here}.namespace`);
                break;
            case "User":
            case "Group":
                if (subjectGroup !== rbacGroup) problems.unsupported(`${here}.apiGroup`, subjectGroup, [rbacGroup]);
                break;
            default:
                problems.unsupported(`${here}.kind`, textOr(value, "kind", ""), ["ServiceAccount", "User", "Group"]);
        }
    }
}

export function checkBindingUpdate(object: Props, old: Props, problems: Problems): void {
    if (!sameValue(object["roleRef"], old["roleRef"]))
        problems.invalid("roleRef", child({ at: "", value: object }, "roleRef").value, "cannot change roleRef");
}
