/**
 * Watches a release for a time: a look at every service each second, an end at the first certain breach, a judgement when the
 * time is over. Where that neither passes nor fails, the release is held and judged again until it does or the patience is at
 * its end.
 */

import type { Color, LimitSettings } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { Probe, ProbeAnswer } from "../ports/load-balancer";
import type { Metrics, Series } from "../ports/metrics";
import { judge, type ServiceInput } from "./judge";
import { isBad, probeBreach, type Probed } from "./probes";
import type { WatchedService } from "./traffic";
import type { Finding, Outcome, Verdict } from "./verdict";
import type { Window } from "./window";
import { within } from "../within";

export interface WatchOptions {
    readonly metrics: Metrics;
    readonly clock: Clock;
    /** Own requests through the load balancer, one a tick. @default - none */
    readonly probe?: Probe;
    /** Path of the probes, with its query. @default / */
    readonly probePath?: string;
    readonly services: readonly WatchedService[];
    /** The color that is judged. */
    readonly release: Color;
    /** The color that it is compared with. */
    readonly live: Color;
    readonly limits: LimitSettings;
    /** How long, 1 or more. */
    readonly seconds: number;
    /** From one look to the next. @default 1 */
    readonly intervalSeconds?: number;
    /** How long it may be held after that when it neither passes nor fails. */
    readonly holdSeconds: number;
    /** When the release got its present share of the traffic, milliseconds since 1970. @default now */
    readonly from?: number;
    /**
     * When the live color was last measured, where it has no traffic now: the `window` of the last watch before the flip.
     * @default the same time
     */
    readonly liveWindow?: Window;
    /** Asked with every tick for what is wrong besides the figures, which ends the watch. Answers at once and never throws. */
    readonly guard?: () => Alarm | undefined;
    readonly signal?: AbortSignal;
    readonly onTick?: (tick: Tick) => void;
}

/** What is wrong besides the figures, as weights that somebody else has moved. */
export interface Alarm {
    readonly reason: string;
    /** When all was last seen to be well, milliseconds since 1970. */
    readonly since: number;
}

/** One look, for a live view. */
export interface Tick {
    readonly at: number;
    /** `settle`: the time is over, the last figures are on their way. `hold`: neither passed nor failed. */
    readonly phase: "watch" | "settle" | "hold";
    /** Until this phase ends at the latest. */
    readonly secondsLeft: number;
    /** What the judgement would be now; its services carry the figures of both colors. */
    readonly verdict: Verdict;
    readonly probes: ProbeCounts;
}

export interface ProbeCounts {
    readonly asked: number;
    readonly failed: number;
}

export interface WatchResult {
    readonly verdict: Verdict;
    /** `breach`, `guard`: ended early; `judged`: at its time; `held`: patience at its end; `interrupted`: by the signal. */
    readonly ended: "breach" | "guard" | "judged" | "held" | "interrupted";
    /** What was judged. */
    readonly window: Window;
    /** Of a failure: from its first bad interval, or from the beginning where it has none, to the verdict. */
    readonly secondsToDetect?: number;
    readonly probes: ProbeCounts;
}

/** Longer times are judged by their last quarter of an hour; breaches are looked for all along. */
export const longestWindowSeconds = 900;
/** Answers that take longer are none. */
const patienceSeconds = 10;
/**
 * A judgement without a decision is repeated when there is so much more to see; asking all the time finds by luck what is not
 * there.
 */
const growth = 1.1;

export async function watch(options: WatchOptions): Promise<WatchResult> {
    return new Watch(options).run();
}

class Watch {
    private readonly from: number;
    private readonly end: number;
    private readonly settled: number;
    private readonly deadline: number;
    private readonly probes: Probed[] = [];
    private counts: ProbeCounts = { asked: 0, failed: 0 };
    private kept: Promise<ReadonlyMap<string, Series>> | undefined;
    private nextJudgement = 0;
    /** Of the last look that was not broken off. */
    private last: Verdict | undefined;

    constructor(private readonly options: WatchOptions) {
        this.from = options.from ?? options.clock.now();
        this.end = this.from + options.seconds * 1000;
        this.settled = this.end + options.metrics.delaySeconds * 1000;
        this.deadline = this.settled + options.holdSeconds * 1000;
    }

    async run(): Promise<WatchResult> {
        const { clock, signal, intervalSeconds = 1 } = this.options;
        for (;;) {
            const at = clock.now();
            const result = isAborted(signal) ? this.interrupted(at) : await this.lookAndDecide(at);
            if (result !== undefined) {
                return result;
            }
            await clock.sleep(Math.max(0, this.nextLook(at, intervalSeconds) - clock.now()), signal);
        }
    }

    private async lookAndDecide(at: number): Promise<WatchResult | undefined> {
        const verdict = await this.look(at);
        // What a look sees that is broken off in its middle is half of it.
        if (isAborted(this.options.signal) && !isBreach(verdict)) {
            return this.interrupted(at);
        }
        this.last = verdict;
        this.options.onTick?.({ at, ...this.phaseAt(at), verdict, probes: this.counts });
        return this.decide(verdict, at);
    }

    /** The ends of phases are looked at in time, wherever the ticks fall. */
    private nextLook(at: number, intervalSeconds: number): number {
        const next = at + intervalSeconds * 1000;
        const turn = [this.settled, this.deadline].find(time => time > at);
        return turn === undefined ? next : Math.min(next, turn);
    }

