/** `colorway:services`: what runs in each slot. Rules between services are in `service-rules.ts`. */

import { type Field, flag, integer, list, map, object, text } from "../fields";
import type { Complaint } from "../problems";
import { readCpu, readMemory } from "../quantities";
import type { ServiceDefaults } from "../defaults";
import type { ComputeResources, ServiceSettings } from "../types";

/** Contract of this project: leaves room for environment and color in every name made from it. */
const maxNameLetters = 20;
/** ELBv2 API reference, PathPatternConditionConfig. */
const maxPatternLetters = 128;
/** Application Load Balancers user guide, quotas, "Condition wildcards per rule"; each pattern has a rule of its own. */
const maxWildcards = 6;
/** ELBv2 API reference, CreateTargetGroup, `HealthCheckPath`. */
const maxHealthPathLetters = 1024;
/** Both colors within the 1,000 targets of one load balancer (quotas, "Targets per Application Load Balancer"). */
export const maxReplicas = 500;
/** ELBv2 API reference, TargetGroupAttribute, `deregistration_delay.timeout_seconds`. */
const maxRequestSeconds = 3600;

export function servicesField(defaults: ServiceDefaults): Field<readonly ServiceSettings[]> {
    return list(
        object<ServiceSettings>(
            {
                name: text({
                    about: "Name of the service.",
                    allowed: `1 to ${maxNameLetters} lower-case letters, digits and hyphens, a letter first, no hyphen last`,
                    example: "order-execution",
                    source: "RFC 1035 label, as of a Kubernetes Service; the length leaves room for environment and color",
                    check: nameComplaint,
                }),
                port: integer({
                    about: "Port that the container listens on; below 1024 only root may.",
                    min: 1024,
                    max: 65535,
                }),
                publicPaths: list(
                    text({
                        about: "Path pattern of the load balancer.",
                        allowed: `/ and a path, at most ${maxPatternLetters} letters and ${maxWildcards} wildcards, * and ?`,
                        example: "/orders/*",
                        source: "ELBv2 API reference, PathPatternConditionConfig",
                        check: patternComplaint,
                    }),
                    {
                        about: "Path patterns that reach it from outside. Empty: internal only. Exactly one service has `/*`.",
                        allowed: "path patterns, each once",
                        cure: "write it as [\"/orders/*\"]",
                        source: "Application Load Balancers user guide, quotas, \"Rules per Application Load Balancer\"",
                        sameness: pattern => pattern,
                    },
                ),
                healthPath: text({
                    about: "Path of the health check.",
                    allowed: `a path of at most ${maxHealthPathLetters} letters that starts with /, without query`,
                    example: "/health",
                    source: "ELBv2 API reference, CreateTargetGroup",
                    check: path =>
                        /^\/[A-Za-z0-9_.~$/"'@:+&-]*$/.test(path) && path.length <= maxHealthPathLetters
                            ? undefined
                            : "is no path",
                }),
                calls: list(
                    text({
                        about: "Name of a service.",
                        allowed: "the name of another service of the list",
                        example: "order-execution",
                    }),
                    {
                        about: "Services that this one calls; nothing else gets through the network policies.",
                        allowed: "names of other services of the list, each once",
                        cure: "write it as [order-execution]",
                        sameness: name => name,
                    },
                ),
                usesDatabase: flag({ about: "Whether it reaches the database, port 5432." }),
                usesCache: flag({ about: "Whether it reaches the cache, port 6379." }),
                minReplicas: integer({ about: "Fewest pods in a full slot.", min: 1, max: maxReplicas }),
                maxReplicas: integer({
                    about: "Most pods in a full slot.",
                    min: 1,
                    max: maxReplicas,
                    source: "Application Load Balancers user guide, quotas, \"Targets per Application Load Balancer\"",
                }),
                targetCpuPercent: integer({
                    about: "CPU that the autoscaler aims at, in percent of the request.",
                    min: 10,
                    max: 95,
                    unit: "percent",
                }),
                requests: resourcesField("What a pod is promised.", defaults.requests),
                limits: resourcesField("What a pod may take.", defaults.limits),
                env: map(text({ about: "Value.", allowed: "text", example: "debug" }), {
                    about: "Plain environment variables; secrets do not belong here.",
                    allowed: "names of letters, digits and underscores, no digit first; values are text",
                    cure: "write it as {LOG_LEVEL: debug}",
                    checkKey: name =>
                        /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? undefined : "is no name of an environment variable",
                }),
                longestRequestSeconds: integer({
                    about: "Longest request; deregistration delay, grace period and drain follow from it.",
                    min: 1,
                    max: maxRequestSeconds,
                    unit: "seconds",
                    source: "ELBv2 API reference, TargetGroupAttribute, `deregistration_delay.timeout_seconds`",
                }),
            },
            { about: "A service.", defaults },
        ),
        {
            about: "The services of a slot. Absent or empty: the four of the sample.",
            allowed: "a list of services, each with its own name",
            cure: "write it as [{name: api-gateway, port: 8080, publicPaths: [\"/*\"]}]",
            sameness: service => (service.name === undefined ? undefined : `the name ${service.name}`),
        },
    );
}

function resourcesField(about: string, defaults: ComputeResources): Field<ComputeResources> {
    return object<ComputeResources>(
        {
            cpu: text({
                about: "CPU.",
                allowed: "a quantity of CPU above 0",
                example: "250m, or 2 in quotes",
                source: "Kubernetes documentation, \"Resource Management for Pods and Containers\"",
                check: value => {
                    const cpu = readCpu(value);
                    return cpu === undefined ? "is no quantity of CPU" : cpu === 0 ? "is nothing" : undefined;
                },
            }),
            memory: text({
                about: "Memory.",
                allowed: "a quantity of memory of 4Mi or more, with its unit",
                example: "256Mi",
                source: "Kubernetes documentation, \"Resource Management for Pods and Containers\"",
                check: memoryComplaint,
            }),
        },
        { about, defaults },
    );
}

/** Less than this no container starts with. */
const leastMemory = 4 * 2 ** 20;

function memoryComplaint(value: string): Complaint | undefined {
    const memory = readMemory(value);
    if (memory !== undefined) return memory < leastMemory ? "is too little to start a container" : undefined;
    if (/^\d+m$/.test(value)) return { message: "is in thousandths of a byte", cure: `write ${value.slice(0, -1)}Mi` };
    return /^\d+$/.test(value) ? { message: "has no unit", cure: `write ${value}Mi` } : "is no quantity of memory";
}

function nameComplaint(name: string): Complaint | undefined {
    if (/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
        const over = name.length - maxNameLetters;
        return over <= 0 ? undefined : { message: `has ${name.length} letters, ${over} too many`, cure: "choose a shorter name" };
    }
    return "is no name of a service";
}

function patternComplaint(pattern: string): Complaint | undefined {
    if (!pattern.startsWith("/")) return { message: "does not start with /", cure: `write /${pattern}` };
    if (pattern.length > maxPatternLetters)
        return {
            message: `has ${pattern.length} letters, ${pattern.length - maxPatternLetters} too many`,
            cure: "use a wildcard",
        };
    const wildcards = pattern.replace(/[^*?]/g, "").length;
    if (wildcards > maxWildcards)
        return { message: `has ${wildcards} wildcards, ${wildcards - maxWildcards} too many`, cure: "use fewer wildcards" };
    const odd = /[^A-Za-z0-9_.$/~"'@:+&*?-]/.exec(pattern);
    return odd === null
        ? undefined
        : { message: `has a letter that patterns must not have: ${JSON.stringify(odd[0])}`, cure: "put ? in its place" };
}
