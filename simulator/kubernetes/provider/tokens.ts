import { NotModeled } from "../../cloud/errors";
import { Kind, kindOf } from "../api/kinds";

export const releaseToken = "kubernetes:helm.sh/v3:Release";

/** The kind behind a type token: `kubernetes:core/v1:Service` is `v1 Service`. Throws where it is not modeled. */
export function kindOfToken(token: string): Kind {
    const [, group = "", name = ""] = token.split(":");
    const kind = kindOf(group.replace(/^core\//, ""), name);
    if (kind === undefined || kind.internal === true) throw new NotModeled(token);
    return kind;
}
