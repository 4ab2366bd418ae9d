/**
 * Fills the generated part of docs/rollout-machine.md from the state machine of rollouts: it is walked through all its states.
 * Run: `npx ts-node tools/generate-rollout-machine.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultsOf } from "../config/defaults";
import { ActivePhase, activePhases, initialState, isResting, next, Phase, RestingPhase, restingPhases, RolloutEvent, RolloutState, trafficOf } from "../release/rollout/machine";
import type { RolloutPlan } from "../release/rollout/plan";

export const page = join(__dirname, "..", "docs", "rollout-machine.md");
const begin = "<!-- generated: machine -->";
const end = "<!-- end: machine -->";

/** What is done in each phase. */
const effects: { readonly [P in ActivePhase]: string } = {
    "check": "asks every condition; changes nothing",
    "fill": "release, size and floors into the stack file, then an update",
    "ready": "waits for healthy targets",
    "smoke": "asks on the test listener",
    "arm": "sets the dead-man to the live weights, where it is no rollback",
    "shift": "writes the step's weight, reads it back, proves it by answers",
    "watch": "judges the release for the step's time",
    "disarm": "takes the dead-man away",
    "activate": "names the new color active, then an update; meanwhile a deploy is judged on, and a release that fails goes to `brake`",
    "warm": "judges on, while the old slot keeps its size",
    "retire": "shrinks the old slot by an update",
    "close": "reads every rule once more",
    "brake": "the live weights by the load balancer's API",
    "restore": "the stack file as it was before, then an update",
    "stand-down": "takes the dead-man away",
    "pause": "the live weights by the load balancer's API",
};

const rests: { readonly [P in RestingPhase]: string } = {
    "done": "the release is live",
    "rolled-back": "the release had traffic; all of it is on the color of before",
    "failed": "the release never had traffic; configuration and slots are as before",
    "refused": "nothing was changed",
    "paused": "interrupted, traffic safe; a person goes on or back",
    "needs-person": "traffic is safe; a person tries again or goes back",
};

interface Kind {
    readonly title: string;
    readonly text: string;
    readonly plans: readonly RolloutPlan[];
}

const steps = [{ weight: 25, seconds: 60 }, { weight: 100, seconds: 60 }];

export const kinds: readonly Kind[] = [
    {
        title: "Canary and blue-green",
        text: "Weights are those of a canary of 25 and 100; blue-green has the last step alone.",
        plans: [plan({ kind: "canary", steps }), plan({ kind: "blue-green", steps: steps.slice(1) })],
    },
    {
        title: "Rollback to a release that was live before",
        text: "Begins when nothing is under way. Its new color is the one that was live before; it never goes back by itself once traffic has moved.",
        plans: [true, false].map((standing) => plan({ kind: "rollback", steps: [{ weight: 100, seconds: 0 }], standing })),
    },
    {
        title: "Rolling",
        text: "In dev only. No weight moves; the release is in front of users as soon as its first pod is ready.",
        plans: [plan({ kind: "rolling", to: { color: "blue" } })],
    },
];

function plan(parts: Partial<RolloutPlan>): RolloutPlan {
    return {
        id: "", stack: "", kind: "", version: "", digest: "", from: { color: "blue", version: "" }, to: { color: "green" }, steps: steps.slice(1),
        strategy: defaultsOf("dev").strategy, services: [], publicServices: [], actor: "", started: "", before: {}, ...parts,
    };
}

const events = ["succeeded", "failed", "rollback-asked", "interrupted", "resumed"] as const;
type EventType = (typeof events)[number];

/** An event of a type; `phase` is the one whose effect ended. */
export function eventOf(type: EventType, phase: ActivePhase): RolloutEvent {
    switch (type) {
        case "succeeded": return { type, phase };
        case "failed": return { type, phase, text: "" };
        case "rollback-asked": return { type, reason: "", actor: "" };
        case "interrupted": return { type, signal: "" };
        case "resumed": return { type, actor: "" };
    }
}

/** The state after an event; undefined where the event means nothing there. */
function after(state: RolloutState, type: EventType): RolloutState | undefined {
    const outcome = type === "succeeded" || type === "failed";
    if (isResting(state.phase)) return outcome ? undefined : changed(state, eventOf(type, "check"));
    return changed(state, eventOf(type, state.phase));
}

function changed(state: RolloutState, event: RolloutEvent): RolloutState | undefined {
    const reached = next(state, event);
    return reached === state ? undefined : reached;
}

/** Every state that can be reached, whatever comes. */
export function reachable(plans: readonly RolloutPlan[]): readonly RolloutState[] {
    const found = new Map<string, RolloutState>();
    const open = plans.map(initialState);
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
        const { cause: _cause, ...rest } = state;
        const key = JSON.stringify(rest);
        if (found.has(key)) continue;
        found.set(key, state);
        for (const type of events) open.push(...[after(state, type)].filter((reached) => reached !== undefined));
    }
    return [...found.values()];
}

