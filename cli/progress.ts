import type { EngineEvent } from "@pulumi/pulumi/automation";
import { isRoot, labelOf, nameOf, Problems } from "../release/engine/problems";
import { durationText, Output } from "./output";

/** One resource that an operation changed or would change. */
export interface ChangeRecord {
    readonly operation: string;
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Paths of the properties that differ. */
    readonly paths: readonly string[];
    /** Whether it stays in the cloud when Pulumi deletes it. */
    readonly retained?: boolean;
}

interface Running {
    readonly label: string;
    readonly since: number;
}

// Steps that the engine makes of one replacement; the one that stands for all is `replace`.
const partsOfReplacement = new Set(["create-replacement", "delete-replaced"]);
// In a log: a line at most this often, and at least this often even when nothing is done meanwhile.
const plainIntervalMs = 2_000;
const idleIntervalMs = 20_000;

/** Follows the engine's events: counts, what is under way, what failed and why. */
export class Progress {
    private readonly started = Date.now();
    private readonly changes: ChangeRecord[] = [];
    private readonly running = new Map<string, Running>();
    private readonly found = new Problems();
    private counts: { [operation: string]: number } = {};
    private packs: { readonly [name: string]: string } = {};
    private done = 0;
    private lastLine = { at: -Infinity, done: 0 };
    private readonly timer: NodeJS.Timeout;

    constructor(
        private readonly output: Output,
        private readonly operation: string,
    ) {
        this.timer = setInterval(() => this.show(), output.live ? 100 : plainIntervalMs);
        this.timer.unref();
    }

    see(event: EngineEvent): void {
        const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, summaryEvent } = event;
        this.found.see(event);
        if (resourcePreEvent !== undefined) this.begin(resourcePreEvent.metadata);
        if (resOutputsEvent !== undefined) this.finish(resOutputsEvent.metadata);
        if (resOpFailedEvent !== undefined) this.running.delete(resOpFailedEvent.metadata.urn);
        if (summaryEvent !== undefined) {
            this.counts = Object.fromEntries(Object.entries(summaryEvent.resourceChanges).filter(([, count]) => (count ?? 0) > 0));
            this.packs = policyPacksOf(summaryEvent);
        }
    }

    end(): void {
        clearInterval(this.timer);
        this.output.status("");
    }

    /** @param told violations that are told otherwise */
    summary(told: ReadonlySet<string> = new Set()): { changes: readonly ChangeRecord[]; counts: { [operation: string]: number }; policyPacks: { readonly [name: string]: string }; advice: readonly string[] } {
        return { changes: this.changes, counts: this.counts, policyPacks: this.packs, advice: this.found.advice(told) };
    }

    /** Why it failed: policy violations, then every failed resource with its reason. @param told violations that are told otherwise */
    problems(told: ReadonlySet<string> = new Set()): readonly string[] {
        return this.found.list(told);
    }

    private begin(metadata: Metadata): void {
        if (metadata.op === "same" || isRoot(metadata.urn)) return;
        this.running.set(metadata.urn, { label: labelOf(metadata.urn), since: Date.now() });
        if (this.operation === "preview") this.record(metadata);
    }

    private finish(metadata: Metadata): void {
        this.running.delete(metadata.urn);
        if (metadata.op === "same" || isRoot(metadata.urn)) return;
        this.done += 1;
        if (this.operation !== "preview") this.record(metadata);
    }

    private record(metadata: Metadata): void {
        if (partsOfReplacement.has(metadata.op)) return;
        if (metadata.op === "read" || metadata.op === "refresh") return;
        const paths = Object.keys(metadata.detailedDiff ?? {});
        this.changes.push({
            operation: metadata.op,
            type: metadata.type,
            name: nameOf(metadata.urn),
            urn: metadata.urn,
            paths: paths.length > 0 ? paths : (metadata.diffs ?? []),
            ...(metadata.old?.retainOnDelete === true ? { retained: true } : {}),
        });
    }

    private show(): void {
        const oldest = [...this.running.values()].sort((a, b) => a.since - b.since)[0];
        const waiting = oldest === undefined ? "" : `, ${this.running.size} under way (${oldest.label}, ${durationText(Date.now() - oldest.since)})`;
        const text = `${this.operation}: ${this.done} resources done${waiting}, ${durationText(Date.now() - this.started)}`;
        if (this.output.live) this.output.status(text);
        else if (this.done > this.lastLine.done || Date.now() - this.lastLine.at >= idleIntervalMs) {
            this.lastLine = { at: Date.now(), done: this.done };
            this.output.line(text);
        }
    }
}

/** The engine spells the field with a capital letter: pulumi/pulumi sdk/go/common/apitype/events.go, SummaryEvent. */
function policyPacksOf(event: object): { readonly [name: string]: string } {
    const packs = (Reflect.get(event, "PolicyPacks") as { readonly [name: string]: string } | undefined) ?? {};
    // A local pack's name comes as `name|local|path`.
    return Object.fromEntries(Object.entries(packs).map(([name, version]) => [name.split("|")[0] ?? name, version]));
}

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];
