import { CheckResult, resultText } from "../release/checks/check";
import { JournalEntry } from "../release/ports/journal";
import { wayText } from "../release/rollout/plan";
import { ShiftTimes } from "../release/rollout/shift";
import { placeText, RolloutState, trafficOf } from "../release/rollout/machine";
import { waysOn } from "../release/rollout/unfinished";
import { Tick } from "../release/judgement/watch";
import { ColorFigures, Outcome } from "../release/judgement/verdict";
import { CommandFailure, exitCodes } from "./failure";
import { durationText, Output, tableText } from "./output";

const plainEverySeconds = 10;

/** Tells of a rollout while it runs: a line for each step, and a view of the figures that is drawn over on a terminal. */
export class RolloutReport {
    private lastTick: number | undefined;
    private told: string | undefined;

    constructor(private readonly output: Output) {}

    state(state: RolloutState, { data }: JournalEntry): void {
        if (data["type"] === "planned") {
            const { id, kind, version } = state.plan;
            this.output.line(`rollout ${id}: ${version} by ${kind}, ${wayText(state.plan)}`);
        }
        if (data["type"] === "intent") this.output.line(`  ${placeText(state)}`);
        this.lastTick = undefined;
        const figures = data["figures"];
        if (data["type"] === "event" && figures !== undefined) for (const line of figureLines(figures as object)) this.output.line(`    ${line}`);
        const cause = state.cause === undefined ? undefined : `${state.cause.kind} at ${state.cause.at}: ${state.cause.text}`;
        if (cause !== undefined && cause !== this.told) this.output.line(`    ${cause}`);
        this.told = cause;
    }

    /** A person is waited for. @param until milliseconds since 1970 */
    waiting(waiting: readonly CheckResult[], until: number): void {
        for (const { name, text } of waiting) this.output.line(`    waits: ${name}: ${text}`);
        this.output.line(`    until ${new Date(until).toISOString()}; then it is refused`);
    }

    tick(state: RolloutState, tick: Tick): void {
        const { output } = this;
        output.status(liveView(state, tick));
        // Its first look finds nothing yet.
        this.lastTick ??= tick.at;
        if (output.live || tick.at - this.lastTick < plainEverySeconds * 1000) return;
        this.lastTick = tick.at;
        output.line(`    ${headline(state, tick)}: ${tick.verdict.outcome}: ${tick.verdict.reason}`);
    }
}

function headline(state: RolloutState, { phase, secondsLeft }: Tick): string {
    const { blue, green } = trafficOf(state);
    const left = `${durationText(secondsLeft * 1000)} left`;
    return `blue ${blue} %, green ${green} %, ${phase === "watch" ? left : `${phase}, ${left}`}`;
}

/** What a person watches: weights and time left, and of every service both colors' figures and the verdict so far. Fits 80 columns. */
export function liveView(state: RolloutState, tick: Tick): string {
    const { from, to, strategy } = state.plan;
    const quantile = `P${strategy.limits.latencyQuantile}`;
    const errorsOf = (color: string): string => `${color.toUpperCase()} ERR`;
    const rows = tick.verdict.services.map(({ service, outcome, figures }) => [
        service, countCell(figures?.release), ...colorCells(figures?.release), ...colorCells(figures?.live), outcomeWords[outcome],
    ]);
    const other = from.color === to.color ? "no other" : from.color;
    const table = tableText(["SERVICE", "REQ", errorsOf(to.color), quantile, errorsOf(other), quantile, "VERDICT"], rows);
    return `    ${placeText(state)}: ${headline(state, tick)}\n${table}`;
}

const outcomeWords: { readonly [O in Outcome]: string } = {
    pass: "pass", fail: "fail", inconclusive: "inconclusive", noData: "no data", metricsUnavailable: "no metrics",
};

function countCell(figures: ColorFigures | undefined): string {
    return figures === undefined ? "-" : String(Math.round(figures.requests));
}

function colorCells(figures: ColorFigures | undefined): readonly string[] {
    const { errorPercent, latencyMilliseconds } = figures ?? {};
    return [
        errorPercent === undefined ? "-" : `${errorPercent.toFixed(2)} %`,
        latencyMilliseconds === undefined ? "-" : `${Math.round(latencyMilliseconds)} ms`,
    ];
}

/** Checks, times and verdict of a step, in words. */
export function figureLines(figures: object): readonly string[] {
    const { times, checks, verdict, detectMilliseconds } = figures as {
        readonly times?: ShiftTimes;
        readonly checks?: readonly CheckResult[];
        readonly verdict?: { readonly outcome: string; readonly reason: string };
        readonly detectMilliseconds?: number;
    };
    const detected = detectMilliseconds === undefined ? "" : `; detected after ${durationText(detectMilliseconds)}`;
    return [
        ...(times === undefined ? [] : [timesText(times)]),
        ...(checks ?? []).map(resultText),
        ...(verdict === undefined ? [] : [`${verdict.outcome}: ${verdict.reason}${detected}`]),
    ];
}

function timesText({ decide, write, readBack, dataPlane }: ShiftTimes): string {
    return `decide ${decide} ms, write ${write} ms, read back ${readBack} ms, data plane ${dataPlane} ms`;
}

/** Prints how it ended; anything but done is a failure with its exit code. */
export function finish(output: Output, command: string, state: RolloutState, entries: readonly JournalEntry[], commit?: string): void {
    const { plan, phase, cause } = state;
    const milliseconds = entries.length === 0 ? 0 : Date.parse(entries.at(-1)?.at ?? "") - Date.parse(plan.started);
    const why = cause === undefined ? "" : `: ${cause.text}`;
    const back = `all traffic is on ${plan.from.color} (${plan.from.version})`;
    const details = { command, stack: plan.stack, rollout: plan.id, phase, version: plan.version, cause, entries, ...(commit === undefined ? {} : { commit }) };
    // A rollback of its own that did not come to its end is no success, unless somebody took it back.
    const wanted = plan.kind !== "rollback" || cause?.kind === "operator";
    const asked = command === "rollback" && wanted && (phase === "rolled-back" || phase === "failed");
    if (phase === "done" || asked) {
        const text = asked ? `rollout ${plan.id} of ${plan.version} went back: ${back}` : `release ${plan.version} is live in ${plan.to.color}`;
        output.result(details, () => output.line(`${text}, ${durationText(milliseconds)}`));
        return;
    }
    const next = waysOn(state).join(", ");
    switch (phase) {
        case "refused": throw new CommandFailure(`release ${plan.version} was refused, nothing changed${why}`, exitCodes.refused, details);
        case "rolled-back": throw new CommandFailure(`release ${plan.version} went back, ${back}${why}`, exitCodes.rolledBack, details);
        case "failed": throw new CommandFailure(`release ${plan.version} failed before it got traffic; ${back}${why}`, exitCodes.failed, details);
        case "paused": throw new CommandFailure(`interrupted at ${cause?.at ?? ""}; traffic is safe; ${next}`, exitCodes.interrupted, details);
        default: throw new CommandFailure(`release ${plan.version} needs a person at ${cause?.at ?? ""}${why}\n${next}`, exitCodes.needsPerson, details);
    }
}
