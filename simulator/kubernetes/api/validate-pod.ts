import { isAbsent, isProps, list, numberOr, Props, record, records, textOr, texts } from "../../cloud/values";
import { labelKeyMistakes, labelNameMistakes, labelValueMistakes, rangeText, subdomainNameMistakes } from "./names";
import { child, children, has, Place, Problems } from "./problems";
import { nanosOf } from "./quantity";
import { checkContainer, checkIds, checkResources, PodFacts } from "./validate-container";
import { checkLabels, checkSelector } from "./validate-meta";

const fileModeText = "must be a number between 0 and 0777 (octal), both inclusive";

/** k8s.io/kubernetes pkg/apis/core/validation, ValidatePodSpec. `single`: a pod itself, not the template of one. */
export function checkPodSpec(spec: Place, single: boolean, problems: Problems): void {
    const { at, value } = spec;
    const volumes = checkVolumes(spec, problems);
    const grace = numberOr(value, "terminationGracePeriodSeconds", 30);
    if (grace < 0) problems.invalid(`${at}.terminationGracePeriodSeconds`, grace, "must be greater than or equal to 0");
    const facts: PodFacts = { volumes, grace, init: false, single };
    checkContainers(spec, facts, problems);
    if (has(spec, "resources")) checkResources(child(spec, "resources"), problems);
    checkLabels(value["nodeSelector"], `${at}.nodeSelector`, problems);
    checkIds(`${at}.securityContext`, record(value, "securityContext"), problems);
    checkSpread(spec, problems);
    checkAffinity(spec, problems);
    children(spec, "tolerations").forEach((toleration) => checkToleration(toleration, problems));
    children(spec, "readinessGates").forEach((gate) => {
        const type = textOr(gate.value, "conditionType", "");
        problems.invalidEach(`${gate.at}.conditionType`, type, labelKeyMistakes(type));
    });
    const names: readonly (readonly [string, (name: string) => readonly string[]])[] = [
        ["serviceAccountName", subdomainNameMistakes],
        ["nodeName", subdomainNameMistakes],
        ["priorityClassName", subdomainNameMistakes],
        ["hostname", labelNameMistakes],
        ["subdomain", labelNameMistakes],
    ];
    for (const [name, rule] of names) {
        const given = textOr(value, name, "");
        if (given !== "") problems.invalidEach(`${at}.${name}`, given, rule(given));
    }
    const deadline = value["activeDeadlineSeconds"];
    if (typeof deadline === "number" && deadline < 1)
        problems.invalid(`${at}.activeDeadlineSeconds`, deadline, rangeText(1, 2 ** 31 - 1));
    if (value["dnsPolicy"] === "None" && list(record(value, "dnsConfig"), "nameservers").length === 0) {
        problems.required(`${at}.dnsConfig.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None");
    }
    checkHostNetwork(spec, problems);
}

function checkContainers(spec: Place, facts: PodFacts, problems: Problems): void {
    const containers = children(spec, "containers");
    if (containers.length === 0) problems.required(`${spec.at}.containers`);
    const names = new Set<string>();
    const all = [
        ...containers.map((place) => ({ place, init: false })),
        ...children(spec, "initContainers").map((place) => ({ place, init: true })),
    ];
    for (const { place, init } of all) {
        checkContainer(place, { ...facts, init }, problems);
        const name = textOr(place.value, "name", "");
        if (name !== "" && names.has(name)) problems.duplicate(`${place.at}.name`, name);
        names.add(name);
    }
    const taken = new Set<string>();
    for (const container of containers) {
        for (const { at, value } of children(container, "ports")) {
            const host = numberOr(value, "hostPort", 0);
            const key = `${textOr(value, "protocol", "TCP")}/${textOr(value, "hostIP", "")}/${host}`;
            if (host !== 0 && taken.has(key)) problems.duplicate(`${at}.hostPort`, key);
            taken.add(key);
        }
    }
}

function checkHostNetwork(spec: Place, problems: Problems): void {
    if (spec.value["hostNetwork"] !== true) return;
    for (const container of children(spec, "containers")) {
        for (const { at, value } of children(container, "ports")) {
            const port = numberOr(value, "containerPort", 0);
            const host = numberOr(value, "hostPort", port);
            if (host !== port) problems.invalid(`${at}.containerPort`, port, "must match `hostPort` when `hostNetwork` is true");
        }
    }
}

/** The order in which the API server looks at the sources of a volume (pkg/apis/core/validation, validateVolumeSource). */
const volumeSources = ["emptyDir", "hostPath", "secret", "nfs", "persistentVolumeClaim", "downwardAPI", "configMap", "projected", "csi", "ephemeral", "image"];

function sourcesOf(volume: Props): readonly string[] {
    const given = Object.keys(volume).filter((key) => key !== "name" && isProps(volume[key]));
    return [...volumeSources.filter((source) => given.includes(source)), ...given.filter((source) => !volumeSources.includes(source))];
}

function checkVolumes(spec: Place, problems: Problems): ReadonlySet<string> {
    const names = new Set<string>();
    for (const volume of children(spec, "volumes")) {
        const { at, value } = volume;
        const name = textOr(value, "name", "");
        if (name === "") problems.required(`${at}.name`);
        else problems.invalidEach(`${at}.name`, name, labelNameMistakes(name));
        if (names.has(name)) problems.duplicate(`${at}.name`, name);
        names.add(name);
        const sources = sourcesOf(value);
        if (sources.length === 0) problems.required(at, "must specify a volume type");
        sources.slice(1).forEach((source) => problems.forbidden(`${at}.${source}`, "may not specify more than 1 volume type"));
        const [source] = sources;
        if (source !== undefined) checkSource(child(volume, source), source, problems);
    }
    return names;
}

function checkSource({ at, value }: Place, source: string, problems: Problems): void {
    const required: Readonly<Record<string, string>> = {
        configMap: "name",
        secret: "secretName",
        persistentVolumeClaim: "claimName",
        hostPath: "path",
        csi: "driver",
    };
    const name = required[source];
    if (name !== undefined && textOr(value, name, "") === "") problems.required(`${at}.${name}`);
    const mode = value["defaultMode"];
    if (typeof mode === "number" && (mode < 0 || mode > 0o777)) problems.invalid(`${at}.defaultMode`, mode, fileModeText);
    const size = value["sizeLimit"];
    if (typeof size === "string" && nanosOf(size) < 0n)
        problems.forbidden(`${at}.sizeLimit`, "SizeLimit field must be a valid resource quantity");
    for (const projected of children({ at, value }, "sources")) {
        const token = child(projected, "serviceAccountToken");
        if (numberOr(token.value, "expirationSeconds", 600) < 600) {
            const seconds = token.value["expirationSeconds"];
            problems.invalid(`${token.at}.expirationSeconds`, seconds, "may not specify a duration less than 10 minutes");
        }
    }
    for (const item of children({ at, value }, "items")) {
        const path = textOr(item.value, "path", "");
        if (path === "") problems.required(`${item.at}.path`);
        if (path.startsWith("/")) problems.invalid(`${item.at}.path`, path, "must be a relative path");
        if (path.split("/").includes("..")) problems.invalid(`${item.at}.path`, path, "must not contain '..'");
        if (source !== "downwardAPI" && textOr(item.value, "key", "") === "") problems.required(`${item.at}.key`);
    }
}

function checkSpread(spec: Place, problems: Problems): void {
    const constraints = children(spec, "topologySpreadConstraints");
    const pairOf = ({ value }: Place): string =>
        `{${textOr(value, "topologyKey", "")}, ${textOr(value, "whenUnsatisfiable", "")}}`;
    for (const [index, constraint] of constraints.entries()) {
        const { at, value } = constraint;
        const skew = numberOr(value, "maxSkew", 0);
        if (skew <= 0) problems.invalid(`${at}.maxSkew`, skew, "must be greater than zero");
        const key = textOr(value, "topologyKey", "");
        if (key === "") problems.required(`${at}.topologyKey`, "can not be empty");
        const action = textOr(value, "whenUnsatisfiable", "");
        const again = constraints.slice(index + 1).some((other) => pairOf(other) === pairOf(constraint));
        if (again) problems.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pairOf(constraint));
        const domains = value["minDomains"];
        if (typeof domains === "number") {
            if (domains <= 0) problems.invalid(`${at}.minDomains`, domains, "must be greater than zero");
            if (action !== "DoNotSchedule") {
                problems.invalid(
                    `${at}.minDomains`,
                    domains,
                    `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
                );
            }
        }
        checkSelector(record(value, "labelSelector"), `${at}.labelSelector`, problems);
        const matched = Object.keys(record(record(value, "labelSelector"), "matchLabels"));
        texts(value, "matchLabelKeys").forEach((label, position) => {
            problems.invalidEach(`${at}.matchLabelKeys[${position}]`, label, labelKeyMistakes(label));
            if (!has({ at, value }, "labelSelector"))
                problems.forbidden(`${at}.matchLabelKeys`, "must not be specified when labelSelector is not set");
            else if (matched.includes(label)) {
                problems.invalid(`${at}.matchLabelKeys[${position}]`, label, "exists in both matchLabelKeys and labelSelector");
            }
        });
    }
}

