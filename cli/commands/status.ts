import { Command } from "commander";
import { join } from "node:path";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { releaseFolder } from "../../config/files";
import { readRelease } from "../../config/releases";
import { Color, colors, Release, Settings } from "../../config/types";
import { ElbV2LiveState } from "../../release/adapters/elbv2-live-state";
import { SimulatedLiveState } from "../../release/adapters/simulated-live-state";
import { messageOf } from "../../release/message";
import { LiveState, Share } from "../../release/ports/live-state";
import { PastUpdate, since } from "../../release/since";
import { readAddresses } from "../../simulator/daemon/addresses";
import { Output, tableText, terminalOutput } from "../output";
import { printRollout, RolloutStatus, rolloutStatus } from "../rollout-status";
import { Running, runningReleases } from "../running";
import { CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "../session";
import { stackOf } from "../update";
import { withCommonOptions } from "./common";

/** What `colorway status --json` prints. */
export interface StackState {
    readonly stack: string;
    /** False: nothing was ever made, all of it is destroyed, or no update has come to its end yet. */
    readonly exists: boolean;
    readonly activeColor: Color;
    readonly url?: string;
    readonly slots: readonly SlotState[];
    /** Where configuration and cloud differ, in words; empty: they agree. */
    readonly differences: readonly string[];
    /** Absent where none is under way, or where it cannot be read. */
    readonly rollout?: RolloutStatus;
}

export interface SlotState {
    readonly color: Color;
    readonly role: "live" | "standby" | "sharing";
    /** As the last update that came to its end left it. */
    readonly release?: string;
    /** What its pods run at this moment, where they can be seen. */
    readonly running?: readonly Running[];
    readonly size: string;
    readonly pods?: Share;
    readonly targets: Share;
    /** Percent of the traffic, as the load balancer has it. */
    readonly weight: number;
    /** When release, size and weight became what they are, ISO 8601. */
    readonly since?: string;
}

export function statusCommand(): Command {
    return withCommonOptions(new Command("status").description("the two slots of a stack: release, size, pods, targets, weight; the rollout under way and who runs it")).action(status);
}

async function status(options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const stack = stackName(options, findProject(options));
    const session = await openSession(options, output);
    const [slots, rollout] = await Promise.all([stackState(session, stack), rolloutOf(session, stack)]);
    const state = { ...slots, ...(rollout === undefined ? {} : { rollout }) };
    output.result({ command: "status", ...state }, () => printStack(output, state));
}

/** The slots are told all the same where the journal cannot be read. */
async function rolloutOf(session: Session, stack: string): Promise<RolloutStatus | undefined> {
    try {
        return await rolloutStatus(session, stack);
    } catch (error) {
        session.output.warn(`rollouts of ${stack} could not be read: ${messageOf(error)}`);
        return undefined;
    }
}

interface ColorGroups {
    readonly [service: string]: { readonly arn: string; readonly name: string };
}

/** What the program's outputs say, as far as status needs it. */
export interface Deployed {
    readonly traffic: { readonly [color: string]: number };
    readonly url: string;
    readonly clusterName: string;
    readonly listeners: { readonly https: string };
    readonly targetGroups: { readonly [color: string]: ColorGroups };
    readonly slots: { readonly [color: string]: { readonly namespace: string; readonly release?: string; readonly size: string } };
}

/** Reads configuration, engine and cloud. */
export async function stackState(session: Session, stack: string): Promise<StackState> {
    const settings = settingsOf(session.project, stack);
    const opened = await stackOf(session, stack, async () => undefined);
    const deployed = deployedOf(await opened.outputs());
    const history = await historyOf(opened);
    const { activeColor } = settings;
    if (deployed === undefined) return { stack, exists: false, activeColor, slots: [], differences: [absence(history)] };
    const live = liveStateOf(session, settings);
    const weights = await live.weights(deployed.listeners.https);
    const seen = { settings, deployed, live, weights, history, releases: releasesIn(session) };
    const slots = await Promise.all(colors.map((color) => slotState(color, seen)));
    return { stack, exists: true, activeColor, url: deployed.url, slots, differences: [...unfinished(history), ...differences(settings, slots)] };
}

function releasesIn({ project }: Session): readonly Release[] {
    const source = releaseFolder(join(project.dir, "releases"));
    // What is wrong with one that no slot uses is not for here.
    return source.versions.map((version) => readRelease(version, source, undefined, [])).filter((release) => release !== undefined);
}

/** Why there is nothing to show. */
export function absence([last]: readonly PastUpdate[]): string {
    return last === undefined || last.destroyed || last.succeeded ? "nothing is deployed" : "the first update did not come to its end";
}

/** Whether the last update or destroy failed, in words. */
export function unfinished([last]: readonly PastUpdate[]): readonly string[] {
    if (last === undefined || last.succeeded) return [];
    return [`the last ${last.destroyed ? "destroy" : "update"} failed at ${last.ended}`];
}

function deployedOf(outputs: OutputMap): Deployed | undefined {
    if (outputs["slots"] === undefined || outputs["listeners"] === undefined) return undefined;
    return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value as unknown])) as object as Deployed;
}

