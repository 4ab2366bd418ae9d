/** Defaults, each with its reason, of what a stack makes for its account beside what runs in it. */

import type { AuditSettings } from "./audit";
import type { DeliverySettings } from "./delivery";
import type { ImageSettings } from "./images";
import type { Environment } from "./types";

export function auditDefaults(environment: Environment): AuditSettings {
    return {
        // one trail records the whole account, and dev has no data that anybody asks for
        trail: environment !== "dev",
        // a week to look into a mistake; a year at hand: PCI DSS v4.0.1, 10.5.1 asks for three months at hand, twelve in all
        trailLogRetentionDays: { dev: 7, staging: 30, prod: 365 }[environment],
        // where nothing depends on it, a mistake can still be undone
        lock: environment === "prod" ? "compliance" : "governance",
        retentionDays: { dev: 7, staging: 30, prod: 365 }[environment],
        // stacks of dev come and go
        forceDestroyRecords: environment === "dev",
    };
}

export function imageDefaults(environment: Environment): ImageSettings {
    return {
        // what is promoted is the very same image, so there is one registry for all; it must outlive dev and staging
        registry: environment === "prod",
        namespace: "colorway",
        // longer than a pull request usually takes
        previewDays: 30,
    };
}

/** The same in every environment: which repository it is nobody can guess. */
export const deliveryDefaults: DeliverySettings = {
    repository: "",
    // the only provider that is missing is noticed at once; one too many is refused
    createProvider: true,
    stateBucket: "",
    stateKeyArn: "",
};