function checkAffinity(spec: Place, problems: Problems): void {
    const affinity = child(spec, "affinity");
    for (const kind of ["podAffinity", "podAntiAffinity"]) {
        const place = child(affinity, kind);
        const required = children(place, "requiredDuringSchedulingIgnoredDuringExecution");
        const preferred = children(place, "preferredDuringSchedulingIgnoredDuringExecution");
        preferred.forEach(({ at, value }) => checkWeight(at, value, problems));
        for (const term of [...required, ...preferred.map((each) => child(each, "podAffinityTerm"))]) {
            const key = textOr(term.value, "topologyKey", "");
            if (key === "") problems.required(`${term.at}.topologyKey`, "can not be empty");
            problems.invalidEach(`${term.at}.topologyKey`, key, labelKeyMistakes(key));
            checkSelector(record(term.value, "labelSelector"), `${term.at}.labelSelector`, problems);
        }
    }
    const node = child(affinity, "nodeAffinity");
    const must = child(node, "requiredDuringSchedulingIgnoredDuringExecution");
    if (has(node, "requiredDuringSchedulingIgnoredDuringExecution") && records(must.value, "nodeSelectorTerms").length === 0) {
        problems.required(`${must.at}.nodeSelectorTerms`, "must have at least one node selector term");
    }
    children(must, "nodeSelectorTerms").forEach((term) => {
        children(term, "matchExpressions").forEach(({ at, value }) => {
            const key = textOr(value, "key", "");
            problems.invalidEach(`${at}.key`, key, labelKeyMistakes(key));
        });
    });
    children(node, "preferredDuringSchedulingIgnoredDuringExecution").forEach(({ at, value }) =>
        checkWeight(at, value, problems),
    );
}

