/** Defaults of what releases go by, each with its reason: strategy, checks, governance. */

import type { CheckSettings } from "./checks";
import type { GovernanceSettings } from "./governance";
import { per } from "./per-environment";
import type { Environment, StrategySettings } from "./types";

export function strategyDefaults(environment: Environment): StrategySettings {
    const steps = (weights: readonly number[], seconds: number): StrategySettings["steps"] =>
        weights.map(weight => ({ weight, seconds }));
    return {
        // dev shows a change at once; where users are, a mistake meets few of them first
        kind: per(environment, "blue-green", "canary", "canary"),
        // seconds: what `minRequests` takes at the first weight; the flip to 100 follows the last one
        steps: per(environment, steps([50], 30), steps([25, 50], 120), steps([10, 25, 50, 75], 300)),
        // prod: caches fill and minutely jobs run several times before a release counts
        bakeSeconds: per(environment, 30, 180, 600),
        // what shows only under the whole load shows within the hour; after that going back takes a scale-up first
        warmSeconds: per(environment, 60, 900, 3600),
        // one pod of each service keeps namespace, images and bindings warm at little cost
        retireTo: "reduced",
        // longer than a restart of Prometheus; in prod long enough for somebody to look
        holdSeconds: per(environment, 60, 300, 900),
        // several times the pause between two renewals, so that a slow call is no loss
        deadManSeconds: per(environment, 120, 180, 180),
        // the load balancer's nodes take a change one after the other, and there are several in each zone
        probeAnswers: per(environment, 10, 20, 40),
        // one pod may be lost right after the check: prod keeps another one
        minHealthyTargets: per(environment, 1, 1, 2),
        limits: {
            // dev runs on bursting instances, where a start already shows in the tail
            errorPercent: per(environment, 5, 1, 1),
            // the tail where it is for learning; in prod the one that the service level names, which few requests settle
            latencyQuantile: per(environment, 99, 99, 95),
            latencyMilliseconds: per(environment, 1000, 500, 500),
            // twice the live color's errors is beyond chance from `minRequests` on …
            relativeErrors: 2,
            // … and below the floor it is a handful of requests; prod: the share that the service level allows for
            floorErrorPercent: per(environment, 1, 0.5, 0.1),
            // a fifth is what two instances of one type differ by; dev has neighbors
            relativeLatency: per(environment, 2, 1.5, 1.2),
            // differences below this are the network's
            floorLatencyMilliseconds: per(environment, 200, 100, 50),
            // 1 % of errors: 1, 2 or 10 of them, so that in prod no single client decides
            minRequests: per(environment, 100, 200, 1000),
            // Kayenta's confidence; dev rather stops too often than too seldom
            confidencePercent: per(environment, 95, 98, 98),
        },
    };
}

export function checkDefaults(environment: Environment): CheckSettings {
    return {
        // the way of a release: prod has seen nothing that staging has not
        earlier: per(environment, "", "dev", "staging"),
        // staging is where they run; prod asks that they did
        endToEnd: environment === "prod",
        // what an auditor asks for first, of prod alone: which parts are in it, and who built it from what
        evidence: per(environment, [], [], ["provenance", "sbom"]),
        // dev is where the fix is made; staging has no customers' data to lose yet; prod is attacked
        vulnerabilities: per(environment, "none", "critical", "high"),
        // PCI DSS v4.0.1, 6.3.3: critical patches within a month; prod looks anew every week
        scanDays: per(environment, 30, 30, 7),
        // dev runs what somebody built a minute ago; nothing that nobody vouches for meets customers
        signatures: environment === "prod",
        signatureKeys: "keys/cosign.pub",
        // an update is held to the mandatory rules everywhere; here what was found since then counts, too
        policies: per(environment, "none", "high", "low"),
        // dev is everybody's; elsewhere somebody else has looked
        approval: environment !== "dev",
    };
}

export function governanceDefaults(environment: Environment): GovernanceSettings {
    const working = ["mon", "tue", "wed", "thu", "fri"];
    return {
        // the same for everybody, and without summer time; teams at one place write their own
        timeZone: "UTC",
        // dev: whenever somebody works; staging: not in the night's tests, nor at weekends when nobody sees it fail;
        // prod: with hours of daylight and a working day left to notice what went wrong
        windows: per(
            environment,
            [],
            [{ days: working, from: "06:00", to: "20:00" }],
            [{ days: ["mon", "tue", "wed", "thu"], from: "09:00", to: "16:00" }],
        ),
        // they differ from country to country
        holidays: [],
        freezes: [],
        // dev is where releases fail; elsewhere a third failure in a row says that not the release is at fault, but how it is made
        failedRollouts: per(environment, 0, 3, 3),
    };
}
