import { Cloud } from "../../cloud/cloud";
import { zoneProps } from "./zone";
import { zoneType } from "./types";

/** The domain that the simulated account has registered. */
export const registeredDomain = "colorway.example";

/** Id of the hosted zone that Route 53 made when the domain was registered; always the same. */
export const registeredZoneId = "Z0442917COLORWAY4GX2";

/** Puts into a new account what it has before anything is made in it: its registered domain. */
export function seedAccount(cloud: Cloud): void {
    if (cloud.find(zoneType, registeredZoneId) !== undefined) return;
    const props = {
        ...zoneProps(cloud, registeredZoneId, registeredDomain),
        name: registeredDomain,
        comment: "HostedZone created by Route53 Registrar",
        forceDestroy: false,
        vpcs: [],
        tags: {},
        tagsAll: {},
    };
    cloud.put(zoneType, registeredZoneId, props, { registered: true });
}
