/**
 * Whether a stack may be deployed now, by people's rules: windows and freezes of its configuration, the line, the breaker. Each is
 * a check of every rollout; none ever holds up a rollback.
 */
import type { GovernanceSettings } from "../../config/governance";
import type { AuditEntry } from "../audit/chain";
import { rolloutTypes } from "../audit/journals";
import { stackLog } from "../audit/names";
import { entriesBack } from "../audit/walk";
import { type CheckResult, forward, type ReleaseCheck, runChecks, type Verdict } from "../checks/check";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";
import type { RolloutPlan } from "../rollout/plan";
import { GovernanceRefused, writeAct } from "./act";
import { Breaker, breakerOf, breakerReset, countText, failureText } from "./breaker";
import { scopeOption, stopsOf, stopText } from "./line";
import { Opening, openingAt } from "./schedule";
import { openingText } from "./schedule-text";
import type { TheLine } from "./the-line";

export interface GovernanceOptions {
    readonly stack: string;
    readonly clock: Clock;
    /** The stack's configuration as it is now. */
    readonly settings: () => GovernanceSettings;
    readonly line: TheLine;
    /** The stack's audit log. */
    readonly log: AuditStore;
    /** Who resets the breaker. @default - the user of this process */
    readonly actor?: string | undefined;
}

/** What of a plan the checks look at. */
type Asked = Pick<RolloutPlan, "kind" | "override">;

export class Governance {
    /** For `Rollouts`: run with those that the cloud answers. */
    readonly checks: readonly ReleaseCheck<Asked>[];

    constructor(private readonly options: GovernanceOptions) {
        this.checks = [
            forward("window", (asked) => this.window(asked)),
            forward("line", () => this.running()),
            forward("breaker", () => this.closed()),
        ];
    }

    /** The results as a deploy would have them now. */
    look(): Promise<readonly CheckResult[]> {
        return runChecks(this.checks, { kind: "" });
    }

    opening(): Opening {
        return openingAt(this.options.settings(), this.options.clock.now());
    }

    /** @throws AuditDamaged where somebody changed the log */
    async breaker(): Promise<Breaker> {
        const { failedRollouts } = this.options.settings();
        const entries: AuditEntry[] = [];
        let found = breakerOf(entries, failedRollouts);
        if (failedRollouts === 0) return found;
        for await (const entry of entriesBack(this.options.log)) {
            entries.unshift(entry);
            // Only with its begin is a rollout whole.
            if (entry.type !== rolloutTypes.started && entry.type !== breakerReset) continue;
            found = breakerOf(entries, failedRollouts);
            if (found.settled) break;
        }
        return found;
    }

    /** Counts anew from now on. @throws GovernanceRefused where it is not open */
    async resetBreaker(reason: string): Promise<AuditEntry> {
        const found = await this.breaker();
        if (!found.open) throw new GovernanceRefused(`breaker reset: the breaker is closed, ${countText(found)}`);
        const rollouts = found.failed.map(({ id }) => id);
        const { stack, log: store, clock, actor } = this.options;
        return writeAct({ store, clock, log: stackLog(stack), actor }, breakerReset, reason, { rollouts });
    }

    private async window({ override }: Asked): Promise<Verdict> {
        const { stack, clock, settings } = this.options;
        const now = clock.now();
        const calendar = settings();
        const opening = openingAt(calendar, now);
        const text = openingText(stack, calendar, opening, now);
        if (opening.open) return { passed: true, text: override === undefined ? text : `${text}; the override was not needed` };
        if (override === undefined) return { passed: false, text };
        return { passed: true, text: `${text}; overridden, with ${override.secondPerson}: ${override.reason}` };
    }

    private async running(): Promise<Verdict> {
        const stops = stopsOf(await this.options.line.stops(), this.options.stack);
        if (stops.length === 0) return { passed: true, text: "nobody stopped it" };
        const cures = [...new Set(stops.map(({ stack }) => `\`colorway resume-the-line ${scopeOption(stack)} --reason …\``))];
        return { passed: false, text: `${stops.map(stopText).join("; ")}; lifted by ${cures.join(" and ")}` };
    }

    private async closed(): Promise<Verdict> {
        const found = await this.breaker();
        if (!found.open) return { passed: true, text: countText(found) };
        const cure = `find out why, then \`colorway breaker reset --stack ${this.options.stack} --reason …\``;
        return { passed: false, text: `${countText(found)}: ${found.failed.map(failureText).join("; ")}; ${cure}` };
    }
}
