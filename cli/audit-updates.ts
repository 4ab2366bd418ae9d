/** Records plain updates and made releases in the audit log. */
import { Release, Settings } from "../config/types";
import { releaseContext } from "../release/adapters/release-context";
import { releaseLog, stackLog } from "../release/audit/names";
import { LiveSetting, recordUpdate, recordUpdateEnd } from "../release/audit/updates";
import { releaseCreated } from "../release/evidence/shelf";
import { newRolloutId } from "../release/journal/journal";
import { thisProcess } from "../release/journal/lease";
import { manifestDigest } from "../release/manifests/digest";
import { messageOf } from "../release/message";
import { auditTrailOf, exceptionContext } from "./audit";
import { commitOf } from "./compliance/evidence";
import { CommandFailure, exitCodes } from "./failure";
import { Session, settingsOf } from "./session";
import { UpdateResult } from "./update";

/** Runs an update between the entries of its begin and its end. What can't be recorded does not begin. */
export async function recorded(
    session: Session,
    stack: string,
    what: "up" | "destroy",
    breakLock: boolean,
    act: () => Promise<UpdateResult>,
): Promise<UpdateResult> {
    const { project, output } = session;
    const trail = auditTrailOf(session, stackLog(stack));
    if (trail === undefined) return act();
    const id = newRolloutId(Date.now());
    const context = { ...(await commitOf(project.dir)), ...exceptionContext(project), ...(breakLock ? { breakLock } : {}) };
    const begin = { id, what, actor: thisProcess().owner, happened: now(), live: liveOf(settingsOf(project, stack)), context };
    await recordUpdate(trail, begin).catch(refuse);
    const end = async (
        result: "done" | "failed",
        parts: { readonly text?: string; readonly counts?: UpdateResult["counts"] },
    ): Promise<void> => {
        const problem = await recordUpdateEnd(trail, id, { happened: now(), result, ...parts });
        if (problem !== undefined) output.warn(problem);
    };
    try {
        const result = await act();
        await end("done", { counts: result.counts });
        return result;
    } catch (error) {
        await end("failed", { text: messageOf(error) });
        throw error;
    }
}

/** Before the manifest is written: a release whose making can't be recorded is not made. */
export async function recordRelease(place: Parameters<typeof auditTrailOf>[0], release: Release): Promise<void> {
    const trail = auditTrailOf(place, releaseLog);
    if (trail === undefined) return;
    const about = { version: release.version, digest: manifestDigest(release), actor: thisProcess().owner, happened: now() };
    await trail
        .append({ type: releaseCreated, data: { ...about, ...(await releaseContext(place.project.dir, release)) } })
        .catch(refuse);
}

function refuse(error: unknown): never {
    throw new CommandFailure(
        `the audit log can't be written: ${messageOf(error)}; nothing begins without its record`,
        exitCodes.refused,
    );
}

function liveOf({ activeColor, traffic, slots }: Settings): LiveSetting {
    const version = slots[activeColor].release?.version;
    return { color: activeColor, ...(version === undefined ? {} : { version }), traffic };
}

function now(): string {
    return new Date().toISOString();
}
