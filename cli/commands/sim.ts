import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { forgetStates } from "../../release/engine/simulated-environment";
import { DaemonOptions, defaultDaemonOptions } from "../../simulator/daemon/addresses";
import { DaemonClient } from "../../simulator/daemon/client";
import { SimulatorStatus } from "../../simulator/daemon/status";
import { CommandFailure, exitCodes } from "../failure";
import { Output, tableText, terminalOutput } from "../output";
import { daemonOf, findProject } from "../session";
import { pushImage, SimOptions, simSubcommand } from "../simulator";
import { faultCommand } from "./sim-fault";

// A share that lets an EKS cluster come up in a quarter of a minute.
const usualRealistic = 0.02;

export function simCommand(): Command {
    const sim = new Command("sim").description("the simulated cloud of this project folder");
    sim.addCommand(
        simSubcommand("start", "start it, where it does not run")
            .option("--realistic [share]", "creation takes this share of AWS's usual times, above 0 to 1, default 0.02")
            .option("--pace <share>", "probes, health checks and drains take this share of their real times, above 0 to 1, default 0.02")
            .action(start),
    );
    sim.addCommand(simSubcommand("stop", "stop it; what exists in it stays").action(stop));
    sim.addCommand(simSubcommand("status", "addresses, listeners, targets, pods").action(status));
    sim.addCommand(
        simSubcommand("logs", "print its log")
            .addOption(new Option("-f, --follow", "go on printing").conflicts("json"))
            .action(logs),
    );
    sim.addCommand(simSubcommand("reset", "stop it and forget everything that exists in it, and the stacks' states").action(reset));
    const image = sim.command("image").description("the images of the simulated registry");
    image.addCommand(
        simSubcommand("push", "add an image; prints its reference by digest")
            .argument("<repository>", "as colorway/api-gateway")
            .argument("<version>", "as 1.2.0")
            .argument("[behavior]", "healthy, errors:5%, slow:800ms, crashloop, neverready, fails-after:30s, …", "healthy")
            .action(push),
    );
    sim.addCommand(faultCommand());
    return sim;
}

interface StartOptions extends SimOptions {
    readonly realistic?: string | true | undefined;
    readonly pace?: string | undefined;
}

async function start(options: StartOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const daemon = daemonFor(options);
    const given = givenOptions(options);
    const running = await daemon.running();
    if (running !== undefined && differ(running.options, given)) {
        const { realistic, pace } = running.options;
        const found = `it runs with a share of ${realistic} of the creation times and a pace of ${pace}`;
        throw new CommandFailure(`the simulated cloud has other options: ${found}; stop it first: colorway sim stop`, exitCodes.refused);
    }
    const addresses = running ?? (await daemon.start({ ...defaultDaemonOptions, ...given }));
    const { pid, control, providers, aws } = addresses;
    output.result({ started: running === undefined, pid, control, providers, aws }, () =>
        output.line(`simulated cloud: ${running === undefined ? "started" : "runs already"}, process ${pid}`),
    );
}

/** The options on the command line; what is absent there is whatever the running one has. */
export function givenOptions({ realistic, pace }: StartOptions): Partial<DaemonOptions> {
    return {
        ...(realistic === undefined ? {} : { realistic: realistic === true ? usualRealistic : share("--realistic", realistic) }),
        ...(pace === undefined ? {} : { pace: share("--pace", pace) }),
    };
}

function differ(running: DaemonOptions, given: Partial<DaemonOptions>): boolean {
    return (given.realistic ?? running.realistic) !== running.realistic || (given.pace ?? running.pace) !== running.pace;
}

function daemonFor(options: SimOptions): DaemonClient {
    return daemonOf(findProject(options));
}

function share(option: string, text: string): number {
    const value = Number(text);
    if (value > 0 && value <= 1) return value;
    throw new CommandFailure(`${option}: ${JSON.stringify(text)} is no share; allowed: a number above 0, at most 1`, exitCodes.usage);
}

async function stop(options: SimOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const stopped = await daemonFor(options).stop();
    output.result({ stopped }, () => output.line(`simulated cloud: ${stopped ? "stopped; what exists in it stays" : "did not run"}`));
}

async function status(options: SimOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const found = await daemonFor(options).status();
    if (found === undefined) {
        output.result({ running: false }, () => output.line("simulated cloud: does not run; start it with `colorway sim start`"));
        return;
    }
    output.result({ running: true, ...found }, () => printStatus(output, found));
}

function printStatus(output: Output, found: SimulatorStatus): void {
    output.line(`simulated cloud: process ${found.pid} since ${found.started}, control ${found.control}, metrics ${found.metrics}`);
    const providers = Object.entries(found.providers).map(([name, port]) => `${name}:${port}`);
    output.line(`providers: PULUMI_DEBUG_PROVIDERS=${providers.join(",")}`);
    output.line(`AWS API: AWS_ENDPOINT_URL=${found.aws}`);
    const count = Object.values(found.objects).reduce((sum, number) => sum + number, 0);
    output.line(`objects: ${count}`);
    if (found.listeners.length > 0) {
        const rows = found.listeners.map((listener) => [listener.loadBalancer, `${listener.protocol} ${listener.port}`, listener.address]);
        output.line(tableText(["LOAD BALANCER", "LISTENER", "ADDRESS"], rows));
    }
    if (found.targetGroups.length > 0) {
        const rows = found.targetGroups.map((group) => [group.name, statesText(group.targets.map((target) => target.state))]);
        output.line(tableText(["TARGET GROUP", "TARGETS"], rows));
    }
    if (found.pods.length > 0) {
        const rows = found.pods.map((pod) => [pod.cluster, pod.namespace, pod.name, pod.ready ? "ready" : (pod.reason ?? pod.phase), String(pod.restarts)]);
        output.line(tableText(["CLUSTER", "NAMESPACE", "POD", "STATE", "RESTARTS"], rows));
    }
}

function statesText(states: readonly string[]): string {
    const counts = new Map<string, number>();
    for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts.size === 0 ? "none" : [...counts].map(([state, number]) => `${number} ${state}`).join(", ");
}

async function logs(options: SimOptions & { readonly follow?: true | undefined }): Promise<void> {
    const daemon = daemonFor(options);
    if (options.follow !== true) {
        const output = terminalOutput(options.json === true);
        const text = daemon.logTail(200);
        output.result({ lines: text === "" ? [] : text.split("\n") }, () => output.line(text === "" ? "simulated cloud: no log" : text));
        return;
    }
    const child = spawn("tail", ["-n", "200", "-F", daemon.logFile], { stdio: "inherit" });
    await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
}

async function reset(options: SimOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const daemon = daemonFor(options);
    await daemon.stop();
    daemon.reset();
    forgetStates(project);
    rmSync(join(project.simulated, "pulumi-home", "workspaces"), { recursive: true, force: true });
    output.result({ reset: true }, () => output.line("simulated cloud: stopped and empty"));
}

async function push(repository: string, version: string, behavior: string, options: SimOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const daemon = daemonFor(options);
    await daemon.ensure();
    const image = await pushImage(daemon, { repository, version, behavior });
    output.result({ image }, () => output.line(image));
}