    private async look(at: number): Promise<Verdict> {
        const window = this.windowAt(at);
        const [services, answer] = await Promise.all([this.measure(window), this.ask()]);
        const blind = services.some(({ release }) => release.kind === "unavailable");
        if (answer !== undefined && !isAborted(this.options.signal)) {
            this.keep({ at, seconds: this.options.intervalSeconds ?? 1, answer, blind });
        }
        const judged = judge(services, window, this.options.limits);
        const seen = probeBreach(this.probes, this.options.live, this.options.limits);
        return decisive(judged, seen, this.options.guard?.());
    }

    private keep(probed: Probed): void {
        this.probes.push(probed);
        this.probes.splice(0, this.probes.findIndex(({ at }) => at >= probed.at - longestWindowSeconds * 1000));
        const { asked, failed } = this.counts;
        this.counts = { asked: asked + 1, failed: failed + (isBad(probed, this.options.live) ? 1 : 0) };
    }

    /** While held, up to the last moment whose figures are all there. */
    private windowAt(at: number): Window {
        const to = at < this.settled ? Math.min(at, this.end) : Math.max(this.end, at - (this.settled - this.end));
        return { from: Math.max(this.from, to - longestWindowSeconds * 1000), to: Math.max(to, this.from + 1) };
    }

    private phaseAt(at: number): Pick<Tick, "phase" | "secondsLeft"> {
        const [phase, until] = at < this.end ? ["watch", this.end] as const
            : at < this.settled ? ["settle", this.settled] as const
                : ["hold", this.deadline] as const;
        return { phase, secondsLeft: Math.max(0, (until - at) / 1000) };
    }

    private decide(verdict: Verdict, at: number): WatchResult | undefined {
        if (isBreach(verdict)) {
            return this.result(verdict, verdict.check === "guard" ? "guard" : "breach", at);
        }
        if (at < this.settled) {
            return undefined;
        }
        const last = at >= this.deadline;
        if (!last && at < this.nextJudgement) {
            return undefined;
        }
        if (isDecision(verdict.outcome)) {
            return this.result(verdict, "judged", at);
        }
        // What the source did not tell may be there the next moment; what was not decided needs more requests.
        this.nextJudgement = verdict.outcome === "inconclusive" ? this.from + (at - this.from) * growth : 0;
        return last ? this.result(verdict, "held", at) : undefined;
    }

    private result(verdict: Verdict, ended: WatchResult["ended"], at: number): WatchResult {
        const since = verdict.since ?? this.windowAt(at).from;
        return {
            verdict,
            ended,
            window: this.windowAt(at),
            ...(verdict.outcome === "fail" && { secondsToDetect: Math.max(0, (this.options.clock.now() - since) / 1000) }),
            probes: this.counts,
        };
    }

    private interrupted(at: number): WatchResult {
        const services = this.last?.services ?? [];
        const reason = "the watch was interrupted";
        return this.result({ outcome: "inconclusive", check: "interrupted", reason, services }, "interrupted", at);
    }

    private async measure(window: Window): Promise<readonly (ServiceInput & { readonly release: Series })[]> {
        const { services, release, live, liveWindow } = this.options;
        const kept = liveWindow === undefined ? undefined : await this.keptSeries(liveWindow);
        return Promise.all(services.map(async ({ name, required, calls }) => {
            const [own, other] = await Promise.all([
                this.series(name, release, window),
                kept?.get(name) ?? this.series(name, live, window),
            ]);
            return { service: name, required, ...(calls && { calls }), release: own, live: other, ...(liveWindow && { liveWindow }) };
        }));
    }

    /** Of a time that is over, so asked for once; asked again where the source did not answer. */
    private async keptSeries(window: Window): Promise<ReadonlyMap<string, Series>> {
        const { services, live } = this.options;
        this.kept ??= Promise.all(services.map(async ({ name }) => [name, await this.series(name, live, window)] as const))
            .then(entries => new Map(entries));
        const found = await this.kept;
        if ([...found.values()].some(({ kind }) => kind === "unavailable")) {
            this.kept = undefined;
        }
        return found;
    }

    private async series(service: string, color: Color, { from, to }: Window): Promise<Series> {
        const asked = (): Promise<Series> => this.options.metrics.series({ service, color, from, to });
        const answer = await within(asked, patienceSeconds, this.options.clock, this.options.signal);
        return answer.kind === "value" ? answer.value : { kind: "unavailable", reason: answer.reason };
    }

    private async ask(): Promise<ProbeAnswer | undefined> {
        const { probe, probePath = "/", clock, signal } = this.options;
        if (probe === undefined) {
            return undefined;
        }
        const answer = await within(() => probe.ask("https", probePath), patienceSeconds, clock, signal);
        return answer.kind === "value" ? answer.value : { kind: "noAnswer", reason: answer.reason };
    }
}

/** A failing service names the culprit, so it goes first. */
function decisive(judged: Verdict, seen: Finding | undefined, alarm: Alarm | undefined): Verdict {
    const found: Finding | undefined = alarm === undefined ? seen : { outcome: "fail", check: "guard", ...alarm };
    return found === undefined || isBreach(judged) ? judged : { ...found, services: judged.services };
}

/** What ends the watch at once. */
function isBreach({ outcome, check }: Verdict): boolean {
    return outcome === "fail" && (check === "breach" || check === "probe" || check === "guard");
}

function isAborted(signal: AbortSignal | undefined): boolean {
    return signal?.aborted === true;
}

function isDecision(outcome: Outcome): boolean {
    return outcome === "pass" || outcome === "fail";
}
