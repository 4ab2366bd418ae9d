/** Who made a release: the author of its commit, and who made its manifest. */
import type { Release } from "../../config/types";
import type { Author } from "../approvals/ledger";
import { entriesBack } from "../audit/walk";
import { releaseCreated } from "../evidence/shelf";
import { git } from "../git";
import { manifestDigest } from "../manifests/digest";
import type { AuditStore } from "../ports/audit";

/** @param log of releases @throws AuditDamaged */
export async function authorsOf(projectDir: string, log: AuditStore, release: Release): Promise<readonly Author[]> {
    const [commit, manifest] = await Promise.all([
        commitAuthors(projectDir, release.commit),
        manifestAuthor(log, manifestDigest(release)),
    ]);
    return [...commit, ...manifest];
}

/** By name and address; none where git does not know the commit, or there is no git. */
async function commitAuthors(projectDir: string, commit: string): Promise<readonly Author[]> {
    try {
        const names = (await git(projectDir, "show", "--no-patch", "--format=%an%n%ae", "--end-of-options", commit)).split("\n");
        return names.filter((name) => name.trim() !== "").map((name) => ({ name, how: "made the commit" }));
    } catch {
        return [];
    }
}

async function manifestAuthor(log: AuditStore, digest: string): Promise<readonly Author[]> {
    for await (const { type, data } of entriesBack(log)) {
        if (type === releaseCreated && data["digest"] === digest)
            return [{ name: String(data["actor"]), how: "made the manifest" }];
    }
    return [];
}
