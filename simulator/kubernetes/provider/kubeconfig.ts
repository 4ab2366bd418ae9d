import { parse } from "yaml";
import { isProps, isUnknown, Props, record, records, textOr, Value } from "../../cloud/values";

/** What a kubeconfig leads to. */
export interface Target {
    /** URL of the API server. */
    readonly server: string;
    /** The namespace of its context. */
    readonly namespace: string;
}

/** The active context of a kubeconfig, given as text (YAML or JSON) or as a record; undefined where nothing can be read. */
export function targetOf(kubeconfig: Value | undefined, context?: Value, cluster?: Value): Target | undefined {
    const config = readKubeconfig(kubeconfig);
    if (config === undefined) return undefined;
    const contextName = typeof context === "string" ? context : textOr(config, "current-context", "");
    const active = named(config, "contexts", contextName, "context");
    const clusterName = typeof cluster === "string" ? cluster : textOr(active, "cluster", "");
    const server = textOr(named(config, "clusters", clusterName, "cluster"), "server", "");
    return server === "" ? undefined : { server, namespace: textOr(active, "namespace", "") };
}

function readKubeconfig(value: Value | undefined): Props | undefined {
    if (isUnknown(value)) return undefined;
    if (isProps(value)) return value;
    if (typeof value !== "string" || value === "") return undefined;
    try {
        const parsed = parse(value) as Value;
        return isProps(parsed) ? parsed : undefined;
    } catch {
        return undefined;
    }
}

function named(config: Props, list: string, name: string, field: string): Props {
    const found = records(config, list).find((each) => each["name"] === name);
    return found === undefined ? {} : record(found, field);
}
