/** Defaults of `colorway:observability`, each with its reason. */

import type { ObservabilitySettings } from "./observability";
import type { Environment } from "./types";

export function observabilityDefaults(environment: Environment): ObservabilitySettings {
    return {
        // dev's two small nodes hold the two slots and little else, and nobody is woken for it
        enabled: environment !== "dev",
        // three nines leave prod 43 minutes a month, more than a rollback takes; elsewhere releases are meant to fail now and
        // then
        availabilityPercent: { dev: 99, staging: 99.5, prod: 99.9 }[environment],
        // the pages lie beside the program; an address is a decision
        runbooks: "docs/runbooks/alerts/",
        // prod: the whole month that the promise is about
        metricsRetentionDays: { dev: 3, staging: 10, prod: 35 }[environment],
        // more than twice what the sample's series take in that time
        metricsStorageGib: { dev: 10, staging: 50, prod: 200 }[environment],
        // in prod alerts must outlive a node and a zone; elsewhere a gap of minutes hurts nobody
        replicas: { dev: 1, staging: 1, prod: 2 }[environment],
        // as the other logs
        logRetentionDays: { dev: 7, staging: 30, prod: 365 }[environment],
    };
}
