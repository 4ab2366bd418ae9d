/** Kills of real commands at any point of a rollout, and what has to hold right after. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { colors, Traffic } from "../../config/types";
import { ElbV2LoadBalancer } from "../../release/adapters/elbv2-load-balancer";
import { deployedOf } from "../../release/engine/deployed";
import { DeployedStack, StackValues } from "../../release/ports/engine";
import { LiveRule } from "../../release/ports/load-balancer";
import { isOver, isResting, next, RolloutState, trafficWith } from "../../release/rollout/machine";
import { startNode } from "../integration/behind";
import { DrillProject, DrillStrategy, patienceMs, stack } from "./lib";
import { pointsOf } from "./points";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const root = join(__dirname, "..", "..");
/** What a drill that kills engines needs: their state at every step. */
const checkpoints = { PULUMI_EXPERIMENTAL: "", PULUMI_SKIP_CHECKPOINTS: "" };

interface Checkpoint {
    readonly checkpoint: {
        readonly latest?: {
            readonly resources?: readonly { readonly type: string; readonly urn: string; readonly outputs?: { readonly [name: string]: unknown } }[];
            readonly pending_operations?: readonly unknown[];
        };
    };
}

/** Whether an effect is in its middle; `since` is when the command started, milliseconds since 1970. */
export type Middle = (project: KillProject, since: number) => boolean | Promise<boolean>;

/** When a command is killed. */
export interface Kill {
    /** Point of the journal: at once when it is there. */
    readonly at: string;
    /** Later: in the middle of the effect that has this point as its intent. */
    readonly when?: Middle;
}

export class KillProject extends DrillProject {
    private readonly stateFile = join(this.dir, ".colorway", "sim", "state", ".pulumi", "stacks", "colorway", `${stack}.json`);
    private balancer: ElbV2LoadBalancer | undefined;
    private stackOutputs: DeployedStack | undefined;
    /** What the state file said, at its time of change. */
    private busy = { at: 0, found: false };

    constructor(strategy: DrillStrategy) {
        super(strategy);
    }

    /** Runs a command that is killed. Gives what it had printed. @throws where it ends otherwise, or the journal ends elsewhere */
    async killed({ at, when }: Kill, ...args: readonly string[]): Promise<string> {
        const since = Date.now();
        const preload = when === undefined ? ["-r", join(root, "tools", "transpile.js"), "-r", join(__dirname, "kill-at-entry.ts")] : [];
        const words = [...preload, join(root, "bin", "colorway.js"), ...args, "--stack", stack];
        const env = { ...process.env, ...this.environment, ...checkpoints, ...(when === undefined ? { DRILL_KILL_AT: at } : {}) };
        // A group of its own: all of it dies.
        const { child, ended: ending } = startNode(words, { cwd: this.dir, env, behind: true });
        let over = false;
        const ended = ending.then(({ code, signal }) => signal ?? `exit code ${code}`);
        void ended.then(() => (over = true));
        const deadline = Date.now() + patienceMs;
        // An update before may be in its middle, too.
        const inMiddle = async (): Promise<boolean> => when !== undefined && (await when(this, since)) && this.isAt(at, since);
        while (!over && Date.now() < deadline && !(await inMiddle())) await pause(15);
        if (!over) process.kill(-(child.pid ?? NaN), "SIGKILL");
        const how = await ended;
        const { stdout, stderr } = await ending;
        const printed = `${stdout}${stderr}`;
        const reached = pointsOf(await this.journaled()).at(-1);
        const wanted = `${at}${when === undefined ? "" : ", in its middle"}`;
        if (how !== "SIGKILL" || reached !== at) throw new Error(`colorway ${args.join(" ")}: no kill at ${wanted}, but ${how} at ${reached}\n${printed}`);
        return printed;
    }

    /** Whether a command that started at a time has told the journal of this point last. */
    async isAt(point: string, since: number): Promise<boolean> {
        const entries = await this.journaled();
        return Date.parse(entries.at(-1)?.at ?? "") >= since && pointsOf(entries).at(-1) === point;
    }

    /** Whether the engine is at something at this moment, by the state that it keeps. */
    engineBusy(): boolean {
        try {
            const { mtimeMs } = statSync(this.stateFile);
            if (mtimeMs !== this.busy.at) this.busy = { at: mtimeMs, found: (this.checkpoint().latest?.pending_operations ?? []).length > 0 };
            return this.busy.found;
        } catch {
            // It is being written.
            return false;
        }
    }

    private checkpoint(): Checkpoint["checkpoint"] {
        return (JSON.parse(readFileSync(this.stateFile, "utf8")) as Checkpoint).checkpoint;
    }

