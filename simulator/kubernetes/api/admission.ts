import type { Manifest } from "./types";
import type { ClusterView, Webhook } from "./view";

export interface Admitted {
    readonly object: Manifest;
    /** `Warning:` headers of the answer. */
    readonly warnings: readonly string[];
}

/** What happens to an object between the request and the store: webhooks, defaults, validation, admission. Throws `ApiError`. */
export function admit(_view: ClusterView, webhooks: readonly Webhook[], object: Manifest, old: Manifest | undefined): Admitted {
    const mutated = webhooks.reduce((each, webhook) => webhook(each, old === undefined ? "create" : "update"), object);
    return { object: mutated, warnings: [] };
}
