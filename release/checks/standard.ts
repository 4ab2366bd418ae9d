/** Every condition before a rollout but those that the cloud answers, as the commands and pipelines have them. */
import type { Approvers } from "../../config/approvers";
import type { Release, Settings } from "../../config/types";
import { approversIn } from "../adapters/approvers-file";
import { authorsOf } from "../adapters/release-authors";
import { totpSecret } from "../adapters/totp-secrets";
import { ApprovalBook } from "../approvals/book";
import { discoveredKeys } from "../approvals/token";
import { AuditLog, AuditUntrue } from "../audit/log";
import { approvalLog, lineLog, releaseLog, stackLog } from "../audit/names";
import { EvidenceShelf } from "../evidence/shelf";
import { Governance } from "../governance/governance";
import { TheLine } from "../governance/the-line";
import { thisProcess } from "../journal/lease";
import { contentOfFile, hashOfFile } from "../manifests/files";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";
import type { EvidenceFiles } from "../ports/evidence";
import { approvalCheck } from "./approval";
import type { ReleaseCheck } from "./check";
import { earlierCheck, liveSinceOf, standingOf } from "./earlier";
import { evidenceChecks } from "./evidence";
import { manifestCheck } from "./manifest";
import { policiesCheck, type PolicyStanding } from "./policies";

export interface StandardChecksOptions {
    readonly projectDir: string;
    readonly stack: string;
    /** The stack's configuration as it is now. */
    readonly settings: () => Settings;
    readonly clock: Clock;
    /** @throws where there is none, or it is not in order or not what ran before */
    readonly release: (version: string) => Promise<Release>;
    /** An audit log by its name, of any stack. */
    readonly log: (name: string) => AuditStore;
    readonly evidence: EvidenceFiles;
    /** How what is deployed stands to the rules. @default - nobody can tell */
    readonly policies?: (() => Promise<PolicyStanding>) | undefined;
}

export function standardChecks(options: StandardChecksOptions): readonly ReleaseCheck[] {
    const { projectDir, stack, clock, release, log, policies } = options;
    const settings = (): Settings["checks"] => options.settings().checks;
    const line = new TheLine(log(lineLog), clock);
    const governance = new Governance({
        stack,
        clock,
        settings: () => options.settings().governance,
        line,
        log: log(stackLog(stack)),
    });
    const entries = async (of: string): ReturnType<Parameters<typeof earlierCheck>[0]["entries"]> => {
        const name = stackLog(of);
        const read = await new AuditLog(name, log(name)).read();
        if (read.findings.length > 0) throw new AuditUntrue(name, read.findings);
        return read.entries;
    };
    return [
        manifestCheck({ release, hashOf: (file) => hashOfFile(projectDir, file) }),
        ...governance.checks,
        earlierCheck({ stack, settings, entries }),
        ...evidenceChecks({
            settings,
            clock,
            release,
            shelf: evidenceShelf(options),
            projectFile: (path) => contentOfFile(projectDir, path),
            liveSince: async (of, digest) => liveSinceOf(standingOf(await entries(of), digest)),
        }),
        policiesCheck(settings, policies),
        approvalCheck({
            stack,
            settings,
            approvers: () => approversIn(projectDir),
            authors: async (version) => authorsOf(projectDir, log(releaseLog), await release(version)),
            tally: (...asked) => approvalBook(options).tally(...asked),
        }),
    ];
}

/** Where decisions on releases are written and counted. */
export function approvalBook({
    projectDir,
    clock,
    log,
}: Pick<StandardChecksOptions, "projectDir" | "clock" | "log">): ApprovalBook {
    const approvers = (): Approvers => approversIn(projectDir);
    const { owner: actor } = thisProcess();
    const secretOf = (person: string): ReturnType<typeof totpSecret> => totpSecret(approvers(), person, { projectDir });
    return new ApprovalBook({ log: log(approvalLog), clock, actor, approvers, secretOf, keys: discoveredKeys });
}

/** Where evidence of releases is put and found. */
export function evidenceShelf({
    projectDir,
    clock,
    log,
    evidence,
}: Pick<StandardChecksOptions, "projectDir" | "clock" | "log" | "evidence">): EvidenceShelf {
    const { owner: actor } = thisProcess();
    return new EvidenceShelf({
        log: log(releaseLog),
        files: evidence,
        clock,
        actor,
        projectFile: (path) => contentOfFile(projectDir, path),
    });
}
