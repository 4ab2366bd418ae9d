import { Props } from "../../cloud/values";
import { apply, takeOver } from "../api/apply";
import { managersOf } from "../api/managed-fields";
import type { KubeCluster } from "../api/objects";
import { KubeObject, ObjectKey } from "../api/types";
import { segments, valueAt, withValueAt } from "./changes";
import { annotation, annotations, manifestOf } from "./inputs";
import { Settings } from "./settings";

/** Ordinary writers whose fields the first apply takes over (provider/pkg/await/await.go, fixCSAFieldManagers). */
const ordinary = ["kubectl", "before-first-apply", "pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes"];

export interface UpdateContext {
    readonly cluster: KubeCluster;
    readonly key: ObjectKey;
    readonly news: Props;
    readonly manager: string;
    readonly settings: Settings;
    readonly ignored: readonly string[];
    readonly preview: boolean;
}

/** Applies the new inputs to the live object; a preview is a dry run. Throws `ApiError`. */
export function updateObject(context: UpdateContext): KubeObject {
    const { cluster, key, news, manager, settings, preview } = context;
    const found = cluster.need(key);
    const live = preview ? found : takeOver(cluster, found, ordinary, manager);
    const object = manifestOf(withoutIgnored(context, live));
    if (!settings.serverSideApply)
        return cluster.update({ ...live, ...object, metadata: { ...live.metadata, ...object.metadata } }, "pulumi-kubernetes", {
            dryRun: preview,
        });
    const managed = managersOf(live);
    const ours = managed.some((each) => each.operation === "Update" && each.name.startsWith("pulumi-"));
    const force =
        settings.patchForce || annotation(news, annotations.patchForce) === "true" || managed.length === 0 || (preview && ours);
    return apply(cluster, object, manager, { dryRun: preview, force });
}

/** What is to be ignored is left to its other manager, or stays as it is in the cluster. */
function withoutIgnored({ news, manager, ignored }: UpdateContext, live: KubeObject): Props {
    return ignored.reduce((object, path) => {
        const start = JSON.stringify(segments(path).map((segment) => `f:${segment}`)).slice(0, -1);
        const owns = (name: string): boolean =>
            managersOf(live).some((each) => each.name === name && [...each.fields].some((field) => field.startsWith(start)));
        const others = managersOf(live).some((each) => each.name !== manager && owns(each.name));
        if (others && !owns(manager)) return withValueAt(object, path, undefined);
        const now = valueAt(live, path);
        return now === undefined ? object : withValueAt(object, path, now);
    }, news);
}
