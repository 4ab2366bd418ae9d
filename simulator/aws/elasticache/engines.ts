/**
 * Engines, node types and parameters of ElastiCache, as of 2026-11: ElastiCache User Guide, "Supported engines and versions",
 * "Supported node types", "Engine specific parameters"; CreateCacheParameterGroup, `CacheParameterGroupFamily`.
 */

interface EngineVersion {
    /** As a program writes it. */
    readonly version: string;
    /** As ElastiCache runs it. */
    readonly actual: string;
    readonly family: string;
}

const engines: { readonly [engine: string]: readonly EngineVersion[] } = {
    redis: [
        { version: "5.0.6", actual: "5.0.6", family: "redis5.0" },
        { version: "6.0", actual: "6.0.5", family: "redis6.x" },
        { version: "6.2", actual: "6.2.6", family: "redis6.x" },
        { version: "7.0", actual: "7.0.7", family: "redis7" },
        { version: "7.1", actual: "7.1.0", family: "redis7" },
    ],
    valkey: [
        { version: "7.2", actual: "7.2.6", family: "valkey7" },
        { version: "8.0", actual: "8.0.1", family: "valkey8" },
        { version: "8.1", actual: "8.1.0", family: "valkey8" },
        { version: "8.2", actual: "8.2.0", family: "valkey8" },
    ],
};

/** The engine version of that name; without one the newest; `6.x` and `7.x` stand for the newest of the major version. */
export function engineVersion(engine: string, version: string | undefined): EngineVersion | undefined {
    const known = engines[engine] ?? [];
    if (version === undefined) return known.at(-1);
    const major = /^(\d+)\.x$/.exec(version)?.[1];
    if (major !== undefined) return known.filter((one) => one.version.startsWith(`${major}.`)).at(-1);
    return known.find((one) => one.version === version);
}

export const families: readonly string[] = [
    ...new Set(Object.values(engines).flatMap((versions) => versions.map(({ family }) => family))),
];

/** Negative where `a` is older; compares number by number. */
export function compareVersions(a: string, b: string): number {
    const [left, right] = [a, b].map((version) => version.split(".").map((part) => (part === "x" ? Infinity : Number(part))));
    for (const index of [0, 1, 2]) {
        const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
        if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return 0;
}

const small = ["micro", "small", "medium"];
const sizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];
const nodeTypes: { readonly [family: string]: readonly string[] } = {
    t2: small,
    t3: small,
    t4g: small,
    m4: ["large", "xlarge", "2xlarge", "4xlarge", "10xlarge"],
    m5: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
    m6g: sizes,
    m7g: sizes,
    r4: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"],
    r5: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
    r6g: sizes,
    r6gd: ["xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    r7g: sizes,
    c7gn: sizes,
};

/** Whether ElastiCache has that node type. */
export function isNodeType(name: string): boolean {
    const [, family = "", size = ""] = /^cache\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(name) ?? [];
    return nodeTypes[family]?.includes(size) === true;
}

const largest = "2147483647";
const yesNo = "yes,no";

// Name and allowed values in AWS's form; the parameters that a program may change.
const parameters: { readonly [name: string]: string } = {
    "acllog-max-len": "1-10000",
    "active-defrag-cycle-max": "1-75",
    "active-defrag-cycle-min": "1-75",
    "active-defrag-ignore-bytes": `1048576-${largest}`,
    "active-defrag-max-scan-fields": "1-1000000",
    "active-defrag-threshold-lower": "1-100",
    "active-defrag-threshold-upper": "1-100",
    "active-expire-effort": "1-10",
    "activedefrag": yesNo,
    "activerehashing": yesNo,
    "appendonly": "no",
    "client-output-buffer-limit-normal-hard-limit": `0-${largest}`,
    "client-output-buffer-limit-normal-soft-limit": `0-${largest}`,
    "client-output-buffer-limit-pubsub-hard-limit": `0-${largest}`,
    "client-output-buffer-limit-pubsub-soft-limit": `0-${largest}`,
    "close-on-replica-write": yesNo,
    "cluster-allow-reads-when-down": yesNo,
    "cluster-enabled": yesNo,
    "cluster-require-full-coverage": yesNo,
    "databases": "1-10000",
    "hash-max-listpack-entries": `0-${largest}`,
    "hash-max-listpack-value": `0-${largest}`,
    "hll-sparse-max-bytes": "1-16000",
    "latency-tracking": yesNo,
    "lazyfree-lazy-eviction": yesNo,
    "lazyfree-lazy-expire": yesNo,
    "lazyfree-lazy-server-del": yesNo,
    "lazyfree-lazy-user-del": yesNo,
    "lfu-decay-time": `0-${largest}`,
    "lfu-log-factor": `1-${largest}`,
    "list-max-listpack-size": "-5,-4,-3,-2,-1,1,2,4,8,16,32,64,128,256,512,1024,2048,4096,8192",
    "maxmemory-policy":
        "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction",
    "maxmemory-samples": `1-${largest}`,
    "min-replicas-max-lag": `0-${largest}`,
    "min-replicas-to-write": `0-${largest}`,
    "notify-keyspace-events": "",
    "proto-max-bulk-len": "1048576-536870912",
    "repl-backlog-size": `16384-${largest}`,
    "repl-backlog-ttl": `0-${largest}`,
    "reserved-memory-percent": "0-100",
    "set-max-intset-entries": `0-${largest}`,
    "slowlog-log-slower-than": `-1-${largest}`,
    "slowlog-max-len": `0-${largest}`,
    "stream-node-max-bytes": `0-${largest}`,
    "stream-node-max-entries": `0-${largest}`,
    "tcp-keepalive": "0-10000",
    "timeout": `0,20-${largest}`,
    "tracking-table-max-keys": "1-100000000",
    "zset-max-listpack-entries": `0-${largest}`,
    "zset-max-listpack-value": `0-${largest}`,
};

/** Allowed values of a parameter in AWS's form, empty for any; undefined where the family has none of that name. */
export function allowedValues(name: string): string | undefined {
    return parameters[name];
}

export function parameterTakes(allowed: string, value: string): boolean {
    if (allowed === "") return /^[KEg$lshzxeAtmdn]*$/.test(value);
    return allowed.split(",").some((option) => {
        const range = /^(-?\d+)-(\d+)$/.exec(option);
        if (range === null) return option === value;
        const number = Number(value);
        return value !== "" && Number.isInteger(number) && number >= Number(range[1]) && number <= Number(range[2]);
    });
}
