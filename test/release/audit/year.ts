/**
 * A year of rollouts from a seed: what was done, as plain events, and the records that the log's own code makes of their journals. The
 * figures are worked out from the events alone.
 */
import { seal, AuditEntry, origin } from "../../../release/audit/chain";
import { recordsOf } from "../../../release/audit/journals";
import type { DeliveryMetrics, Durations, Period } from "../../../release/audit/metrics";
import { ChangeRecord, changesOf } from "../../../release/audit/rollouts";
import { newRolloutId } from "../../../release/journal/journal";
import type { JournalEntry } from "../../../release/ports/journal";
import { planRollout, RolloutPlan } from "../../../release/rollout/plan";
import { sampleRelease, sampleSettings } from "../../config/samples";
import { randomOf } from "../judgement/generator";

/** What was done, with the times in milliseconds since 1970. */
export interface YearEvent {
    readonly fate: "good" | "later" | "verdict" | "person" | "interrupt" | "refused" | "unready" | "rollback";
    readonly begun: number;
    readonly over: number;
    readonly committed: number | undefined;
    /** All users had it. */
    readonly live: number | undefined;
    /** Users began to be hurt, and ceased. */
    readonly hurt: number | undefined;
    readonly healed: number | undefined;
    readonly requests: number;
    readonly errors: number;
}

const start = Date.parse("2026-01-01T00:00:00Z");
const year = 365 * 86_400_000;
const minute = 60_000;
const sample = sampleSettings("dev", { activeColor: "blue", traffic: { blue: 100, green: 0 }, slots: { blue: { size: "off", floors: {} }, green: { size: "off", floors: {} } } });
const canary = { ...sample, strategy: { ...sample.strategy, kind: "canary", steps: [{ weight: 20, seconds: 60 }] } };
const release = sampleRelease("1.0.0");

export function eventsOfYear(seed: number): { readonly events: readonly YearEvent[]; readonly changes: readonly ChangeRecord[] } {
    const random = randomOf(seed);
    const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
    const events: YearEvent[] = [];
    const log: AuditEntry[] = [];
    let now = start + whole(1, 600) * minute;
    let [live, count] = ["1.0.0", 0];
    while (now < start + year) {
        const fates = ["good", "good", "good", "good", "good", "later", "verdict", "person", "interrupt", "refused", "unready"] as const;
        const fate = fates[whole(0, fates.length - 1)] ?? "good";
        const version = `1.${(count += 1)}.0`;
        const committed = whole(0, 9) === 0 ? undefined : now - whole(5, 6000) * minute;
        const made = new Made(version, live, now, whole, committed);
        events.push(made.play(fate));
        log.push(...made.entries());
        now = made.now + whole(10, 3000) * minute;
        if (fate === "good" || fate === "later") {
            const before = live;
            live = version;
            if (fate === "good") continue;
            const back = new Made(before, live, now, whole, undefined, "orders are slow");
            events.push(back.play("rollback"));
            log.push(...back.entries());
            live = before;
            now = back.now + whole(10, 3000) * minute;
        }
    }
    return { events, changes: changesOf(log) };
}

/** One rollout's journal, event by event. */
class Made {
    private readonly journal: JournalEntry[] = [];
    private readonly plan: RolloutPlan;

    constructor(
        version: string, from: string, public now: number, private readonly whole: (least: number, most: number) => number,
        private readonly committed: number | undefined, reason?: string,
    ) {
        const settings = { ...canary, slots: { ...canary.slots, blue: { size: "full" as const, floors: {}, release: { ...release, version: from } } } };
        this.plan = planRollout({
            id: newRolloutId(now, "0000"), stack: "dev", settings, version, digest: "sha256:0", actor: "maria@build-7",
            started: new Date(now).toISOString(), before: {}, ...(reason === undefined ? {} : { rollback: { reason } }),
        });
    }

