import type { EngineEvent } from "@pulumi/pulumi/automation";
import { durationText, Output } from "./output";

/** One resource that an operation changed or would change. */
export interface ChangeRecord {
    readonly operation: string;
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Paths of the properties that differ. */
    readonly paths: readonly string[];
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
    private readonly failed: string[] = [];
    private readonly diagnostics: string[] = [];
    private readonly violations: string[] = [];
    private readonly advice: string[] = [];
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
        const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent, summaryEvent } = event;
        if (resourcePreEvent !== undefined) this.begin(resourcePreEvent.metadata);
        if (resOutputsEvent !== undefined) this.finish(resOutputsEvent.metadata);
        if (resOpFailedEvent !== undefined) this.fail(resOpFailedEvent.metadata);
        if (diagnosticEvent?.severity === "error") this.diagnostics.push(diagnosticText(diagnosticEvent.urn, diagnosticEvent.message));
        if (policyEvent !== undefined) {
            const where = policyEvent.resourceUrn === undefined ? "" : ` ${labelOf(policyEvent.resourceUrn)}:`;
            const text = `${policyEvent.policyPackName}/${policyEvent.policyName}:${where} ${plain(policyEvent.message)}`;
            (policyEvent.enforcementLevel === "mandatory" ? this.violations : this.advice).push(text);
        }
        if (summaryEvent !== undefined) {
            this.counts = Object.fromEntries(Object.entries(summaryEvent.resourceChanges).filter(([, count]) => (count ?? 0) > 0));
            this.packs = policyPacksOf(summaryEvent);
        }
    }

    end(): void {
        clearInterval(this.timer);
        this.output.status("");
    }

    summary(): { changes: readonly ChangeRecord[]; counts: { [operation: string]: number }; policyPacks: { readonly [name: string]: string }; advice: readonly string[] } {
        return { changes: this.changes, counts: this.counts, policyPacks: this.packs, advice: this.advice };
    }

    /** Why it failed: policy violations, then every failed resource with its reason. */
    problems(): readonly string[] {
        // The engine's last word, without a reason.
        const reasons = [...new Set(this.diagnostics)].filter((text) => !/^(preview|update|refresh|destroy) failed$/.test(text));
        const unexplained = this.failed.filter((label) => !reasons.some((text) => text.startsWith(`${label}: `)));
        return [...this.violations.map((text) => `policy violation: ${text}`), ...reasons, ...unexplained.map((label) => `${label}: failed`)];
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

    private fail(metadata: Metadata): void {
        this.running.delete(metadata.urn);
        this.failed.push(labelOf(metadata.urn));
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

function isRoot(urn: string): boolean {
    return urn.includes("::pulumi:pulumi:Stack::");
}

/** `aws:rds:Instance dev-database`, as the CLI shows types. */
export function labelOf(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    const [pkg = "", module = "", kind = ""] = qualified.slice(qualified.lastIndexOf("$") + 1).split(":");
    const short = module.split("/")[0] ?? "";
    return `${pkg}:${short}:${kind} ${nameOf(urn)}`;
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function diagnosticText(urn: string | undefined, message: string): string {
    const text = plain(message).trim();
    return urn === undefined || urn === "" || isRoot(urn) ? text : `${labelOf(urn)}: ${text}`;
}

/** Without the engine's color directives `<{%fg 1%}>` and the prefix `error: `. */
function plain(message: string): string {
    return message.replace(/<\{%[^%]*%\}>/g, "").replace(/^\s*error: /, "").trim();
}
