/**
 * How a service behaves, as its image says. A behavior is a comma-separated list:
 *
 *     healthy                 answers every request; stands alone
 *     errors:5%               that share of requests gets a 500; health checks do not
 *     slow:800ms              every answer but the health check's takes that much longer (real time)
 *     slow:800ms@2%           that share of answers does
 *     crashloop               exits with 1 as soon as it starts
 *     crash-after:30s         exits with 1 that long after its start
 *     neverready              answers health checks with 503 for ever
 *     fails-after:30s         every request gets a 500 from then on; health checks do not
 *     startup:3s              listens only after that time
 *     memory:300Mi            uses that much memory: killed where the container's limit is lower
 *     cpu:5ms                 processor time of one request, which the autoscaler sees
 *     zone:us-east-1a:…       any of these, only for pods in that zone; `zone:a:…` in the one whose name ends so
 */
export interface Behavior {
    /** Share of requests that fail, 0 to 1. */
    readonly errors: number;
    /** Milliseconds added to an answer. */
    readonly slow: number;
    /** Share of answers that they are added to, 0 to 1. */
    readonly slowShare: number;
    /** Seconds after the start until it exits, 0: at once; absent: never. */
    readonly crashAfter?: number;
    readonly neverReady: boolean;
    /** Seconds after the start until every request fails. */
    readonly failsAfter?: number;
    /** Seconds until it listens. */
    readonly startup: number;
    /** Bytes. */
    readonly memory: number;
    /** Processor milliseconds of a request. */
    readonly cpu: number;
}

/** A behavior that is not written as it should be. */
export class BehaviorError extends Error {
    constructor(behavior: string, problem: string) {
        super(`behavior ${JSON.stringify(behavior)}: ${problem}`);
        this.name = "BehaviorError";
    }
}

/** What a sample service uses where its behavior does not say. */
const usualMemory = 48 * 2 ** 20;

const healthy: Behavior = { errors: 0, slow: 0, slowShare: 1, neverReady: false, startup: 0, memory: usualMemory, cpu: 0 };

interface Trait {
    readonly zone?: string;
    readonly change: Partial<Behavior>;
}

const words = [
    "healthy",
    "errors",
    "slow",
    "crashloop",
    "crash-after",
    "neverready",
    "fails-after",
    "startup",
    "memory",
    "cpu",
    "zone",
];
const bare = new Set(["healthy", "crashloop", "neverready"]);
const sizes: { readonly [unit: string]: number } = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/**
 * The behavior in a zone; without a zone only what holds everywhere.
 * @throws BehaviorError with the first mistake and what is allowed.
 */
export function parseBehavior(behavior: string, zone?: string): Behavior {
    const traits = behavior.split(",").map((item) => parseTrait(behavior, item.trim()));
    if (traits.length > 1 && behavior.split(",").some((item) => item.trim() === "healthy")) {
        throw new BehaviorError(behavior, "healthy stands alone; remove it or everything else");
    }
    const seen = new Set<string>();
    for (const trait of traits) {
        for (const name of Object.keys(trait.change)) {
            const key = `${trait.zone ?? ""}/${name}`;
            if (seen.has(key)) throw new BehaviorError(behavior, "says the same thing twice");
            seen.add(key);
        }
    }
    const everywhere = traits.filter((trait) => trait.zone === undefined);
    const here = traits.filter((trait) => trait.zone !== undefined && zone?.endsWith(trait.zone));
    // what is said of a zone counts more than what is said of all
    return [...everywhere, ...here].reduce<Behavior>((all, trait) => ({ ...all, ...trait.change }), healthy);
}

function parseTrait(behavior: string, item: string): Trait {
    const zoned = /^zone:((?:[a-z]{2}(?:-[a-z]+)+-[0-9])?[a-z]):(.+)$/.exec(item);
    if (zoned !== null) {
        if (zoned[2].startsWith("zone:")) throw new BehaviorError(behavior, `${item}: a zone may be named once`);
        if (zoned[2] === "healthy") throw new BehaviorError(behavior, "healthy stands alone; remove it or everything else");
        return { zone: zoned[1], change: changeOf(behavior, zoned[2]) };
    }
    return { change: changeOf(behavior, item) };
}

function changeOf(behavior: string, item: string): Partial<Behavior> {
    const [word, ...rest] = item.split(":");
    const value = rest.join(":");
    if (!words.includes(word))
        throw new BehaviorError(behavior, `${JSON.stringify(word)} is not known; allowed: ${words.join(", ")}`);
    if (word === "zone") throw new BehaviorError(behavior, `${item}: expected zone:ZONE:BEHAVIOR, as zone:a:errors:5%`);
    if (bare.has(word) && rest.length > 0) throw new BehaviorError(behavior, `${word} takes no value`);
    if (!bare.has(word) && value === "") throw new BehaviorError(behavior, `${word} needs a value, as ${examples[word]}`);
    switch (word) {
        case "errors":
            return { errors: share(behavior, item, value, examples[word]) };
        case "slow":
            return slowness(behavior, item, value);
        case "crashloop":
            return { crashAfter: 0 };
        case "crash-after":
            return { crashAfter: seconds(behavior, item, value) };
        case "neverready":
            return { neverReady: true };
        case "fails-after":
            return { failsAfter: seconds(behavior, item, value) };
        case "startup":
            return { startup: seconds(behavior, item, value) };
        case "memory":
            return { memory: bytes(behavior, item, value) };
        case "cpu":
            return { cpu: seconds(behavior, item, value) * 1000 };
        default:
            return {};
    }
}

const examples: { readonly [word: string]: string } = {
    "errors": "errors:5%",
    "slow": "slow:800ms",
    "crash-after": "crash-after:30s",
    "fails-after": "fails-after:30s",
    "startup": "startup:3s",
    "memory": "memory:300Mi",
    "cpu": "cpu:5ms",
};

function share(behavior: string, item: string, value: string, example: string): number {
    const match = /^(\d+(?:\.\d+)?)%$/.exec(value);
    const percent = match === null ? NaN : Number(match[1]);
    if (!(percent > 0 && percent <= 100))
        throw new BehaviorError(behavior, `${item}: expected a share above 0% up to 100%, as ${example}`);
    return percent / 100;
}

function slowness(behavior: string, item: string, value: string): Partial<Behavior> {
    const [time, ...parts] = value.split("@");
    const slow = seconds(behavior, item, time) * 1000;
    return { slow, slowShare: parts.length === 0 ? 1 : share(behavior, item, parts.join("@"), "slow:800ms@2%") };
}

function seconds(behavior: string, item: string, value: string): number {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value);
    const amount = match === null ? 0 : Number(match[1]) * { ms: 0.001, s: 1, m: 60 }[match[2] as "ms" | "s" | "m"];
    if (amount <= 0 || amount > 3600) {
        throw new BehaviorError(
            behavior,
            `${item}: expected a time above 0 up to 60m in ms, s or m, as ${examples[item.split(":")[0]]}`,
        );
    }
    return amount;
}

function bytes(behavior: string, item: string, value: string): number {
    const match = /^([1-9]\d*)(Ki|Mi|Gi)$/.exec(value);
    if (match === null) throw new BehaviorError(behavior, `${item}: expected a whole number of Ki, Mi or Gi, as memory:300Mi`);
    return Number(match[1]) * sizes[match[2]];
}