    /** The stack's outputs, as they were when first asked for: what is read of them never changes. */
    outputs(): DeployedStack {
        if (this.stackOutputs !== undefined) return this.stackOutputs;
        const own = this.checkpoint().latest?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
        this.stackOutputs = deployedOf(Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value }])));
        if (this.stackOutputs === undefined) throw new Error("nothing is deployed");
        return this.stackOutputs;
    }

    /** The load balancer's rules, as the cloud has them now. */
    async rules(): Promise<readonly LiveRule[]> {
        const { listeners, targetGroups } = this.outputs();
        const pairs = Object.entries(targetGroups.blue).map(([service, blue]) => ({ blue, green: targetGroups.green[service] ?? "" }));
        return (await this.loadBalancer()).rules(listeners.https, pairs);
    }

    async loadBalancer(): Promise<ElbV2LoadBalancer> {
        return (this.balancer ??= new ElbV2LoadBalancer({ region: "us-east-1", endpoint: (await this.status()).aws }));
    }

    /** URNs of the engine's resources whose type ends so. */
    urns(type: string): readonly string[] {
        return (this.checkpoint().latest?.resources ?? []).filter((resource) => resource.type.endsWith(`:${type}`)).map(({ urn }) => urn);
    }

    /** Locks that the engine has, or has left. */
    engineLocks(): readonly string[] {
        const folder = join(this.dir, ".colorway", "sim", "state", ".pulumi", "locks", "organization", "colorway", stack);
        return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
    }

    /**
     * What is unsafe right after a kill, in words; empty: nothing. Weights have to be those before or after the effect, the same in every
     * rule unless `torn`, and every color with traffic needs healthy targets.
     */
    async unsafe(torn = false): Promise<readonly string[]> {
        const { state } = await this.newest();
        const allowed = allowedTraffic(state);
        const rules = await this.rules();
        const found = rules.length === 0 ? ["no rules"] : [];
        for (const { arn, weights, strangers } of rules) {
            if (!allowed.some(({ blue, green }) => blue === weights.blue && green === weights.green)) found.push(`${arn} has ${text(weights)}, allowed: ${allowed.map(text).join(" or ")}`);
            if (strangers.length > 0) found.push(`${arn} forwards to ${strangers.join(", ")}`);
        }
        if (!torn && new Set(rules.map(({ weights }) => text(weights))).size > 1) found.push(`rules differ: ${rules.map(({ weights }) => text(weights)).join("; ")}`);
        for (const { targetGroups, weights } of rules) {
            for (const color of colors.filter((each) => weights[each] > 0)) {
                const targets = await (await this.loadBalancer()).targets(targetGroups[color]);
                if (!targets.some((target) => target.state === "healthy")) found.push(`${color} has weight ${weights[color]} and no healthy target`);
            }
        }
        const held = await this.lease.read();
        if (held !== undefined && existsSync(`/proc/${held.holder.pid}`)) found.push(`the holder of the lease lives: ${held.holder.owner}`);
        return found;
    }

    /**
     * Where a way back has left something, in words; empty: nothing. Without asking the engine, which takes seconds.
     *
     * @param before values of the stack file before the rollout
     */
    async leftBehind(before: StackValues): Promise<readonly string[]> {
        const { state } = await this.newest();
        const found = isOver(state.phase) ? [] : [`not over: ${state.phase}`];
        const { from } = state.plan;
        const live = state.phase === "done" ? state.plan.to.color : from.color;
        for (const { arn, weights } of await this.rules()) if (weights[live] !== 100) found.push(`${arn} has ${text(weights)}`);
        const now = this.stackFile.read(Object.keys(before));
        if (!isDeepStrictEqual(now, before)) found.push(`stack file: ${JSON.stringify(now)}, before: ${JSON.stringify(before)}`);
        if ((await this.lease.read()) !== undefined) found.push("the lease is held");
        const { objects } = await this.status();
        if ((objects["aws:scheduler/schedule:Schedule"] ?? 0) > 0) found.push("schedules are left");
        if (this.engineLocks().length > 0) found.push("the engine's lock is left");
        if (this.engineBusy()) found.push("the engine's state has pending operations");
        return found;
    }

    override async dispose(): Promise<void> {
        await this.balancer?.close();
        await super.dispose();
    }
}

function text({ blue, green }: Traffic): string {
    return `blue ${blue}, green ${green}`;
}

/** Weights that a kill may leave in a state: those before its effect, or after it. */
function allowedTraffic({ plan, phase, step, goal, activated, retiring, exposed }: RolloutState): readonly Traffic[] {
    const weightOf = (index: number): number => plan.steps[index]?.weight ?? 0;
    const current = activated ? 100 : weightOf(step);
    const weights = (): readonly number[] => {
        if (!exposed) return [0];
        if (goal === "back") return phase === "brake" || (phase === "restore" && retiring) ? [...(activated ? [] : [weightOf(step - 1)]), current, 0] : [0];
        if (phase === "pause") return [weightOf(step - 1), current, 0];
        return phase === "arm" || phase === "shift" ? [weightOf(step - 1), current] : [current];
    };
    return weights().map((weight) => trafficWith(plan, weight));
}

/** Before and after the effect of a phase. */
export function around(phase: string, step = 0): readonly Kill[] {
    return [{ at: `intent ${phase} ${step}` }, { at: `event ${phase} ${step}` }];
}

/** Before, in the middle of and after the effect of a phase. */
export function throughout(phase: string, when: Middle, step = 0): readonly Kill[] {
    const [before, after] = [`intent ${phase} ${step}`, `event ${phase} ${step}`];
    return [{ at: before }, { at: before, when }, { at: after }];
}

/** The engine is at something. */
export const updating: Middle = (project) => project.engineBusy();

/** The first rule has the new weights, and the command does not know yet. */
export function written(green: number): Middle {
    return async (project) => (await project.rules())[0]?.weights.green === green;
}

/** The watch of a phase has looked at the release. */
export function watching(phase: string, step = 0): Middle {
    return async (project, since) => {
        if (!(await project.isAt(`intent ${phase} ${step}`, since))) return false;
        await pause(800);
        return true;
    };
}

/** Every point of a rollout from a state on that succeeds in all that it does, by the state machine. */
export function pointsFrom(first: RolloutState): readonly string[] {
    const found: string[] = [];
    let state = first;
    while (!isResting(state.phase)) {
        const { phase, step } = state;
        found.push(`intent ${phase} ${step}`, `event ${phase} ${step}`);
        state = next(state, { type: "succeeded", phase });
    }
    return found;
}
