import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
import { SystemClock } from "../adapters/system-clock";
import { messageOf } from "../message";
import { Clock } from "../ports/clock";
import { automation } from "./automation";
import { locksIn, locksNamedBy, lockText, removeLock, StackLock, stateOf } from "./locks";
import { Deployment, isEmpty, PendingPlan, planPending, settled } from "./pending";
import { labelOf } from "./problems";
import { projectName } from "./project";
import { runOnStack } from "./stack-cli";

/** What was found of a killed engine, and what was done about it. */
export interface Finding {
    readonly kind: "lockCleared" | "lockKept" | "operationSettled" | "operationKept";
    /** One line for people. */
    readonly text: string;
}

export interface RecoverOptions {
    /** What the engine said when it refused to work; needed where the state is not in a folder, to learn of its locks. */
    readonly refusal?: string;
    /**
     * A person's word (`--break-lock`) that an engine elsewhere is dead, and that what it may have made without telling is looked
     * after. Never counts against an engine of this host that runs.
     * @default false
     */
    readonly operatorsWord?: boolean;
    /**
     * Milliseconds to wait for an engine of this host that still runs: one whose command was killed ends by itself.
     * @default 10000
     */
    readonly patience?: number;
    readonly clock?: Clock;
}

const defaultPatience = 10_000;
const pollEvery = 100;

/** Whether the engine may be started again. */
export function mayGoOn(findings: readonly Finding[]): boolean {
    return findings.every(({ kind }) => kind !== "lockKept");
}

/**
 * Clears up behind an engine that was killed: its lock, only where the engine was one of this host and is certainly dead, or by
 * an operator's word; then the operations that it was at. Those that the state knows are looked up in the cloud (a refresh of
 * just these resources). Creates are taken into the state where their identifier follows from what was asked for, and out again
 * where they turn out not to exist: `pulumi refresh` 3.259 does not, its `--import-pending-creates` only drops them. Other
 * creates stay noted in the state and are told of. Doing it twice changes nothing.
 */
export async function recover(stack: Stack, options: RecoverOptions = {}): Promise<readonly Finding[]> {
    const locks = await clearLocks(stack, options);
    if (!mayGoOn(locks)) return locks;
    try {
        return [...locks, ...(await settlePending(stack, options.operatorsWord === true))];
    } catch (error) {
        // Of locks in a bucket the first refusal tells.
        const refusal = messageOf(error);
        if (options.refusal !== undefined || locksNamedBy(refusal).length === 0) throw error;
        return recover(stack, { ...options, refusal });
    }
}

/** The stack's lock has to stay. */
export class StackLocked extends Error {
    constructor(readonly findings: readonly Finding[]) {
        const locks = findings.filter(({ kind }) => kind === "lockKept").map(({ text }) => text);
        super(["another update of this stack is running, or one was killed and left its lock:", ...locks].join("\n"));
        this.name = "StackLocked";
    }
}

/**
 * Runs an operation of the engine; where a lock is in its way that can be cleared, clears up and runs it once more. By an
 * operator's word it clears up before. Fails with `StackLocked` where the lock has to stay.
 *
 * @param tell gets every finding
 */
export async function recovering<T>(
    stack: Stack,
    operate: () => Promise<T>,
    tell: (finding: Finding) => void,
    options: RecoverOptions = {},
): Promise<T> {
    const clearUp = async (refusal?: string): Promise<void> => {
        const findings = await recover(stack, refusal === undefined ? options : { ...options, refusal });
        if (!mayGoOn(findings)) throw new StackLocked(findings);
        findings.forEach(tell);
    };
    if (options.operatorsWord === true) await clearUp();
    try {
        return await operate();
    } catch (error) {
        if (!(error instanceof automation().ConcurrentUpdateError)) throw error;
        await clearUp(error.message);
        return operate();
    }
}

