/** What a pack tells whoever started the engine and named a file for it: a line of JSON for each thing as it happens. */
import type { Result } from "./core/assess";
import type { Violation } from "./core/violation";

export type PackReport =
    /** The settings can't be used; the pack did not start. */
    | { readonly problems: readonly string[] }
    | { readonly violation: Violation }
    /** All resources were there. */
    | { readonly results: readonly Result[]; readonly summaries: readonly string[]; readonly warnings: readonly string[] };
