import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { setStackValues } from "../../config/edit";
import { stackFile } from "../../config/files";
import { Color, Settings } from "../../config/types";
import { LoadReport } from "../../tools/load/report";
import { loadSummary, loadTable } from "../../tools/load/table";
import { CommandFailure, exitCodes } from "../failure";
import { interrupts } from "../interrupts";
import { LoadProcess, startLoadProcess } from "../load-process";
import { durationText, Output, terminalOutput } from "../output";
import { openSession, Session, settingsOf } from "../session";
import { printStack, stackState } from "./status";
import { runUp } from "./up";
import { projectOption } from "./common";

interface TourOptions {
    readonly cwd?: string | undefined;
    readonly keep?: true | undefined;
    readonly rate?: string | undefined;
}

const stack = "dev";
const defaultRate = 150;
const maxRate = 5000;
/** Seconds of load before, between and after the flips. */
const calmSeconds = 1;

export function tourCommand(): Command {
    return new Command("tour")
        .description("the main job on dev and the simulated cloud: up, real requests, flip, flip back")
        .option(...projectOption)
        .option("--keep", "leave the simulated cloud running")
        .option("--rate <number>", "requests a second, default 150")
        .action(tour);
}

async function tour(options: TourOptions): Promise<void> {
    const rate = rateOf(options.rate);
    const output = terminalOutput(false);
    const started = Date.now();
    const session = await openSession({ cwd: options.cwd, cloud: "simulated" }, output);
    const { signal, stop } = interrupts();
    try {
        const report = await show(session, output, rate, signal);
        output.line();
        output.line(`all of it took ${durationText(Date.now() - started)}`);
        wayOn(output, options.keep === true);
        if (report.failed > 0) throw new CommandFailure(`${report.failed} of ${report.requests} requests failed`);
    } finally {
        stop();
        if (options.keep !== true) await session.daemon.stop();
    }
}

export function rateOf(text: string | undefined): number {
    const rate = text === undefined ? defaultRate : Number(text);
    if (rate > 0 && rate <= maxRate) return rate;
    throw new CommandFailure(`--rate: ${JSON.stringify(text)} is no rate; allowed: a number above 0, at most ${maxRate}`, exitCodes.usage);
}

/** Lets the load run on; ends the tour when it is interrupted. */
async function calm(signal: AbortSignal): Promise<void> {
    await sleep(calmSeconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new CommandFailure("interrupted", exitCodes.interrupted);
}

async function show(session: Session, output: Output, rate: number, signal: AbortSignal): Promise<LoadReport> {
    const file = join(session.project.dir, stackFile(stack));
    const before = readFileSync(file, "utf8");
    const settings = settingsOf(session.project, stack);
    const live = settings.activeColor;
    const standby: Color = live === "blue" ? "green" : "blue";
    checkStandby(settings, standby);

    heading(output, `1. up: VPC, EKS, RDS, load balancer and the two slots of ${stack}`);
    await runUp(session, stack, output);
    heading(output, "2. status");
    printStack(output, await stackState(session, stack));

    const url = await listenerAddress(session);
    heading(output, `3. ${rate} requests a second through the load balancer, ${url}`);
    const load = startLoadProcess(url, rate);
    try {
        await calm(signal);
        heading(output, `4. flip: colorway:activeColor ${live} → ${standby} in ${stackFile(stack)}, then up`);
        writeFileSync(file, setStackValues(before, { "colorway:activeColor": standby }));
        await runUp(session, stack, output);
        await calm(signal);
        heading(output, `5. and back to ${live}`);
        writeFileSync(file, before);
        await runUp(session, stack, output);
        await calm(signal);
    } finally {
        writeFileSync(file, before);
    }
    return report(load, output);
}

function checkStandby(settings: Settings, standby: Color): void {
    if (settings.slots[standby].size === "full") return;
    const cure = `give it a release and the size full in ${stackFile(stack)}`;
    throw new CommandFailure(`colorway:slots.${standby}.size: the tour flips to ${standby}, which is ${settings.slots[standby].size}; ${cure}`, exitCodes.usage);
}

async function report(load: LoadProcess, output: Output): Promise<LoadReport> {
    const result = await load.stop();
    heading(output, "6. what the clients saw");
    output.line(loadTable(result));
    output.line(loadSummary(result));
    return result;
}

/** Where the load balancer's HTTPS listener answers on this machine. */
async function listenerAddress(session: Session): Promise<string> {
    const status = await session.daemon.status();
    const listener = status?.listeners.find((candidate) => candidate.port === 443);
    if (listener === undefined) throw new CommandFailure("the load balancer has no listener on port 443");
    return listener.address;
}

function wayOn(output: Output, kept: boolean): void {
    output.line();
    output.line("go on:");
    if (!kept) output.line("  npm start -- --keep                             leave the simulated cloud running");
    output.line("  npx colorway status --stack dev                 the two slots, pods, targets, weights");
    output.line("  npx colorway preview --stack prod               what the other stacks would be");
    output.line("  npx colorway pulumi -- stack output --stack dev the Pulumi CLI on the simulated cloud");
    output.line("  npx colorway sim status                         addresses to point curl or a load generator at");
    output.line("  docs/tutorial.md                                the same, step by step");
}

function heading(output: Output, text: string): void {
    output.line();
    output.line(text);
}