/** What may decide where an event leads, in words. */
const conditions: readonly { readonly text: string; readonly holds: (state: RolloutState) => boolean }[] = [
    { text: "while steps are left", holds: ({ plan: { steps: all }, step }) => step + 1 < all.length },
    { text: "where the slot stands at its full size", holds: ({ plan: { standing } }) => standing === true },
    { text: "on the way back", holds: ({ goal }) => goal === "back" },
    { text: "once the old slot may have shrunk", holds: ({ retiring }) => retiring },
    { text: "once traffic may have moved", holds: ({ exposed }) => exposed },
];

/** Where an event leads from a phase, with the condition where that depends on one. */
function targetsText(states: readonly RolloutState[], type: EventType): string {
    const targets = targetsOf(states, type);
    if (targets.length <= 1) return targets[0] ?? "–";
    const splits = conditions.map(({ text, holds }) => ({ text, yes: states.filter(holds), no: states.filter((state) => !holds(state)) }));
    const useful = splits.filter(({ yes, no }) => no.length > 0 && targetsOf(yes, type).length === 1);
    const split = useful.find(({ no }) => targetsOf(no, type).length < targets.length) ?? useful[0];
    if (split !== undefined) return `${targetsOf(split.yes, type).join()} ${split.text}, else ${targetsText(split.no, type)}`;
    throw new Error(`${states[0]?.phase ?? ""}: nothing tells whether ${type} leads to ${targets.join(" or ")}; add what does to the conditions`);
}

function targetsOf(states: readonly RolloutState[], type: EventType): readonly string[] {
    return [...new Set(states.map((state) => targetOf(state, type)))].sort();
}

function targetOf(state: RolloutState, type: EventType): string {
    const reached = after(state, type);
    if (reached === undefined) return "–";
    const again = type === "resumed" || (type === "rollback-asked" && state.goal === "back");
    return again && reached.phase === state.resumeAt ? "where it stopped" : `\`${reached.phase}\``;
}

function weightsText(states: readonly RolloutState[]): string {
    const weights = [...new Set(states.map((state) => trafficOf(state)[state.plan.to.color]))].sort((a, b) => a - b);
    return weights.map((weight) => `${weight}`).join(", ");
}

function diagram(states: readonly RolloutState[]): readonly string[] {
    const name = (phase: Phase): string => phase.replaceAll("-", "_");
    const edges = new Map<string, Set<string>>();
    const add = (from: Phase, to: Phase, label: string): void => {
        const key = `${name(from)} --> ${name(to)}`;
        edges.set(key, (edges.get(key) ?? new Set()).add(label));
    };
    for (const state of states) {
        for (const [type, label] of [["succeeded", ""], ["failed", "fails"], ["interrupted", "interrupted"]] as const) {
            const reached = after(state, type);
            // A pause may come from everywhere; the table has it.
            if (reached !== undefined && !(type === "interrupted" && reached.phase === "paused")) add(state.phase, reached.phase, label);
        }
    }
    const order = [...activePhases, ...restingPhases].map(name);
    const rank = (edge: string): number => edge.split(" --> ").reduce((sum, each) => sum * order.length + order.indexOf(each), 0);
    const seen = [...activePhases, ...restingPhases].filter((phase) => states.some((state) => state.phase === phase));
    return [
        "```mermaid",
        "stateDiagram-v2",
        ...seen.filter((phase) => phase.includes("-")).map((phase) => `    state "${phase}" as ${name(phase)}`),
        "    [*] --> check",
        ...[...edges].sort(([a], [b]) => rank(a) - rank(b)).map(([edge, labels]) => {
            const words = [...labels].filter((label) => label !== "").sort();
            return `    ${edge}${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
        }),
        "```",
    ];
}

function section({ title, text, plans }: Kind): readonly string[] {
    const states = reachable(plans);
    const of = (phase: Phase): readonly RolloutState[] => states.filter((state) => state.phase === phase);
    const weighted = plans.every(({ kind }) => kind !== "rolling");
    const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    const table = (headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [row(headings), `|${"---|".repeat(headings.length)}`, ...rows.map(row)];
    const weight = (found: readonly RolloutState[]): readonly string[] => (weighted ? [weightsText(found)] : []);
    const active = activePhases.filter((phase) => of(phase).length > 0);
    const resting = restingPhases.filter((phase) => of(phase).length > 0);
    const heading = weighted ? ["% of the new color"] : [];
    return [
        `## ${title}`,
        "",
        text,
        "",
        ...diagram(states),
        "",
        ...table(
            ["phase", "effect", ...heading, "then", "fails", "rollback asked", "Ctrl-C", "killed, then resumed"],
            active.map((phase) => [`\`${phase}\``, effects[phase], ...weight(of(phase)), ...events.map((type) => targetsText(of(phase), type))]),
        ),
        "",
        ...table(
            ["rest", "means", ...heading, "rollback asked", "resumed"],
            resting.map((phase) => [`\`${phase}\``, rests[phase], ...weight(of(phase)), targetsText(of(phase), "rollback-asked"), targetsText(of(phase), "resumed")]),
        ),
        "",
    ];
}

/** The page with its generated part made anew. */
export function regenerate(text: string): string {
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/rollout-machine.md: the markers ${begin} and ${end} are missing`);
    return `${text.slice(0, from + begin.length)}\n\n${kinds.flatMap(section).join("\n")}\n${text.slice(to)}`;
}

if (require.main === module) writeFileSync(page, regenerate(readFileSync(page, "utf8")));
