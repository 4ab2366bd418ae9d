/** The condition of a rollout that its migrations neither break the live color nor keep it waiting. */
import type { Release } from "../../config/types";
import { messageOf } from "../message";
import type { CheckedFile } from "../migrations/check";
import { findingsText } from "../migrations/text";
import type { RolloutCheck } from "./effects";
import type { RolloutPlan } from "./plan";

export interface MigrationsWorld {
    /** The manifest of a version. @throws where there is none */
    readonly release: (version: string) => Promise<Release>;
    /** The migrations of a release under the checker. */
    readonly check: (
        release: Release,
    ) => Promise<{ readonly problems: readonly string[]; readonly files: readonly CheckedFile[] }>;
}

const name = "migrations";

export function migrationsCheck(world: MigrationsWorld): RolloutCheck {
    return plan => checked(world, plan);
}

async function checked({ release, check }: MigrationsWorld, plan: RolloutPlan): ReturnType<RolloutCheck> {
    if (plan.kind === "rollback") return { name, passed: true, text: "a rollback runs none" };
    try {
        const manifest = await release(plan.version);
        if ((manifest.migrations ?? []).length === 0) return { name, passed: true, text: "none" };
        const { problems, files } = await check(manifest);
        const broken = [...problems, findingsText(files)].filter(text => text !== "");
        if (broken.length > 0) return { name, passed: false, text: broken.join("\n") };
        return { name, passed: true, text: passedText(files) };
    } catch (error) {
        return { name, passed: false, text: messageOf(error) };
    }
}

function passedText(files: readonly CheckedFile[]): string {
    const count = (phase: CheckedFile["phase"]): number => files.filter(file => file.phase === phase).length;
    const stated = files.flatMap(file => file.stated).length;
    const reasons = stated === 0 ? "" : `, ${stated} by a stated reason`;
    const who = "the rollout does not run them: expand before it, contract after its warm window";
    return `${count("expand")} expand and ${count("contract")} contract in order${reasons}; ${who}`;
}
