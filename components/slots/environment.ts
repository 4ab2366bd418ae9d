/** What a service is told by its environment. Creates nothing. */

import type * as inputs from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../config/types";
import { calleeOf } from "./network-policies";

/** Where the database is; the service finds user and password as files, or signs in with IAM. */
export interface DatabaseEndpoint {
    readonly host: pulumi.Input<string>;
    readonly port: pulumi.Input<number>;
    readonly name: pulumi.Input<string>;
}

/** Where the cache is; the service signs in with IAM. */
export interface CacheEndpoint {
    readonly host: pulumi.Input<string>;
    readonly port: pulumi.Input<number>;
    readonly user: pulumi.Input<string>;
}

/** Who and where a service is. */
export interface Identity {
    readonly color: string;
    readonly version: string;
    readonly database?: DatabaseEndpoint;
    readonly cache?: CacheEndpoint;
}

/**
 * The part that is known before anything is made, for the hash-named ConfigMap: the addresses of the services it calls, then what the
 * configuration says, which wins.
 */
export function plainEnvironment(service: ServiceSettings, services: readonly ServiceSettings[]): { [name: string]: string } {
    const addresses = service.calls.map(name => [
        `COLORWAY_URL_${name.toUpperCase().replaceAll("-", "_")}`,
        `http://${name}:${calleeOf(name, service, services).port}`,
    ]);
    return { ...Object.fromEntries(addresses), ...service.env };
}

/** The part that the pod itself carries: who it is, and the addresses that AWS gives out. */
export function podEnvironment(service: ServiceSettings, identity: Identity): inputs.core.v1.EnvVar[] {
    const { database, cache } = identity;
    return [
        { name: "COLORWAY_SERVICE", value: service.name },
        { name: "COLORWAY_COLOR", value: identity.color },
        { name: "COLORWAY_VERSION", value: identity.version },
        { name: "COLORWAY_PORT", value: String(service.port) },
        ...(service.usesDatabase && database !== undefined ? [
            { name: "COLORWAY_DATABASE_HOST", value: database.host },
            { name: "COLORWAY_DATABASE_PORT", value: pulumi.interpolate`${database.port}` },
            { name: "COLORWAY_DATABASE_NAME", value: database.name },
        ] : []),
        ...(service.usesCache && cache !== undefined ? [
            { name: "COLORWAY_CACHE_HOST", value: cache.host },
            { name: "COLORWAY_CACHE_PORT", value: pulumi.interpolate`${cache.port}` },
            { name: "COLORWAY_CACHE_USER", value: cache.user },
        ] : []),
    ];
}
