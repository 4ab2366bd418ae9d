/** Entries and changes of the audit log in words. */
import { AuditEntry } from "../release/audit/chain";
import { successRate } from "../release/audit/history";
import { StepRecord } from "../release/audit/journals";
import { ChangeRecord } from "../release/audit/rollouts";
import { ColorFigures } from "../release/judgement/verdict";
import { Delivery } from "../release/notifications/notifier";
import { deliveryText } from "../release/notifications/rollout-notifier";
import { durationText, Output } from "./output";
import { figureLines } from "./rollout-report";

/** What an entry is about, in one line. */
export function aboutText({ data }: AuditEntry): string {
    const { rollout, update, version, kind, what, result, reason, signal, log, cause, stack, deliveries } = data;
    const told = deliveries === undefined ? undefined : (deliveries as readonly Delivery[]).map(deliveryText).join("; ");
    const why = (cause as { readonly text?: string } | undefined)?.text?.split("\n")[0] ?? reason ?? signal ?? told;
    const parts = [log, stack, rollout ?? update, version, kind ?? what, result].filter((part) => part !== undefined).map(String);
    return [...(parts.length === 0 ? [] : [parts.join(" ")]), ...(why === undefined ? [] : [String(why)])].join(": ");
}

/** A change with every step and its figures. */
export function printChange(output: Output, change: ChangeRecord): void {
    const { id, version, strategy, from, started, ended, who, others, result, reason, commit } = change;
    output.line(`${id}: ${version} by ${strategy}, from ${from === "" ? "nothing" : from}, begun ${started} by ${who}`);
    if (commit !== undefined) output.line(`  commit ${commit}`);
    if (others.length > 0) output.line(`  resumed or taken back by ${others.join(", ")}`);
    for (const step of change.steps) printStep(output, step);
    const rate = successRate(change);
    const requests = rate === undefined ? "" : `; ${change.requests} requests under watch, ${change.errors} failed`;
    output.line(
        `${result}${ended === undefined ? "" : ` after ${durationText(Date.parse(ended) - Date.parse(started))}`}${reason === undefined ? "" : `: ${reason}`}${requests}`,
    );
}

function printStep(output: Output, { phase, weight, began, ended, outcome, text, figures }: StepRecord): void {
    const seconds = ((Date.parse(ended) - Date.parse(began)) / 1000).toFixed(1);
    output.line(
        `  ${began.slice(11, 23)} ${phase}${weight === undefined ? "" : ` ${weight} %`} ${outcome}, ${seconds} s${text === undefined ? "" : `: ${text.split("\n")[0]}`}`,
    );
    if (figures === undefined) return;
    for (const line of [...figureLines(figures), ...serviceLines(figures)]) output.line(`      ${line}`);
}

interface Judged {
    readonly verdict?: {
        readonly services?: readonly {
            readonly service: string;
            readonly outcome: string;
            readonly figures?: { readonly release: ColorFigures; readonly quantile?: number };
        }[];
    };
}

function serviceLines(figures: object): readonly string[] {
    return ((figures as Judged).verdict?.services ?? []).flatMap(({ service, outcome, figures: found }) => {
        if (found === undefined) return [];
        const { requests, errors, latencyMilliseconds } = found.release;
        const latency =
            latencyMilliseconds === undefined ? "" : `, p${found.quantile ?? ""} ${Math.round(latencyMilliseconds)} ms`;
        return [`${service}: ${outcome}, ${Math.round(requests)} requests, ${Math.round(errors)} failed${latency}`];
    });
}
