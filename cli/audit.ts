/** Opens audit logs for the commands: to write what they do, and to read. */
import { join } from "node:path";
import { FolderAuditStore } from "../release/adapters/folder-audit";
import { manifestContext } from "../release/adapters/release-context";
import { s3AuditStore } from "../release/adapters/s3-rollouts";
import { SystemClock } from "../release/adapters/system-clock";
import type { AuditData } from "../release/audit/chain";
import { AuditLog } from "../release/audit/log";
import { RolloutRecorder } from "../release/audit/recorder";
import { AuditTrail } from "../release/audit/trail";
import { approvalLog, lineLog, releaseLog, stackLog } from "../release/audit/names";
import { Project } from "../release/engine/project";
import { Target, targetText } from "../release/engine/target";
import { AuditStore } from "../release/ports/audit";
import { newestRollout } from "../release/rollout/unfinished";
import { exceptionsIn } from "./compliance/evidence";
import { CommandFailure, exitCodes } from "./failure";
import { Output } from "./output";
import { recordsPlace, recordsVariable } from "./release-records";
import { rolloutStores } from "./rollout-ports";
import { isRunning } from "./rollout-status";
import { cloudOf, CommonOptions, findProject, openSession, Session, stackName } from "./session";

type Where = Pick<Session, "project" | "target">;

/** Which log: of a cloud it is enough to know whether it is real. */
export interface Place {
    readonly project: Project;
    readonly target: Pick<Target, "kind">;
}

/** The log lies beside the simulated cloud, or in the bucket that the variable names; undefined: in none. */
export function auditStoreOf(
    { project, target }: Place,
    log: string,
    environment: NodeJS.ProcessEnv = process.env,
): AuditStore | undefined {
    if (target.kind === "simulated") return new FolderAuditStore(join(project.simulated, "audit", log));
    const place = recordsPlace(environment);
    return place && s3AuditStore(place, log);
}

/** Undefined where nothing is recorded. */
export function auditTrailOf(place: Place, log: string): AuditTrail | undefined {
    const store = auditStoreOf(place, log);
    return store && new AuditTrail(store, new SystemClock(), log);
}

/** Records what rollouts do. */
export function recorderOf(session: Where, stack: string, output: Output): RolloutRecorder | undefined {
    const trail = auditTrailOf(session, stackLog(stack));
    if (trail === undefined) return undefined;
    const { project } = session;
    return new RolloutRecorder({
        trail,
        journals: rolloutStores(session, stack).journals,
        context: async (plan) => ({ ...(await manifestContext(project.dir, plan)), ...exceptionContext(project) }),
        onProblem: (text) => output.warn(text),
    });
}

/** Exceptions from rules that hold today. A file that is not in order is the packs' business. */
export function exceptionContext({ dir }: Project, now: number = Date.now()): AuditData {
    try {
        const today = new Date(now).toISOString().slice(0, 10);
        const held = exceptionsIn(dir).filter(({ expires }) => expires >= today);
        return held.length === 0
            ? {}
            : {
                  exceptions: held.map(({ rule, resource, owner, approver, ticket, expires }) => ({
                      rule,
                      resource,
                      owner,
                      approver,
                      ticket,
                      expires,
                  })),
              };
    } catch (error) {
        if (error instanceof CommandFailure) return { exceptions: "policies/exceptions.yaml is not in order: none holds" };
        throw error;
    }
}

export interface AuditOptions extends CommonOptions {
    /** The log of made releases instead of a stack's. */
    readonly releases?: true | undefined;
    /** The log of the line instead of a stack's. */
    readonly line?: true | undefined;
    /** The log of approvals instead of a stack's. */
    readonly approvals?: true | undefined;
}

/** A log to read. */
export interface OpenedAudit {
    readonly where: Where;
    readonly log: AuditLog;
    readonly store: AuditStore;
    /** Undefined for a log that belongs to none. */
    readonly stack: string | undefined;
}

/** Says where the command acts, and opens a log of that cloud; the simulated one need not run for it. */
export async function openAudit(options: AuditOptions, output: Output): Promise<OpenedAudit> {
    const project = findProject(options);
    const name = logName(options, project);
    const ofNone = options.releases === true || options.line === true || options.approvals === true;
    const stack = ofNone ? undefined : stackName(options, project);
    const where = await whereOf(options, project, output);
    const store = keptStoreOf(where, name);
    const log = new AuditLog(name, store, stack === undefined ? undefined : rolloutStores(where, stack).journals);
    return { where, log, store, stack };
}

/** The log that the options mean. */
export function logName(options: AuditOptions, project: Project): string {
    if (options.releases === true) return releaseLog;
    if (options.approvals === true) return approvalLog;
    return options.line === true ? lineLog : stackLog(stackName(options, project));
}

/** @throws CommandFailure where nothing is recorded */
export function keptStoreOf(place: Place, log: string): AuditStore {
    const store = auditStoreOf(place, log);
    if (store !== undefined) return store;
    throw new CommandFailure(
        `${recordsVariable} is not set: the audit log of a real account is kept in a bucket; set it to s3://BUCKET/PREFIX?region=REGION`,
        exitCodes.usage,
    );
}

async function whereOf(options: CommonOptions, project: Project, output: Output): Promise<Where> {
    if (cloudOf(options) === "aws") return openSession(options, output);
    const target: Target = { kind: "simulated", providers: {} };
    output.line(targetText(target));
    return { project, target };
}

/** The rollout that a process is at now: its record may be on its way. */
export async function runningRollout(where: Where, stack: string): Promise<string | undefined> {
    const { journals, lease } = rolloutStores(where, stack);
    const [newest, record] = await Promise.all([newestRollout(journals), lease.read()]);
    return record !== undefined && isRunning(record, Date.now()) ? newest?.state.plan.id : undefined;
}
