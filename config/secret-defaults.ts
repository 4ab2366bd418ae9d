/** Defaults of `colorway:secrets`, each with its reason. */

import type { SecretSettings } from "./secrets";
import type { Environment } from "./types";

export function secretDefaults(environment: Environment): SecretSettings {
    // dev's services get by with IAM and made data, and its two small nodes have no room for another operator
    return { enabled: environment !== "dev" };
}