    play(fate: YearEvent["fate"]): YearEvent {
        const begun = this.now;
        const counted = { requests: 0, errors: 0 };
        let [live, hurt, healed]: (number | undefined)[] = [];
        const watched = (errors: number, detect?: number, fails = false): void => {
            const requests = this.whole(100, 5000);
            counted.requests += requests;
            counted.errors += errors;
            const [outcome, text] = fails ? ["fail", `api-gateway: ${errors} of ${requests} requests failed`] : ["pass", "1 of 2 services judged, all pass"];
            const figures = { quantile: 99, release: { requests, errors, latencyMilliseconds: this.whole(60, 240) } };
            const verdict = { outcome, reason: text, services: [{ service: "api-gateway", outcome, figures }, { service: "order-execution", outcome: "noData" }] };
            this.effect("watch", fails ? text : undefined, { verdict, ...(detect === undefined ? {} : { detectMilliseconds: detect }) });
        };
        this.note({ type: "planned", plan: this.plan });
        this.effect("check", fate === "refused" ? "frozen" : undefined);
        const forward = (): void => {
            for (const phase of ["arm", "shift"]) this.effect(phase);
        };
        const back = (): void => {
            this.effect("brake");
            healed = this.now;
            for (const phase of ["restore", "stand-down"]) this.effect(phase);
        };
        if (fate === "unready") {
            this.effect("fill", "pods crash");
            for (const phase of ["restore", "stand-down"]) this.effect(phase);
        } else if (fate !== "refused") {
            for (const phase of ["fill", "ready", "smoke"]) this.effect(phase);
            forward();
            if (fate === "rollback") {
                [live, hurt, healed] = [this.now, begun, this.now];
                this.effect("watch");
            } else if (fate === "verdict") {
                const detect = this.whole(1000, 20_000);
                watched(this.whole(5, 50), detect, true);
                hurt = this.now - detect;
                back();
            } else if (fate === "person" || fate === "interrupt") {
                const event = fate === "person" ? { type: "rollback-asked", reason: "no", actor: "joe@laptop" } : { type: "interrupted", signal: "SIGTERM" };
                this.note({ type: "intent", phase: "watch" });
                this.pass();
                hurt = this.now;
                this.note({ type: "event", event });
                if (fate === "interrupt") {
                    this.effect("pause");
                    this.note({ type: "event", event: { type: "rollback-asked", reason: "enough", actor: "joe@laptop" } });
                }
                back();
            } else {
                watched(this.whole(0, 3));
                forward();
                live = this.now;
                watched(this.whole(0, 3));
            }
            if (live !== undefined) for (const phase of ["disarm", "activate", "warm", "retire", "close"]) this.effect(phase);
        }
        return { fate, begun, over: this.now, committed: this.committed, live, hurt, healed, ...counted };
    }

    entries(): readonly AuditEntry[] {
        const context = this.committed === undefined ? {} : { commit: release.commit, committed: new Date(this.committed).toISOString() };
        return recordsOf(this.journal, context).map(({ type, data }) => seal({ sequence: 1, at: "", type, data, previous: origin.hash, writer: "w" }).entry);
    }

    private effect(phase: string, text?: string, figures?: object): void {
        this.note({ type: "intent", phase });
        this.pass();
        const event = text === undefined ? { type: "succeeded", phase } : { type: "failed", phase, text, ...(figures === undefined ? {} : { kind: "verdict" }) };
        this.note({ type: "event", event, ...(figures === undefined ? {} : { figures }) });
    }

    private pass(): void {
        this.now += this.whole(100, 200_000);
    }

    private note(data: JournalEntry["data"]): void {
        this.journal.push({ sequence: this.journal.length + 1, at: new Date(this.now).toISOString(), data });
    }
}

/** The figures of a period, by their definitions in docs/features/history.md and nothing else. */
export function figuresOf(events: readonly YearEvent[], { from, to }: Period): Omit<DeliveryMetrics, "from" | "to" | "phases"> {
    const now = events.filter(({ over }) => over >= from && over < to);
    const count = (...fates: readonly YearEvent["fate"][]): number => now.filter(({ fate }) => fates.includes(fate)).length;
    const deployments = count("good", "later");
    const byItself = count("verdict");
    const byPerson = count("person", "interrupt", "rollback");
    const exposed = deployments + count("verdict", "person", "interrupt");
    const failures = count("later", "verdict", "person", "interrupt");
    const leads = now.flatMap(({ fate, committed, live }) => (fate !== "rollback" && committed !== undefined && live !== undefined ? [live - committed] : []));
    const restores = now.flatMap(({ hurt, healed }) => (hurt !== undefined && healed !== undefined ? [healed - hurt] : []));
    const lasted = now.flatMap(({ fate, begun, over }) => (fate === "refused" ? [] : [over - begun]));
    const requests = now.reduce((sum, each) => sum + each.requests, 0);
    const errors = now.reduce((sum, each) => sum + each.errors, 0);
    const days = (to - from) / 86_400_000;
    return {
        days, deployments, deploymentsPerDay: deployments / days, leadTime: spread(leads), leadTimeUnknown: deployments - leads.length,
        exposed, changeFailures: failures, ...(exposed === 0 ? {} : { changeFailureRate: (100 * failures) / exposed, rollbackShare: (100 * (byItself + byPerson)) / exposed }),
        timeToRestore: spread(restores), rolledBackByItself: byItself, rolledBackByPerson: byPerson,
        refused: count("refused"), failedUnexposed: count("unready"), duration: spread(lasted),
        requests, errors, ...(requests === 0 ? {} : { successRate: (100 * (requests - errors)) / requests }), outsideRollouts: 0,
    };
}

/** By counting, not by ranks: the least value that at least that share of all does not exceed. */
function spread(values: readonly number[]): Durations {
    const least = (share: number): number => Math.min(...values.filter((value) => values.filter((other) => other <= value).length >= share * values.length));
    return values.length === 0 ? { count: 0 } : { count: values.length, p50: least(0.5), p95: least(0.95) };
}
