import { Props } from "../../../../simulator/cloud/values";
import { Step } from "../refused/case";

/** What a change of one resource's inputs does, as the real provider's documentation or schema says. */
export interface ChangeCase {
    readonly title: string;
    readonly type: string;
    /** What must be there first. */
    readonly around?: readonly Step[];
    readonly before: Props;
    readonly after: Props;
    readonly expect: "replace" | "update" | "same";
    /** Properties that the preview must name. Default: not checked. */
    readonly changed?: readonly string[];
}
