/** The condition of a rollout that its migrations neither break the live color nor keep it waiting. */
import type { Release } from "../../config/types";
import { forward, type ReleaseCheck, type Verdict } from "../checks/check";
import type { CheckedFile } from "../migrations/check";
import { findingsText } from "../migrations/text";
import type { RolloutPlan } from "./plan";

export interface MigrationsWorld {
    /** The manifest of a version. @throws where there is none */
    readonly release: (version: string) => Promise<Release>;
    /** The migrations of a release under the checker. */
    readonly check: (
        release: Release,
    ) => Promise<{ readonly problems: readonly string[]; readonly files: readonly CheckedFile[] }>;
}

export function migrationsCheck(world: MigrationsWorld): ReleaseCheck {
    return forward("migrations", plan => checked(world, plan));
}

async function checked({ release, check }: MigrationsWorld, plan: RolloutPlan): Promise<Verdict> {
    const manifest = await release(plan.version);
    if ((manifest.migrations ?? []).length === 0) return { passed: true, text: "none" };
    const { problems, files } = await check(manifest);
    const broken = [...problems, findingsText(files)].filter(text => text !== "");
    if (broken.length > 0) return { passed: false, text: broken.join("\n") };
    return { passed: true, text: passedText(files) };
}

function passedText(files: readonly CheckedFile[]): string {
    const count = (phase: CheckedFile["phase"]): number => files.filter(file => file.phase === phase).length;
    const stated = files.flatMap(file => file.stated).length;
    const reasons = stated === 0 ? "" : `, ${stated} by a stated reason`;
    const who = "the rollout does not run them: expand before it, contract after its warm window";
    return `${count("expand")} expand and ${count("contract")} contract in order${reasons}; ${who}`;
}
