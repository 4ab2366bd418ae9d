import { Props, record, records, textOr } from "../../cloud/values";
import { firstStatus, withDefaults } from "./defaults";
import { Kind } from "./kinds";
import { admitPod, mutatePod, workloadWarnings } from "./pod-admission";
import { checkQuotas } from "./quota";
import { decodeStrictly } from "./schema";
import { KubeObject, Manifest, ObjectKey } from "./types";
import { validate } from "./validate";
import type { ClusterView, ValidatingWebhook, Webhook } from "./view";

export interface Admitted {
    readonly object: Manifest;
    /** `Warning:` headers of the answer. */
    readonly warnings: readonly string[];
}

export interface Request {
    readonly view: ClusterView;
    readonly webhooks: readonly Webhook[];
    readonly validators: readonly ValidatingWebhook[];
    readonly kind: Kind;
    readonly key: ObjectKey;
    readonly object: Manifest;
    /** Absent: a creation. */
    readonly old: KubeObject | undefined;
    readonly everything: () => readonly KubeObject[];
}

/**
 * What happens to an object between the request and the store, in the real server's order: strict decoding, defaults,
 * mutating admission, webhooks, validation, validating admission. Throws `ApiError`.
 */
export function admit(request: Request): Admitted {
    const { view, kind, key, old, webhooks } = request;
    const decoded = withDefaults(view, decodeStrictly(request.object), old);
    const isNewPod = kind.kind === "Pod" && old === undefined;
    const mutated = isNewPod ? mutatePod(view, key, decoded) : decoded;
    const operation = old === undefined ? "create" : "update";
    const hooked = webhooks.reduce((each, webhook) => webhook(each, operation, old), mutated);
    const object = webhooks.length === 0 ? hooked : withDefaults(view, hooked, old);
    validate(object, kind, old);
    request.validators.forEach((validator) => validator(object, operation, old));
    if (isNewPod) admitPod(view, key, object);
    if (old !== undefined) return { object, warnings: warningsOf(view, key, object) };
    checkQuotas(view, key, object, request.everything);
    const status = firstStatus(object);
    // Nodes report their status with their creation; everyone else's status is a subresource.
    const kept = status === undefined || kind.status !== true ? object : { ...object, status };
    return { object: kept, warnings: warningsOf(view, key, object) };
}

function warningsOf(view: ClusterView, key: ObjectKey, object: Manifest): readonly string[] {
    const template = record(record(object, "spec"), "template");
    const isWorkload = object.kind === "Deployment" || object.kind === "ReplicaSet";
    return isWorkload ? [...workloadWarnings(view, key.namespace, record(template, "spec")), ...duplicateNames(template)] : [];
}

/** A variable that stands twice in a container: allowed, the last one holds. */
function duplicateNames(template: Props): readonly string[] {
    return records(record(template, "spec"), "containers").flatMap((container, index) => {
        const names = records(container, "env").map((variable) => textOr(variable, "name", ""));
        return names.flatMap((name, place) => {
            if (names.indexOf(name) === place) return [];
            const at = `spec.template.spec.containers[${index}].env[${place}]`;
            return [`${at}: hides previous definition of "${name}", which may be dropped when using apply`];
        });
    });
}
