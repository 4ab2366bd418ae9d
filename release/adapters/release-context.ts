/** What the audit log keeps of a release beside its version: from the manifest, and from git where the project has it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Release } from "../../config/types";
import type { AuditData } from "../audit/chain";

/** The commit, when it was made, images by digest, migrations and evidence. */
export async function releaseContext(projectDir: string, { commit, created, images, migrations = [], evidence = [] }: Release): Promise<AuditData> {
    const committed = await committedAt(projectDir, commit);
    return {
        commit, ...(committed === undefined ? {} : { committed }), created, images,
        ...(migrations.length === 0 ? {} : { migrations }), ...(evidence.length === 0 ? {} : { evidence }),
    };
}

/** ISO 8601; undefined where git does not know the commit, or there is no git. */
async function committedAt(projectDir: string, commit: string): Promise<string | undefined> {
    try {
        const { stdout } = await promisify(execFile)("git", ["show", "--no-patch", "--format=%cI", "--end-of-options", commit], { cwd: projectDir, timeout: 10_000 });
        const time = Date.parse(stdout.trim());
        return Number.isNaN(time) ? undefined : new Date(time).toISOString();
    } catch {
        return undefined;
    }
}
