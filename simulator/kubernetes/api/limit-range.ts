import { Draft, Props, record, records, textOr } from "../../cloud/values";
import { nanosOf, quantityText } from "./quantity";
import { specOf } from "./types";
import { quantities } from "./validate-container";
import type { ClusterView } from "./view";

/** The LimitRanger admission plugin (k8s.io/kubernetes plugin/pkg/admission/limitranger). */

function limitsOf(view: ClusterView, namespace: string, type: string): readonly Props[] {
    const ranges = view.list("v1", "LimitRange", namespace);
    return ranges.flatMap((range) => records(specOf(range), "limits")).filter((limit) => textOr(limit, "type", "") === type);
}

/** Requests and limits of a new pod's containers where they are left out. */
export function withLimitDefaults(view: ClusterView, namespace: string, spec: Props): Props {
    const limits = limitsOf(view, namespace, "Container");
    if (limits.length === 0) return spec;
    const usual = merged(limits, "default");
    const asked = merged(limits, "defaultRequest");
    const filled: Draft = { ...spec };
    for (const name of ["containers", "initContainers"]) {
        if (spec[name] === undefined) continue;
        filled[name] = records(spec, name).map((container) => {
            const resources = record(container, "resources");
            const given = quantities(resources["limits"]);
            // A limit that is given alone is its own request (pod defaults), before the range's.
            const requests = { ...asked, ...given, ...quantities(resources["requests"]) };
            return { ...container, resources: compact({ ...resources, limits: { ...usual, ...given }, requests }) };
        });
    }
    return filled;
}

function compact(resources: Props): Props {
    return Object.fromEntries(Object.entries(resources).filter(([, value]) => Object.keys(value as Props).length > 0));
}

function merged(limits: readonly Props[], name: string): Readonly<Record<string, string>> {
    return Object.assign({}, ...limits.map((limit) => quantities(limit[name])));
}

/** What of a new pod is outside the ranges; each in the plugin's words. */
export function limitViolations(view: ClusterView, namespace: string, spec: Props): readonly string[] {
    const containers = records(spec, "containers").map((container) => record(container, "resources"));
    const perContainer = limitsOf(view, namespace, "Container").flatMap((limit) =>
        containers.flatMap((each) => outside(limit, "Container", quantities(each["requests"]), quantities(each["limits"]))),
    );
    const perPod = limitsOf(view, namespace, "Pod").flatMap((limit) =>
        outside(limit, "Pod", total(containers, "requests"), total(containers, "limits")),
    );
    return [...perContainer, ...perPod];
}

/** Sum over containers; a resource that one of them leaves open has no sum. */
function total(containers: readonly Props[], group: string): Readonly<Record<string, string>> {
    const names = new Set(containers.flatMap((each) => Object.keys(quantities(each[group]))));
    const sums: Record<string, string> = {};
    for (const name of names) {
        const amounts = containers.map((each) => quantities(each[group])[name]);
        if (amounts.some((amount) => amount === undefined)) continue;
        sums[name] = quantityText(
            amounts.reduce((sum, amount) => sum + nanosOf(amount ?? "0"), 0n),
            name === "memory",
        );
    }
    return sums;
}

type Amounts = Readonly<Record<string, string>>;

function outside(limit: Props, type: string, requests: Amounts, limits: Amounts): readonly string[] {
    const found: string[] = [];
    for (const [name, least] of Object.entries(quantities(limit["min"]))) {
        const [request, most] = [requests[name], limits[name]];
        const text = `minimum ${name} usage per ${type} is ${least}`;
        if (request === undefined) found.push(`${text}.  No request is specified`);
        else if (nanosOf(request) < nanosOf(least)) found.push(`${text}, but request is ${request}`);
        if (most !== undefined && nanosOf(most) < nanosOf(least)) found.push(`${text}, but limit is ${most}`);
    }
    for (const [name, most] of Object.entries(quantities(limit["max"]))) {
        const [request, given] = [requests[name], limits[name]];
        const text = `maximum ${name} usage per ${type} is ${most}`;
        if (given === undefined) found.push(`${text}.  No limit is specified`);
        else if (nanosOf(given) > nanosOf(most)) found.push(`${text}, but limit is ${given}`);
        if (request !== undefined && nanosOf(request) > nanosOf(most)) found.push(`${text}, but request is ${request}`);
    }
    return found;
}
