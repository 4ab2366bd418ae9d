/** Defaults of `colorway:admission`, each with its reason. */

import type { AdmissionSettings } from "./admission";
import type { Environment } from "./types";

export function admissionDefaults(environment: Environment): AdmissionSettings {
    return {
        // in dev somebody tries things; what would be refused elsewhere is told
        enforce: environment !== "dev",
        // where it enforces nothing starts without it: one may be lost while another is replaced
        replicas: environment === "dev" ? 1 : 3,
        // which key it is nobody can guess
        signingKeyArn: "",
    };
}
