import type { Color, Settings, StrategySettings } from "../../config/types";

/** A share of the traffic that the new release holds for a time, under watch. */
export interface RolloutStep {
    /** Percent of the new release, 1–100. */
    readonly weight: number;
    readonly seconds: number;
}

/** What a rollout shall do: fixed when it starts, the first entry of its journal. */
export interface RolloutPlan {
    /** Identifier; sorts by time. */
    readonly id: string;
    readonly stack: string;
    /** `blue-green`, `canary`, `rolling`, or `rollback`: back to a release whose slot has to grow first. */
    readonly kind: string;
    readonly version: string;
    /** Digest of the release's manifest. */
    readonly digest: string;
    /** The live color and its release when the rollout started. */
    readonly from: { readonly color: Color; readonly version: string };
    /** The color that gets the release; the live one itself where the kind is `rolling`. */
    readonly to: { readonly color: Color };
    /** Ascending; the last one is 100 and its time is the bake. */
    readonly steps: readonly RolloutStep[];
    readonly strategy: StrategySettings;
    /** Every service. */
    readonly services: readonly string[];
    /** The ones that the load balancer reaches. */
    readonly publicServices: readonly PublicPath[];
    /** Who started it, as `maria@build-7`. */
    readonly actor: string;
    /** ISO 8601. */
    readonly started: string;
    /** Why; of a rollback. */
    readonly reason?: string;
    /** What the stack file had before, by path; `null` where it had nothing. A rollout that goes back puts it there again. */
    readonly before: { readonly [path: string]: unknown };
}

/** A service that the load balancer reaches, and a path that it answers. */
export interface PublicPath {
    readonly name: string;
    readonly path: string;
}

/** Why a release can't be planned. Nothing was changed. */
export class PlanRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "PlanRefused";
    }
}

export interface PlanRequest {
    readonly id: string;
    readonly stack: string;
    readonly settings: Settings;
    readonly version: string;
    readonly digest: string;
    readonly actor: string;
    readonly started: string;
    /** Instead of the configuration's. */
    readonly kind?: string | undefined;
    readonly reason?: string | undefined;
    readonly before: { readonly [path: string]: unknown };
}

const kinds = ["blue-green", "canary", "rolling", "rollback"];

/** The plan, or every reason against it at once. @throws PlanRefused */
export function planRollout(request: PlanRequest): RolloutPlan {
    const { settings, version } = request;
    const { strategy, activeColor, traffic, slots } = settings;
    const kind = request.kind ?? strategy.kind;
    const live = slots[activeColor];
    const problems: string[] = [];
    if (!kinds.includes(kind)) problems.push(`strategy: ${JSON.stringify(kind)} is none; allowed: ${kinds.slice(0, 3).join(", ")}`);
    if (kind === "rolling" && settings.environment !== "dev") {
        problems.push(`strategy: rolling replaces live pods and has no way back in one write; allowed in dev only; use blue-green or canary`);
    }
    if (kind === "canary" && strategy.steps.length === 0) {
        problems.push("colorway:strategy.steps: a canary has no steps; give some, as [{ weight: 10, seconds: 60 }]");
    }
    if (traffic[activeColor] !== 100) {
        problems.push(
            `colorway:traffic: ${activeColor} is active and has ${traffic[activeColor]} %; a rollout starts from 100; ` +
                "end the one that runs: `colorway resume` or `colorway rollback`",
        );
    }
    if (live.release === undefined) problems.push(`colorway:slots.${activeColor}.release: the live slot has none; \`colorway up\` first`);
    if (live.release?.version === version) problems.push(`release ${version} is live already, in ${activeColor}`);
    if (problems.length > 0) throw new PlanRefused(problems);
    const names = settings.services.map(({ name }) => name);
    return {
        id: request.id,
        stack: request.stack,
        kind,
        version,
        digest: request.digest,
        from: { color: activeColor, version: live.release?.version ?? "" },
        to: { color: kind === "rolling" ? activeColor : activeColor === "blue" ? "green" : "blue" },
        steps: stepsOf(kind, strategy),
        strategy,
        services: names,
        publicServices: settings.services.flatMap(({ name, publicPaths: [pattern] }) =>
            pattern === undefined ? [] : [{ name, path: examplePath(pattern) }],
        ),
        actor: request.actor,
        started: request.started,
        ...(request.reason === undefined ? {} : { reason: request.reason }),
        before: request.before,
    };
}

function stepsOf(kind: string, strategy: StrategySettings): readonly RolloutStep[] {
    const flip = { weight: 100, seconds: kind === "rollback" ? 0 : strategy.bakeSeconds };
    return kind === "canary" ? [...strategy.steps.filter(({ weight }) => weight < 100), flip] : [flip];
}

/** A path that a pattern of a listener rule fits: `*` is any letters, `?` is one. */
function examplePath(pattern: string): string {
    return pattern.replaceAll("*", "").replaceAll("?", "x");
}
