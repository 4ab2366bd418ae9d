import type { Color, Settings, StrategySettings } from "../../config/types";
import { overrideProblems, type WindowOverride } from "../governance/override";
import { WatchedService, watchedServices } from "../judgement/traffic";

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
    /** `blue-green`, `canary`, `rolling`, or `rollback`: to a release that was live before, without steps. */
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
    /** Every service, and whether the rollout waits for its traffic. */
    readonly services: readonly WatchedService[];
    /** The ones that the load balancer reaches. */
    readonly publicServices: readonly PublicPath[];
    /** Who started it, as `maria@build-7`. */
    readonly actor: string;
    /** ISO 8601. */
    readonly started: string;
    /** Why; of a rollback. */
    readonly reason?: string;
    /** Past a closed window or a freeze. */
    readonly override?: WindowOverride;
    /** The stack that it was promoted from. */
    readonly promotedFrom?: string;
    /** Seconds that its checks wait for a person, as for an approval. */
    readonly waitSeconds?: number;
    /** Of a rollback: the other slot still runs that release at its full size, so the traffic moves before anything else. */
    readonly standing?: boolean;
    /** What the stack file had before, by path; `null` where it had nothing. A rollout that goes back puts it there again. */
    readonly before: { readonly [path: string]: unknown };
}

/** A service that the load balancer reaches, and a path that it answers. */
export interface PublicPath {
    readonly name: string;
    readonly path: string;
}

interface Way {
    readonly kind: string;
    readonly from: { readonly color: string; readonly version: string };
    readonly to: { readonly color: string };
}

/** The slots that a rollout is about: `from blue (1.0.0) to green`. */
export function wayText({ kind, from, to }: Way): string {
    return kind === "rolling" ? `inside ${to.color}` : `from ${from.color} (${from.version}) to ${to.color}`;
}

/** Why a release can't be planned. Nothing was changed. */
export class PlanRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "PlanRefused";
    }
}

/** How a release is deployed, where that differs from the configuration. */
export interface DeployOptions {
    /** Instead of the configuration's. */
    readonly kind?: string | undefined;
    /** Past a closed window or a freeze. */
    readonly override?: WindowOverride | undefined;
    /** The stack in which the same manifest must have succeeded, beside the configuration's. */
    readonly promotedFrom?: string | undefined;
    /** Seconds that the checks wait for a person, as for an approval. @default 0 */
    readonly waitSeconds?: number | undefined;
}

export interface PlanRequest extends DeployOptions {
    readonly id: string;
    readonly stack: string;
    readonly settings: Settings;
    readonly version: string;
    readonly digest: string;
    readonly actor: string;
    readonly started: string;
    /** Makes it a rollback: to that version without steps, as fast as it is safe. */
    readonly rollback?: { readonly reason: string } | undefined;
    readonly before: { readonly [path: string]: unknown };
}

const kinds = ["blue-green", "canary", "rolling"];

/** The plan, or every reason against it at once. @throws PlanRefused */
export function planRollout(request: PlanRequest): RolloutPlan {
    const { settings, version, override, promotedFrom, waitSeconds } = request;
    const { strategy, activeColor, traffic, slots } = settings;
    const back = request.rollback !== undefined;
    const kind = back ? "rollback" : (request.kind ?? strategy.kind);
    const standby = activeColor === "blue" ? "green" : "blue";
    const live = slots[activeColor];
    const problems: string[] = [];
    if (!back && !kinds.includes(kind)) problems.push(`strategy: ${JSON.stringify(kind)} is none; allowed: ${kinds.join(", ")}`);
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
    if (override !== undefined) problems.push(...overrideProblems(request.actor, override));
    if (problems.length > 0) throw new PlanRefused(problems);
    return {
        id: request.id,
        stack: request.stack,
        kind,
        version,
        digest: request.digest,
        from: { color: activeColor, version: live.release?.version ?? "" },
        to: { color: kind === "rolling" ? activeColor : standby },
        steps: stepsOf(kind, strategy),
        strategy,
        services: watchedServices(settings.services),
        publicServices: settings.services.flatMap(({ name, publicPaths: [pattern] }) =>
            pattern === undefined ? [] : [{ name, path: examplePath(pattern) }],
        ),
        actor: request.actor,
        started: request.started,
        ...(request.rollback === undefined ? {} : { reason: request.rollback.reason, standing: stands(slots[standby], version) }),
        ...(override === undefined ? {} : { override }),
        ...(promotedFrom === undefined ? {} : { promotedFrom }),
        ...(waitSeconds === undefined ? {} : { waitSeconds }),
        before: request.before,
    };
}

function stands({ release, size }: Settings["slots"]["blue"], version: string): boolean {
    return release?.version === version && size === "full";
}

function stepsOf(kind: string, strategy: StrategySettings): readonly RolloutStep[] {
    const flip = { weight: 100, seconds: kind === "rollback" ? 0 : strategy.bakeSeconds };
    return kind === "canary" ? [...strategy.steps.filter(({ weight }) => weight < 100), flip] : [flip];
}

/** A path that a pattern of a listener rule fits: `*` is any letters, `?` is one. */
function examplePath(pattern: string): string {
    return pattern.replaceAll("*", "").replaceAll("?", "x");
}