async function clearLocks(stack: Stack, options: RecoverOptions): Promise<readonly Finding[]> {
    const { clock = new SystemClock(), patience = defaultPatience, operatorsWord = false, refusal = "" } = options;
    const folder = stateFolder(stack);
    const find = async (): Promise<readonly StackLock[]> =>
        folder === undefined ? locksNamedBy(refusal) : locksIn(folder, projectName, stack.name);
    let locks = await find();
    for (let waited = 0; waited < patience && locks.some((lock) => stateOf(lock) === "running"); waited += pollEvery) {
        await clock.sleep(pollEvery);
        locks = await find();
    }
    const findings = locks.map((lock) => judged(lock, operatorsWord));
    // In a bucket the engine can only take all of them away.
    if (folder === undefined && findings.length > 0 && mayGoOn(findings)) await stack.cancel();
    for (const [index, lock] of locks.entries()) {
        if (folder !== undefined && findings[index]?.kind === "lockCleared") await removeLock(lock);
    }
    return findings;
}

function judged(lock: StackLock, operatorsWord: boolean): Finding {
    const text = lockText(lock);
    const state = stateOf(lock);
    if (state === "running") return { kind: "lockKept", text: `${text} stays: that engine runs on this host; wait for its end` };
    if (state === "dead") return { kind: "lockCleared", text: `${text} cleared: that engine ran on this host and is dead` };
    if (operatorsWord) return { kind: "lockCleared", text: `${text} cleared by the operator's word` };
    const cure = "wait for its end, or, if you know that it is dead, say so with --break-lock";
    return { kind: "lockKept", text: `${text} stays: from here nobody can tell whether that engine lives; ${cure}` };
}

/** The folder with the stack's state; undefined where it is in a bucket or a service. */
export function stateFolder(stack: Stack): string | undefined {
    const url = stack.workspace.envVars["PULUMI_BACKEND_URL"] ?? process.env["PULUMI_BACKEND_URL"] ?? "";
    return url.startsWith("file:///") ? fileURLToPath(url.split("?")[0] ?? url) : undefined;
}

interface Exported {
    readonly deployment: Deployment;
}

async function settlePending(stack: Stack, operatorsWord: boolean): Promise<readonly Finding[]> {
    const before = await exportState(stack);
    const plan = planPending(before.deployment);
    if (isEmpty(plan)) return [];
    const targets = [...plan.refresh, ...plan.adopt.map(({ urn }) => urn)];
    const next = { ...before, deployment: settled(before.deployment, plan, operatorsWord) };
    if (targets.length > 0 || operatorsWord) await importState(stack, next);
    try {
        if (targets.length > 0) await stack.refresh({ target: targets, color: "never" });
    } catch (error) {
        // Nothing was learned, so nothing is claimed.
        await importState(stack, before);
        throw error;
    }
    const after = new Set(((await exportState(stack)).deployment.resources ?? []).map(({ urn }) => urn));
    return findingsOf(plan, after, operatorsWord);
}

/** @param after URNs of the state */
function findingsOf(plan: PendingPlan, after: ReadonlySet<string>, operatorsWord: boolean): readonly Finding[] {
    const kind = "operationSettled" as const;
    const looked = (urn: string, there: string, gone: string): Finding => ({ kind, text: `${labelOf(urn)}: ${after.has(urn) ? there : gone}` });
    const { adopt, refresh, unknown } = plan;
    return [
        ...refresh.map((urn) => looked(urn, "state read again", "is gone, taken out of the state")),
        ...adopt.map(({ urn }) => looked(urn, "was made, taken into the state", "was not made")),
        ...unknown.map(({ resource: { urn }, reason }): Finding => {
            const what = `${labelOf(urn)}: may have been made without the state knowing; ${reason}`;
            if (operatorsWord) return { kind, text: `${what}; forgotten by the operator's word` };
            const cure = "look for it and delete it, or the next update makes another one; --break-lock forgets this note";
            return { kind: "operationKept", text: `${what}; ${cure}` };
        }),
    ];
}

/** Secrets stay encrypted: the Automation API would put them in clear into a file of everybody's folder. */
async function exportState(stack: Stack): Promise<Exported> {
    return JSON.parse(await runOnStack(stack, ["stack", "export"])) as Exported;
}

async function importState(stack: Stack, state: Exported): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "colorway-state-"));
    try {
        const file = join(folder, "state.json");
        await writeFile(file, JSON.stringify(state), { mode: 0o600 });
        await runOnStack(stack, ["stack", "import", "--file", file]);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
