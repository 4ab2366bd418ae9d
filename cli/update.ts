import { join } from "node:path";
import { existsSync, readdirSync } from "node:fs";
import type { EngineEvent, OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { automation } from "../release/engine/automation";
import { Finding, recovering, StackLocked } from "../release/engine/recover";
import { openStack } from "../release/engine/stack";
import { Project } from "../release/engine/project";
import { withoutStacks } from "../release/engine/without-stacks";
import { CommandFailure, exitCodes } from "./failure";
import { ChangeRecord, Progress } from "./progress";
import { Session } from "./session";

export type Operation = "preview" | "up" | "refresh" | "destroy";

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
}

interface ProgramModule {
    readonly program: (projectDir: string) => ReturnType<PulumiFn>;
}

/** The project's program, to run in this process. */
function programOf(project: Project): PulumiFn {
    const path = join(project.dir, "program");
    const loaded = require(path) as ProgramModule;
    return () => loaded.program(project.dir);
}

/** Folders under `policies/` that are packs. */
export function policyPacks(project: Project): readonly string[] {
    const folder = join(project.dir, "policies");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((dir) => existsSync(join(dir, "PulumiPolicy.yaml")))
        .sort();
}

/**
 * Opens the stack and runs one operation, with live progress. A failure names every resource that failed and why. What an engine
 * left behind that was killed on this host is cleared up, and told of.
 *
 * @param breakLock a person's word that whatever engine elsewhere holds the stack's lock is dead
 */
export async function runOperation(session: Session, stackName: string, operation: Operation, breakLock = false): Promise<UpdateResult> {
    const stack = await stackOf(session, stackName, programOf(session.project));
    const progress = new Progress(session.output, operation);
    const started = Date.now();
    const restoreStacks = withoutStacks();
    const interrupted = new AbortController();
    let signaled = false;
    // The engine finishes what it is at and releases its lock; a second Ctrl-C ends this process at once. At a terminal the first
    // one reaches the engine by itself, and another signal would make it drop what it is at.
    const interrupt = (signal: NodeJS.Signals): void => {
        signaled = true;
        if (signal !== "SIGINT" || process.stdin.isTTY !== true) interrupted.abort();
    };
    process.once("SIGINT", interrupt);
    process.once("SIGTERM", interrupt);
    try {
        const see = (event: EngineEvent): void => progress.see(event);
        const operate = (): Promise<OutputMap> => run(stack, operation, session, see, interrupted.signal);
        const tell = ({ text }: Finding): void => session.output.line(text);
        const outputs = await recovering(stack, operate, tell, { operatorsWord: breakLock });
        progress.end();
        return { ...progress.summary(), milliseconds: Date.now() - started, outputs };
    } catch (error) {
        progress.end();
        if (signaled) throw new CommandFailure(`${operation} interrupted`, exitCodes.interrupted);
        throw failureOf(error, operation, progress);
    } finally {
        restoreStacks();
        process.off("SIGINT", interrupt);
        process.off("SIGTERM", interrupt);
    }
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

async function run(stack: Stack, operation: Operation, session: Session, onEvent: (event: EngineEvent) => void, signal: AbortSignal): Promise<OutputMap> {
    const packs = [...policyPacks(session.project)];
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

function failureOf(error: unknown, operation: Operation, progress: Progress): Error {
    if (error instanceof StackLocked) return new CommandFailure(`${operation}: ${error.message}`);
    const { CommandError, ConcurrentUpdateError } = automation();
    if (error instanceof ConcurrentUpdateError) {
        return new CommandFailure(`${operation}: another update of this stack has just begun; wait for its end`);
    }
    const problems = progress.problems();
    if (problems.length > 0) return new CommandFailure([`${operation} failed`, ...problems].join("\n"), exitCodes.failed, { problems });
    if (error instanceof CommandError) return new CommandFailure(`${operation} failed\n${tailOf(error.message)}`);
    return error instanceof Error ? error : new Error(String(error));
}

function tailOf(message: string): string {
    return message.trim().split("\n").slice(-30).join("\n");
}
