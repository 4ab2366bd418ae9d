import { flag, isUnknown, Props, textOr } from "../../cloud/values";
import { CheckFailure, Diff } from "../../protocol/provider";
import { changesBetween } from "./changes";
import { targetOf } from "./kubeconfig";

const known: ReadonlySet<string> = new Set([
    "kubeconfig",
    "context",
    "cluster",
    "clusterIdentifier",
    "namespace",
    "enableServerSideApply",
    "enableConfigMapMutable",
    "enableSecretMutable",
    "enablePatchForce",
    "upsertExistingObjects",
    "suppressDeprecationWarnings",
    "suppressHelmHookWarnings",
    "deleteUnreachable",
    "skipUpdateUnreachable",
    "kubeClientSettings",
    "helmReleaseSettings",
    "strictMode",
    "version",
    "pluginDownloadURL",
]);

/** Settings of a provider instance that change what it does here. */
export interface Settings {
    /** Namespace of objects that name none; empty: the API server's own default. */
    readonly namespace: string;
    readonly serverSideApply: boolean;
    readonly configMapMutable: boolean;
    readonly secretMutable: boolean;
    readonly patchForce: boolean;
    readonly upsert: boolean;
    readonly deleteUnreachable: boolean;
}

export function settingsOf(config: Props): Settings {
    const context = targetOf(config["kubeconfig"], config["context"], config["cluster"]);
    return {
        namespace: textOr(config, "namespace", context?.namespace ?? ""),
        serverSideApply: flag(config, "enableServerSideApply", true),
        configMapMutable: flag(config, "enableConfigMapMutable"),
        secretMutable: flag(config, "enableSecretMutable"),
        patchForce: flag(config, "enablePatchForce"),
        upsert: flag(config, "upsertExistingObjects"),
        deleteUnreachable: flag(config, "deleteUnreachable"),
    };
}

export function checkSettings(news: Props): readonly CheckFailure[] {
    return Object.keys(news)
        .filter((name) => !known.has(name))
        .map((name) => ({ property: name, reason: `${name}: this provider setting is not modeled by the simulated cloud` }));
}

/** Another cluster replaces the provider and all it made (pulumi/pulumi-kubernetes provider.go, DiffConfig). */
export function diffSettings(olds: Props, news: Props): Diff {
    const changes = changesBetween(olds, news, []);
    const [before, after] = [olds, news].map((config) => targetOf(config["kubeconfig"], config["context"], config["cluster"]));
    const pinned = olds["clusterIdentifier"] === news["clusterIdentifier"] && typeof news["clusterIdentifier"] === "string";
    const moved = before !== undefined && after !== undefined && before.server !== after.server;
    const leads = (name: string): boolean => ["kubeconfig", "context", "cluster"].includes(name);
    const replaces = (path: string): boolean => {
        const name = path.split(/[.[]/)[0] ?? "";
        if (name === "clusterIdentifier") return true;
        return !pinned && leads(name) && (moved || isUnknown(news[name]));
    };
    const marked = Object.entries(changes).map(([path, change]) => [path, { ...change, replace: replaces(path) }] as const);
    return { changes: Object.fromEntries(marked), deleteBeforeReplace: false };
}
