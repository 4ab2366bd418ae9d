/** What the audit log keeps of a release beside its version: from the manifest, and from git where the project has it. */
import type { Release } from "../../config/types";
import type { AuditData } from "../audit/chain";
import { git } from "../git";
import { releaseIn, ReleaseUnusable } from "../releases";
import type { RolloutPlan } from "../rollout/plan";

/** The commit, when it was made, images by digest, migrations and evidence. */
export async function releaseContext(
    projectDir: string,
    { commit, created, images, migrations = [], evidence = [] }: Release,
): Promise<AuditData> {
    const committed = await committedAt(projectDir, commit);
    return {
        commit,
        ...(committed === undefined ? {} : { committed }),
        created,
        images,
        ...(migrations.length === 0 ? {} : { migrations }),
        ...(evidence.length === 0 ? {} : { evidence }),
    };
}

/** The same of a version; nothing where its manifest is gone, as that of an old rollout may be. */
export async function manifestContext(
    projectDir: string,
    { version, services }: Pick<RolloutPlan, "version" | "services">,
): Promise<AuditData> {
    try {
        return await releaseContext(
            projectDir,
            releaseIn(
                projectDir,
                version,
                services.map(({ name }) => name),
            ),
        );
    } catch (error) {
        if (error instanceof ReleaseUnusable) return {};
        throw error;
    }
}

/** ISO 8601; undefined where git does not know the commit, or there is no git. */
async function committedAt(projectDir: string, commit: string): Promise<string | undefined> {
    try {
        const time = Date.parse(await git(projectDir, "show", "--no-patch", "--format=%cI", "--end-of-options", commit));
        return Number.isNaN(time) ? undefined : new Date(time).toISOString();
    } catch {
        return undefined;
    }
}