function checkWeight(at: string, value: Props, problems: Problems): void {
    const weight = numberOr(value, "weight", 0);
    if (weight <= 0 || weight > 100) problems.invalid(`${at}.weight`, weight, "must be in the range 1-100");
}

function checkToleration({ at, value }: Place, problems: Problems): void {
    const key = textOr(value, "key", "");
    const operator = textOr(value, "operator", "Equal");
    if (key !== "") problems.invalidEach(`${at}.key`, key, labelKeyMistakes(key));
    if (key === "" && operator !== "Exists") {
        problems.invalid(
            `${at}.operator`,
            textOr(value, "operator", ""),
            'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        );
    }
    if (!isAbsent(value["tolerationSeconds"]) && textOr(value, "effect", "") !== "NoExecute") {
        problems.invalid(
            `${at}.effect`,
            textOr(value, "effect", ""),
            "effect must be 'NoExecute' when `tolerationSeconds` is set",
        );
    }
    const wanted = textOr(value, "value", "");
    if (operator === "Equal" && labelValueMistakes(wanted).length > 0)
        problems.invalid(`${at}.operator`, wanted, labelValueMistakes(wanted).join(";"));
    if (operator === "Exists" && wanted !== "")
        problems.invalid(`${at}.operator`, wanted, "value must be empty when `operator` is 'Exists'");
}
