/** Names of a stack's services, also where the rest of its configuration is not ready: a release is made before a slot names it. */

import { defaultsOf } from "./defaults";
import type { ConfigRecord } from "./parse";
import { isObject, Place } from "./problems";
import { namespace, schemaOf } from "./schema";
import { environments, type Problem } from "./types";

/** The names, or what is wrong with the list of services; default: the sample services. */
export function serviceNames(record: ConfigRecord): { readonly names: readonly string[] } | { readonly problems: readonly Problem[] } {
    const key = `${namespace}:services`;
    const written = decoded(record.values[key]);
    const environment = environments.find(each => each === (record.values[`${namespace}:environment`] || record.stack)) ?? "dev";
    if (written === undefined) return { names: defaultsOf(environment).services.map(({ name }) => name) };
    const problems: Problem[] = [];
    const services = schemaOf(environment).services.read(written, new Place(key, problems));
    return problems.length > 0 ? { problems } : { names: services?.flatMap(service => service?.name ?? []) ?? [] };
}

/** As the parser takes it: text is JSON, and empty is absent. */
function decoded(value: unknown): unknown {
    if (value === undefined || value === "") return undefined;
    if (Array.isArray(value) || isObject(value)) return Object.keys(value).length === 0 ? undefined : value;
    if (typeof value !== "string") return value;
    try {
        return decoded(JSON.parse(value));
    } catch {
        return value;
    }
}
