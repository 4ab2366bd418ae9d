import { Command } from "commander";
import type { Fault } from "../../simulator/api/faults";
import { DaemonClient, DaemonRefusal } from "../../simulator/daemon/client";
import { CommandFailure, exitCodes } from "../failure";
import { tableText, terminalOutput } from "../output";
import { daemonOf, findProject } from "../session";
import { jsonOption, projectOption } from "./common";

interface FaultOptions {
    readonly json?: boolean | undefined;
    readonly cwd?: string | undefined;
    readonly times?: string | undefined;
    readonly milliseconds?: string | undefined;
}

/** `sim fault`: makes calls of the simulated cloud's AWS API go wrong. */
export function faultCommand(): Command {
    const fault = new Command("fault").description("calls of the simulated cloud's AWS API that go wrong; a restart forgets them");
    fault.addCommand(
        about("add", "let the next calls go wrong")
            .argument("<kind>", "throttle, late, timeout (nothing is done), timeout-after-success (done, but not answered)")
            .argument("<service>", "elasticloadbalancing, scheduler, sts")
            .argument("[action]", "as ModifyListener, default: every action of the service")
            .option("--times <number>", "calls that it strikes, default 1")
            .option("--milliseconds <number>", "of late and the time-outs: until the answer, or until the connection closes, default 0")
            .action(add),
    );
    fault.addCommand(about("list", "faults that are still to come").action(list));
    fault.addCommand(about("clear", "forget the faults that are still to come").action(clear));
    return fault;
}

function about(name: string, description: string): Command {
    return new Command(name).description(description).option(...jsonOption).option(...projectOption);
}

async function add(kind: string, service: string, action: string | undefined, options: FaultOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const daemon = daemonOf(findProject(options));
    const times = numberOf("--times", options.times);
    const milliseconds = numberOf("--milliseconds", options.milliseconds);
    await daemon.ensure();
    const { fault } = await added(daemon, { kind, service, action, times, milliseconds });
    output.result({ fault }, () => output.line(`simulated cloud: ${faultText(fault)}`));
}

function numberOf(option: string, text: string | undefined): number | undefined {
    if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
    throw new CommandFailure(`${option}: ${JSON.stringify(text)} is no number; allowed: a whole number`, exitCodes.usage);
}

async function added(daemon: DaemonClient, fault: { readonly [name: string]: unknown }): Promise<{ readonly fault: Fault }> {
    try {
        return (await daemon.post("/faults", fault)) as { fault: Fault };
    } catch (error) {
        if (error instanceof DaemonRefusal && error.status === 400) throw new CommandFailure(error.message, exitCodes.usage);
        throw error;
    }
}

/** `throttle of elasticloadbalancing ModifyListener, 3 calls`. */
export function faultText({ kind, service, action, times, milliseconds }: Fault): string {
    const after = milliseconds === 0 ? "" : ` after ${milliseconds} ms`;
    return `${kind}${after} of ${service}${action === undefined ? "" : ` ${action}`}, ${times} ${times === 1 ? "call" : "calls"}`;
}

async function list(options: FaultOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { faults } = (await daemonOf(findProject(options)).read("/faults")) as { readonly faults: readonly Fault[] };
    output.result({ faults }, () => {
        const rows = faults.map(({ kind, service, action, times, milliseconds }) => [
            kind,
            service,
            action ?? "any",
            String(times),
            String(milliseconds),
        ]);
        const heads = ["KIND", "SERVICE", "ACTION", "TIMES", "MILLISECONDS"];
        output.line(rows.length === 0 ? "simulated cloud: no faults" : tableText(heads, rows));
    });
}

async function clear(options: FaultOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { cleared } = (await daemonOf(findProject(options)).post("/faults/clear")) as { readonly cleared: number };
    output.result({ cleared }, () => output.line(`simulated cloud: ${cleared} ${cleared === 1 ? "fault" : "faults"} forgotten`));
}
