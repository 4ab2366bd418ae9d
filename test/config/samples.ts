/** Complete settings for tests that start behind the parser. */

import { createHash } from "node:crypto";
import { defaultsOf } from "../../config/defaults";
import type { Environment, Release, Settings } from "../../config/types";

const domains: { readonly [E in Environment]: string } = {
    dev: "dev.colorway.example",
    staging: "staging.colorway.example",
    prod: "app.colorway.example",
};

/** The release `version` of the given services, with the digests that the simulated registry knows. */
export function sampleRelease(version: string, services: readonly string[] = sampleServiceNames): Release {
    return {
        version,
        commit: createHash("sha1").update(version).digest("hex"),
        created: version === "1.1.0" ? "2026-11-16T09:00:00Z" : "2026-11-02T09:00:00Z",
        images: Object.fromEntries(services.map(service => [service, sampleImage(service, version)])),
    };
}

export const sampleServiceNames = ["api-gateway", "strategy-engine", "order-execution", "risk-management"];

export function sampleImage(service: string, version: string, behavior = "healthy"): string {
    const repository = `colorway/${service}`;
    const digest = createHash("sha256").update(JSON.stringify({ behavior, repository, version })).digest("hex");
    return `111122223333.dkr.ecr.us-east-1.amazonaws.com/${repository}@sha256:${digest}`;
}

/** All defaults of the environment, blue live with 1.0.0; `overrides` replaces whole top-level fields. */
export function sampleSettings(environment: Environment, overrides: Partial<Settings> = {}): Settings {
    const defaults = defaultsOf(environment);
    return {
        environment,
        region: "us-east-1",
        activeColor: "blue",
        traffic: { blue: 100, green: 0 },
        slots: {
            blue: { size: "full", release: sampleRelease("1.0.0"), floors: {} },
            green:
                environment === "prod"
                    ? { size: "off", floors: {} }
                    : {
                          size: environment === "dev" ? "full" : "reduced",
                          release: sampleRelease(environment === "dev" ? "1.1.0" : "1.0.0"),
                          floors: {},
                      },
        },
        ...defaults,
        edge: { ...defaults.edge, domain: domains[environment], hostedZone: "colorway.example" },
        ...overrides,
    };
}
