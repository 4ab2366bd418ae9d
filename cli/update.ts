import { join } from "node:path";
import { existsSync } from "node:fs";
import type { EngineEvent, OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { automation } from "../release/engine/automation";
import { EngineBreak } from "../release/engine/engine-break";
import { policyKey } from "../release/engine/problems";
import { Finding, recovering, StackLocked } from "../release/engine/recover";
import { openStack } from "../release/engine/stack";
import { Project } from "../release/engine/project";
import { withoutStacks } from "../release/engine/without-stacks";
import type { Violation } from "../policies/core/violation";
import { folderVariable } from "../policies/variables";
import { type PackFindings, PackReportFile } from "./compliance/pack-report";
import { settingsFailure, settingsFolder } from "./compliance/settings";
import { adviceOf, blocksOf, mandatory, violationsJson } from "./compliance/violations";
import { refuseDataLoss } from "./data-loss";
import { CommandFailure, exitCodes } from "./failure";
import { onInterrupt } from "./interrupts";
import { ChangeRecord, Progress } from "./progress";
import { Session } from "./session";

export type Operation = "preview" | "up" | "refresh" | "destroy";

export type OnFindings = (found: PackFindings, changes: readonly ChangeRecord[]) => Promise<void>;

export interface OperationOptions {
    /** A person's word that whatever engine elsewhere holds the stack's lock is dead. @default false */
    readonly breakLock?: boolean | undefined;
    /** Whether the project's policy packs check a preview or an update. @default true */
    readonly checked?: boolean;
    /** Put around the program. @default - nothing */
    readonly around?: (program: PulumiFn) => PulumiFn;
    /** Told of every event of the engine. */
    readonly onEvent?: (event: EngineEvent) => void;
    /** Told at the end, also of a failure, what the packs found and what was or would be changed. */
    readonly onFindings?: OnFindings | undefined;
    /** Breaks the operation off: the engine ends what it is at. @default - the first Ctrl-C or SIGTERM does */
    readonly signal?: AbortSignal;
}

/** What an operation of the engine did. */
export interface UpdateResult {
    readonly changes: readonly ChangeRecord[];
    /** Number of resources by what happened to them, `same` included. */
    readonly counts: { readonly [operation: string]: number };
    readonly milliseconds: number;
    readonly outputs: OutputMap;
    /** Packs that ran, name to version. */
    readonly policyPacks: { readonly [name: string]: string };
    /** Messages of advisory rules. */
    readonly advice: readonly string[];
    readonly compliance: PackFindings;
}

interface ProgramModule {
    readonly program: (projectDir: string) => ReturnType<PulumiFn>;
}

/** The project's program, to run in this process; loaded at the first call. */
function programOf(project: Project): PulumiFn {
    return () => loadProgram(project).program(project.dir);
}

function loadProgram(project: Project): ProgramModule {
    return require(join(project.dir, "program")) as ProgramModule;
}

/** Loading the program takes as long as the engine takes to start its policy packs: done at the same time. */
function loadAhead(project: Project): void {
    try {
        loadProgram(project);
    } catch {
        // The program's run tells of it.
    }
}

/** The pack that every command checks with: all rules in one process. The others are for the plain CLI. */
const jointPack = join("policies", "joint");

/** None only where the project has no folder of policies at all. */
export function policyPacks(project: Project): readonly string[] {
    const dir = join(project.dir, jointPack);
    if (!existsSync(join(project.dir, "policies"))) return [];
    if (existsSync(join(dir, "PulumiPolicy.yaml"))) return [dir];
    throw new CommandFailure(`${jointPack} is missing in ${project.dir}: nothing would be checked; restore it`, exitCodes.usage);
}

/**
 * Opens the stack and runs one operation, with live progress. A failure names every resource that failed and why. What an engine
 * left behind that was killed on this host is cleared up, and told of.
 */
export async function runOperation(
    session: Session, stackName: string, operation: Operation, options: OperationOptions = {},
): Promise<UpdateResult> {
    const { breakLock = false, checked = true, around = (program) => program, onEvent, onFindings, signal } = options;
    const stack = await stackOf(session, stackName, around(programOf(session.project)));
    const progress = new Progress(session.output, operation);
    const packs = new PackReportFile();
    stack.workspace.envVars = { ...stack.workspace.envVars, [folderVariable]: settingsFolder(session.project), ...packs.variables };
    const started = Date.now();
    let begun = false;
    const restoreStacks = withoutStacks();
    const engine = new EngineBreak();
    let interrupted = false;
    let atTerminal = false;
    // The engine finishes what it is at and releases its lock; a second Ctrl-C ends this process at once. At a terminal the first
    // one reaches the engine by itself, and another signal would make it drop what it is at.
    const breakOff = (): void => {
        interrupted = true;
        if (!atTerminal) engine.breakOff();
    };
    // Who has given a signal decides whether Ctrl-C breaks anything off: it does not stop a way back.
    const stopListening = onInterrupt((name) => {
        atTerminal ||= name === "SIGINT" && process.stdin.isTTY === true;
        if (signal === undefined || atTerminal) breakOff();
    });
    // Who aborts it at Ctrl-C may hear of that first.
    const aborted = (): void => void setImmediate(breakOff);
    signal?.addEventListener("abort", aborted);
    try {
        const see = (event: EngineEvent): void => {
            engine.begun();
            if (!begun) loadAhead(session.project);
            begun = true;
            progress.see(event);
            onEvent?.(event);
        };
        const policies = checked ? policyPacks(session.project) : [];
        const operate = (): Promise<OutputMap> => {
            packs.begin();
            signal?.throwIfAborted();
            return run(stack, operation, policies, see, engine.start());
        };
        const tell = ({ text }: Finding): void => session.output.line(text);
        const outputs = await recovering(stack, operate, tell, { operatorsWord: breakLock });
        progress.end();
        const compliance = packs.read();
        const summary = progress.summary(keysOf(compliance));
        await onFindings?.(compliance, summary.changes);
        return { ...summary, advice: [...summary.advice, ...adviceOf(compliance)], compliance, milliseconds: Date.now() - started, outputs };
    } catch (error) {
        progress.end();
        if (interrupted || signal?.aborted === true) throw new CommandFailure(`${operation} interrupted`, exitCodes.interrupted);
        const found = packs.read();
        await onFindings?.(found, progress.summary().changes);
        throw failureOf(error, operation, progress, found);
    } finally {
        packs.remove();
        restoreStacks();
        stopListening();
        signal?.removeEventListener("abort", aborted);
    }
}

/**
 * A preview before anything is changed: rules between resources, which in an update are judged only once all is made, stop it here, and so
 * does what would lose data.
 *
 * @param allowed names or URNs of what may be lost
 * @throws CommandFailure
 */
export async function previewed(
    session: Session, stackName: string, allowed: readonly string[] = [], onFindings?: OnFindings,
): Promise<UpdateResult> {
    const result = await runOperation(session, stackName, "preview", { onFindings });
    refuseDataLoss(result.changes, allowed);
    return result;
}

/** Opens the stack; in a real account it must be there. */
export async function stackOf(session: Session, name: string, program: PulumiFn): Promise<Stack> {
    try {
        return await openStack(session.project, name, program, session.cli, session.simulated);
    } catch (error) {
        if (!(error instanceof automation().StackNotFoundError)) throw error;
        const cure = `make it: colorway init --stack ${name} --cloud aws --backend … --secrets-provider …`;
        throw new CommandFailure(`the stack ${name} is not in the backend that Pulumi is logged in to; ${cure}`, exitCodes.usage);
    }
}

async function run(
    stack: Stack, operation: Operation, policies: readonly string[], onEvent: (event: EngineEvent) => void, signal: AbortSignal,
): Promise<OutputMap> {
    const packs = [...policies];
    const common = { onEvent, signal, color: "never" as const, showSecrets: false };
    switch (operation) {
        case "preview":
            await stack.preview({ ...common, policyPacks: packs });
            return {};
        case "up":
            return (await stack.up({ ...common, policyPacks: packs })).outputs;
        case "refresh":
            await stack.refresh({ ...common });
            return {};
        case "destroy":
            await stack.destroy({ ...common });
            return {};
    }
}

function keysOf({ violations }: PackFindings): ReadonlySet<string> {
    return new Set(violations.map(({ rule, urn }) => policyKey(rule, urn)));
}

function failureOf(error: unknown, operation: Operation, progress: Progress, found: PackFindings): Error {
    if (error instanceof StackLocked) return new CommandFailure(`${operation}: ${error.message}`);
    const { CommandError, ConcurrentUpdateError } = automation();
    if (error instanceof ConcurrentUpdateError) {
        return new CommandFailure(`${operation}: another update of this stack has just begun; wait for its end`);
    }
    if (found.problems.length > 0) return settingsFailure(found.problems);
    const problems = progress.problems(keysOf(found));
    const broken = mandatory(found);
    if (broken.length > 0) return refusalOf(operation, problems, broken, found);
    if (problems.length > 0) return new CommandFailure([`${operation} failed`, ...problems].join("\n"), exitCodes.failed, { problems });
    if (error instanceof CommandError) return new CommandFailure(`${operation} failed\n${tailOf(error.message)}`);
    return error instanceof Error ? error : new Error(String(error));
}

/** Rules stopped it. A preview has changed nothing; an update may have. */
function refusalOf(operation: Operation, problems: readonly string[], broken: readonly Violation[], { summaries, warnings }: PackFindings): CommandFailure {
    const refused = operation === "preview" && problems.length === 0;
    const count = broken.length === 1 ? "1 rule is broken" : `${broken.length} rules are broken`;
    const first = refused ? `refused: ${count}; nothing was changed` : [`${operation} failed: ${count}`, ...problems].join("\n");
    const last = [...warnings.map((text) => `warning: ${text}`), ...summaries].join("\n");
    const text = [first, ...blocksOf(broken), ...(last === "" ? [] : [last])].join("\n\n");
    return new CommandFailure(text, refused ? exitCodes.refused : exitCodes.failed, { problems, violations: violationsJson(broken), compliance: summaries });
}

function tailOf(message: string): string {
    return message.trim().split("\n").slice(-30).join("\n");
}
