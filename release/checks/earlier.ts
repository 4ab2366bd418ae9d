/** The condition that the very same manifest succeeded elsewhere before, and was not taken back there. */
import type { CheckSettings } from "../../config/checks";
import type { AuditEntry } from "../audit/chain";
import { rolloutTypes } from "../audit/journals";
import { isUpdate } from "../audit/metrics";
import { type ChangeRecord, changesOf } from "../audit/rollouts";
import { type Asked, forward, notAsked, type ReleaseCheck, type Verdict } from "./check";

/** How a manifest stands in a stack: by its newest rollout that was done, and what left it since. */
export type Standing =
    | { readonly kind: "never" }
    | { readonly kind: "live"; readonly change: ChangeRecord }
    /** `superseded`: by another release's rollout. `taken back`: by a rollback. `left`: by `up` or `destroy`. */
    | { readonly kind: "superseded" | "taken back" | "left"; readonly change: ChangeRecord; readonly by: ChangeRecord };

/**
 * A release that another one superseded had proven itself until then; one that was taken back has not, whenever that was. Pure.
 *
 * @param entries of the stack's log, oldest first
 */
export function standingOf(entries: readonly AuditEntry[], digest: string): Standing {
    const own = new Set(
        entries.flatMap(({ type, data }) =>
            type === rolloutTypes.started && data["digest"] === digest ? [data["rollout"]] : [],
        ),
    );
    const done = changesOf(entries).filter(({ result }) => result === "done");
    const index = done.map(({ id, strategy }) => own.has(id) && strategy !== "rollback").lastIndexOf(true);
    const change = done[index];
    if (change === undefined) return { kind: "never" };
    const leaving = done.slice(index + 1).filter(({ from }) => from === change.version);
    const back = leaving.find(({ strategy }) => strategy === "rollback");
    if (back !== undefined) return { kind: "taken back", change, by: back };
    const moved = leaving.find(({ strategy }) => isUpdate(strategy));
    if (moved !== undefined) return { kind: "left", change, by: moved };
    const [next] = leaving;
    return next === undefined ? { kind: "live", change } : { kind: "superseded", change, by: next };
}

/** When it was live there, milliseconds since 1970; undefined where it never was. */
export function liveSinceOf(standing: Standing): number | undefined {
    if (standing.kind === "never") return undefined;
    const { live, ended, started } = standing.change;
    return Date.parse(live ?? ended ?? started);
}

export interface EarlierWorld {
    readonly stack: string;
    readonly settings: () => CheckSettings;
    /** Of a stack's log, oldest first. @throws AuditUntrue where somebody changed it */
    readonly entries: (stack: string) => Promise<readonly AuditEntry[]>;
}

export function earlierCheck(world: EarlierWorld): ReleaseCheck<Asked> {
    return forward("earlier", async (asked) => {
        const stacks = [...new Set([world.settings().earlier, asked.promotedFrom ?? ""])].filter((stack) => stack !== "");
        if (stacks.length === 0) return notAsked("checks.earlier");
        const verdicts = await Promise.all(stacks.map((stack) => stoodIn(world, stack, asked)));
        return { passed: verdicts.every(({ passed }) => passed), text: verdicts.map(({ text }) => text).join("; ") };
    });
}

async function stoodIn({ stack: own, entries }: EarlierWorld, stack: string, { version, digest }: Asked): Promise<Verdict> {
    if (stack === own)
        return { passed: false, text: `${stack}: is the stack itself; name the one before it: colorway:checks.earlier` };
    const standing = standingOf(await entries(stack), digest);
    const again = `\`colorway deploy ${version} --stack ${stack}\``;
    if (standing.kind === "never") {
        return { passed: false, text: `${stack}: no rollout of ${version} with this manifest was done there; ${again} first` };
    }
    const { id, ended, who } = standing.change;
    const told = `${stack}: rollout ${id} by ${who} was done ${ended ?? ""}`;
    switch (standing.kind) {
        case "live":
            return { passed: true, text: `${told}, and it is live there` };
        case "superseded":
            return { passed: true, text: `${told}, and ${standing.by.version} superseded it` };
        case "taken back": {
            const { started, who: by, asked } = standing.by;
            return {
                passed: false,
                text: `${told}, but ${by} took it back ${started}: ${asked ?? ""}; find out why, then ${again} anew`,
            };
        }
        case "left": {
            const { started, who: by, strategy } = standing.by;
            return {
                passed: false,
                text: `${told}, but ${by} moved the stack away from it by \`colorway ${strategy}\` ${started}; ${again} anew`,
            };
        }
    }
}
