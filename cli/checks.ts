/** Opens what the checks of a rollout look at, for the commands. */
import { join } from "node:path";
import { stackNames } from "../config/files";
import type { Release, Settings } from "../config/types";
import { FolderEvidence } from "../release/adapters/folder-evidence";
import { s3EvidenceFiles } from "../release/adapters/s3-rollouts";
import { SystemClock } from "../release/adapters/system-clock";
import type { ApprovalBook } from "../release/approvals/book";
import type { ReleaseCheck } from "../release/checks/check";
import type { PolicyStanding } from "../release/checks/policies";
import { approvalBook, evidenceShelf, standardChecks } from "../release/checks/standard";
import type { EvidenceShelf } from "../release/evidence/shelf";
import { runOnStack } from "../release/engine/stack-cli";
import type { EvidenceFiles } from "../release/ports/evidence";
import { summaryOf } from "../policies/core/assess";
import { nameOf } from "../policies/reports/text";
import { keptStoreOf, Place } from "./audit";
import { evidenceOf } from "./compliance/evidence";
import { resourcesOf } from "./compliance/state";
import { CommandFailure, exitCodes } from "./failure";
import { recordsPlace, recordsVariable } from "./release-records";
import { Session, settingsOf } from "./session";
import { stackOf } from "./update";

/** Every check of a rollout but those that the cloud answers. */
export function checksOf(
    session: Session,
    stack: string,
    release: (version: string) => Promise<Release>,
): readonly ReleaseCheck[] {
    const { project } = session;
    return standardChecks({
        ...shelfOptions(session),
        stack,
        settings: () => settingsOf(project, stack),
        release,
        policies: () => policyStanding(session, stack),
    });
}

/** Evidence of releases in a cloud; the simulated one need not run for it. */
export function shelfOf(place: Place): EvidenceShelf {
    return evidenceShelf(shelfOptions(place));
}

/** Decisions on releases in a cloud; the simulated one need not run for it. */
export function bookOf(place: Place): ApprovalBook {
    return approvalBook(shelfOptions(place));
}

function shelfOptions(place: Place): Parameters<typeof evidenceShelf>[0] {
    return {
        projectDir: place.project.dir,
        clock: new SystemClock(),
        log: (name) => keptStoreOf(place, name),
        evidence: evidenceFilesOf(place),
    };
}

/** @throws CommandFailure where nothing is kept */
function evidenceFilesOf({ project, target }: Place): EvidenceFiles {
    if (target.kind === "simulated") return new FolderEvidence(join(project.simulated, "evidence"));
    const place = recordsPlace();
    if (place !== undefined) return s3EvidenceFiles(place);
    throw new CommandFailure(
        `${recordsVariable} is not set: evidence of a real account is kept in a bucket; ` +
            `set it to s3://BUCKET/PREFIX?region=REGION`,
        exitCodes.usage,
    );
}

/** By the rules, settings and exceptions of the project as they are now. */
async function policyStanding(session: Session, stack: string): Promise<PolicyStanding> {
    const { project } = session;
    const exported = await runOnStack(await stackOf(session, stack, async () => undefined), ["stack", "export"]);
    const settings: Settings = settingsOf(project, stack);
    const request = { projectDir: project.dir, stack, environment: settings.environment, now: Date.now() };
    const { results, assessments } = await evidenceOf(request, resourcesOf(exported));
    const broken = results.filter(({ state }) => state === "not met");
    return {
        broken: broken.map(({ rule, severity, urn }) => ({ rule, severity, resource: nameOf(urn) })),
        summaries: assessments.map(summaryOf),
    };
}

/** @throws CommandFailure where there is no such stack. @param option for the message */
export function requireStack(option: string, name: string, projectDir: string): string {
    const names = stackNames(projectDir);
    if (names.includes(name)) return name;
    throw new CommandFailure(`${option}: there is no Pulumi.${name}.yaml; allowed: ${names.join(", ")}`, exitCodes.usage);
}
