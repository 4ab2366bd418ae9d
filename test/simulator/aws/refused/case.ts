import { Props } from "../../../../simulator/cloud/values";

/** One resource of a small program; `{ "$ref": "name.id" }` in the inputs stands for an output of an earlier one. */
export interface Step {
    readonly type: string;
    readonly name: string;
    readonly inputs: Props;
}

/** A program whose last resource AWS refuses. */
export interface RefusedCase {
    readonly title: string;
    readonly program: readonly Step[];
    readonly expect: { readonly code: string; readonly message?: string | RegExp };
}

/** A program at the very edge of what AWS allows. */
export interface EdgeCase {
    readonly title: string;
    readonly program: readonly Step[];
}