function liveStateOf(session: Session, settings: Settings): LiveState {
    if (session.target.kind === "aws") return new ElbV2LiveState(settings.region);
    const addresses = readAddresses(session.daemon.dir);
    if (addresses === undefined) throw new Error("the simulated cloud does not run");
    return new SimulatedLiveState(addresses.control);
}

/** What the state of a slot is made of. */
export interface Seen {
    readonly settings: Settings;
    readonly deployed: Deployed;
    readonly live: LiveState;
    /** Of the HTTPS listener, by target group. */
    readonly weights: { readonly [arn: string]: number };
    readonly history: readonly PastUpdate[];
    /** All that there are. */
    readonly releases: readonly Release[];
}

export async function slotState(color: Color, { settings, deployed, live, weights, history, releases }: Seen): Promise<SlotState> {
    const groups = Object.values(deployed.targetGroups[color] ?? {});
    const shares = await Promise.all(groups.map(({ arn }) => live.targets(arn)));
    const slot = deployed.slots[color];
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const own = groups.reduce((sum, { arn }) => sum + (weights[arn] ?? 0), 0);
    const weight = total === 0 ? 0 : Math.round((own / total) * 100);
    const pods = slot === undefined ? undefined : await live.pods(deployed.clusterName, slot.namespace);
    // Releases share the images of services that did not change: what should run comes first, then what ran.
    const ran = releases.filter(({ version }) => version === slot?.release);
    const likely = [settings.slots[color].release, ...ran, ...releases].filter((release) => release !== undefined);
    const from = since(history, (config) => partOf(config, color));
    return {
        color,
        role: weight === 100 ? "live" : weight === 0 ? "standby" : "sharing",
        ...(slot?.release === undefined || slot.size === "off" ? {} : { release: slot.release }),
        size: slot?.size ?? "off",
        ...(pods === undefined ? {} : { pods: { part: pods.part, all: pods.all }, running: runningReleases(pods.images, likely) }),
        targets: { part: shares.reduce((sum, { part }) => sum + part, 0), all: shares.reduce((sum, { all }) => sum + all, 0) },
        weight,
        ...(from === undefined ? {} : { since: from }),
    };
}

/** What of an update's configuration decides on a color's slot and weight. */
export function partOf(config: PastUpdate["config"], color: Color): string {
    const slots = config["colorway:slots"];
    const slot = slots === undefined ? undefined : (JSON.parse(slots) as { [color: string]: unknown })[color];
    return JSON.stringify([config["colorway:activeColor"], config["colorway:traffic"], slot]);
}

async function historyOf(stack: Stack): Promise<readonly PastUpdate[]> {
    const updates = (await stack.history()).filter(({ kind }) => kind === "update" || kind === "destroy");
    return updates.map(({ kind, endTime, startTime, result, config }) => ({
        ended: new Date(endTime ?? startTime).toISOString(),
        succeeded: result === "succeeded",
        destroyed: kind === "destroy",
        config: Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, value])),
    }));
}

export function differences(settings: Settings, slots: readonly SlotState[]): readonly string[] {
    return slots.flatMap(({ color, weight, release, size, running = [] }) => {
        const wanted = settings.slots[color];
        const found: string[] = [];
        if (weight !== settings.traffic[color]) found.push(`${color}: weight ${weight} in the cloud, ${settings.traffic[color]} in the configuration`);
        if (size !== wanted.size) found.push(`${color}: size ${size} in the cloud, ${wanted.size} in the configuration`);
        const version = wanted.size === "off" ? undefined : wanted.release?.version;
        const others = running.filter((one) => one.version !== version);
        for (const { pods, version: other, services } of others) {
            const where = services.length === 0 ? "" : ` (${services.join(", ")})`;
            found.push(`${color}: ${pods} ${pods === 1 ? "pod runs" : "pods run"} ${other}${where}, ${version ?? "none"} in the configuration`);
        }
        if (running.length === 0 && release !== version) found.push(`${color}: release ${release ?? "none"} in the cloud, ${version ?? "none"} in the configuration`);
        return found;
    });
}

export function printStack(output: Output, state: StackState): void {
    if (state.exists) printSlots(output, state);
    else output.line(`${state.stack}: ${state.differences[0] ?? "nothing is deployed"}; \`colorway up --stack ${state.stack}\` makes it`);
    if (state.rollout !== undefined) printRollout(output, state.rollout, Date.now());
}

function printSlots(output: Output, state: StackState): void {
    const rows = state.slots.map(({ color, role, release, running = [], size, pods, targets, weight, since: from }) => [
        color,
        role,
        running.length === 0 ? (release ?? "-") : running.map(({ version }) => version).join(", "),
        size,
        pods === undefined ? "-" : shareText(pods),
        shareText(targets),
        `${weight} %`,
        from === undefined ? "-" : from.replace("T", " ").slice(0, 19),
    ]);
    output.line(tableText(["SLOT", "ROLE", "RELEASE", "SIZE", "PODS READY", "TARGETS HEALTHY", "WEIGHT", "SINCE (UTC)"], rows));
    if (state.differences.length === 0) output.line("configuration and cloud agree");
    for (const difference of state.differences) output.line(`differs: ${difference}`);
}

function shareText({ part, all }: Share): string {
    return `${part}/${all}`;
}
