/** Rules that more than one service takes part in, or more than one member of a service. */

import { type Checked, type Field } from "../fields";
import { nearest } from "../nearest";
import type { Place } from "../problems";
import { readCpu, readMemory } from "../quantities";
import type { ServiceSettings } from "../types";

/** Everything else goes to the service with this pattern. */
const catchAll = "/*";
/**
 * Application Load Balancers user guide, quotas: rules of one load balancer beside the default ones. Its 100 target groups are
 * never reached: rules end first, with 25 public services of two groups each.
 */
const maxRules = 100;
/** Rules of one path: one for users; on the test listener one for each color and one for the standby. */
const rulesPerPath = 4;
/** Rules of the test listener for everything else: one for each color. */
const rulesOfCatchAll = 2;

type Service = Checked<ServiceSettings>;

export function serviceRules(
    services: readonly (Service | undefined)[],
    cacheEnabled: boolean | undefined,
    field: Field<unknown>,
    place: Place,
): void {
    const members = field.items?.members ?? {};
    const expected = (name: string): Field<unknown> => members[name] ?? field;
    for (const [index, service] of services.entries()) {
        if (service === undefined) continue;
        const at = place.item(index);
        checkReplicas(service, expected, at);
        checkResources(service, expected, at);
        checkCalls(service, services, expected, at);
        if (service.usesCache === true && cacheEnabled === false) {
            at.member("usesCache").note(
                expected("usesCache"),
                {
                    message: "is true, but there is no cache",
                    cure: "set cache.enabled to true, or this to false",
                },
                true,
            );
        }
    }
    checkEdge(services, expected, field, place);
}

type Expected = (name: string) => Field<unknown>;

function checkReplicas(service: Service, expected: Expected, at: Place): void {
    const { minReplicas, maxReplicas } = service;
    if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
        at.member("minReplicas").note(
            expected("minReplicas"),
            {
                message: `is above maxReplicas, ${maxReplicas}`,
                cure: `write ${maxReplicas} or less, or raise maxReplicas`,
            },
            minReplicas,
        );
    }
}

function checkResources(service: Service, expected: Expected, at: Place): void {
    const readers = { cpu: readCpu, memory: readMemory };
    for (const name of ["cpu", "memory"] as const) {
        const [request, limit] = [service.requests?.[name], service.limits?.[name]];
        if (request === undefined || limit === undefined) continue;
        const [least, most] = [readers[name](request), readers[name](limit)];
        if (least !== undefined && most !== undefined && least > most) {
            at.member("requests")
                .member(name)
                .note(
                    expected("requests").members?.[name] ?? expected("requests"),
                    {
                        message: `is above limits.${name}, ${limit}`,
                        cure: `write ${limit} or less, or raise limits.${name}`,
                    },
                    request,
                );
        }
    }
}

function checkCalls(service: Service, services: readonly (Service | undefined)[], expected: Expected, at: Place): void {
    const names = services.flatMap(each => (each?.name === undefined ? [] : [each.name]));
    // a service whose name could not be read may be the one that is called
    const complete = names.length === services.length;
    for (const [index, called] of (service.calls ?? []).entries()) {
        if (called === undefined) continue;
        const place = at.member("calls").item(index);
        const item = expected("calls").items ?? expected("calls");
        if (called === service.name) {
            place.note(item, { message: "is the service itself", cure: "remove it" }, called);
        } else if (complete && !names.includes(called)) {
            const near = nearest(
                called,
                names.filter(name => name !== service.name),
            );
            place.note(
                item,
                {
                    message: "is no service of the list",
                    cure: near === undefined ? "remove it, or add the service" : `write ${near}`,
                },
                called,
            );
        }
    }
}

function checkEdge(services: readonly (Service | undefined)[], expected: Expected, field: Field<unknown>, place: Place): void {
    const owners = new Map<string, number[]>();
    for (const [index, service] of services.entries()) {
        for (const pattern of new Set(service?.publicPaths ?? [])) {
            if (pattern !== undefined) owners.set(pattern, [...(owners.get(pattern) ?? []), index]);
        }
    }
    for (const [pattern, [first = 0, ...others]] of owners) {
        for (const index of others) {
            place
                .item(index)
                .member("publicPaths")
                .note(
                    expected("publicPaths"),
                    {
                        message: `repeats ${pattern} of ${services[first]?.name ?? `item ${first}`}`,
                        cure: pattern === catchAll ? `leave ${catchAll} to one service` : "give the path to one of the two",
                    },
                    services[index]?.publicPaths,
                );
        }
    }
    const allRead = services.every(service => service?.publicPaths !== undefined && !service.publicPaths.includes(undefined));
    if (allRead && !owners.has(catchAll)) {
        place.note(
            field,
            {
                message: `has no service with the public path ${catchAll}`,
                cure: `write publicPaths: ["${catchAll}"] at the gateway`,
            },
            services.map(service => service?.name),
        );
    }
    const paths = [...owners.keys()].filter(pattern => pattern !== catchAll).length;
    const rules = paths * rulesPerPath + rulesOfCatchAll;
    if (rules > maxRules) {
        place.note(
            field,
            {
                message: `has ${paths} paths beside ${catchAll}, for ${rules} rules of the load balancer; AWS allows ${maxRules}`,
                cure: "join paths with wildcards, or let the gateway call more of the services",
            },
            undefined,
        );
    }
}
