import { Command } from "commander";
import type { Fault } from "../../simulator/api/faults";
import { CommandFailure, exitCodes } from "../failure";
import { tableText, terminalOutput } from "../output";
import { daemonOf, findProject } from "../session";
import { asked, SimOptions, simSubcommand } from "../simulator";

interface FaultOptions extends SimOptions {
    readonly times?: string | undefined;
    readonly milliseconds?: string | undefined;
}

/** `sim fault`: makes calls of the simulated cloud's AWS API go wrong. */
export function faultCommand(): Command {
    const fault = new Command("fault").description("calls of the simulated cloud's AWS API that go wrong; a restart forgets them");
    fault.addCommand(
        simSubcommand("add", "let the next calls go wrong")
            .argument("<kind>", "throttle, late, timeout (nothing is done), timeout-after-success (done, but not answered)")
            .argument("<service>", "elasticloadbalancing, kms, scheduler, sts")
            .argument("[action]", "as ModifyListener, default: every action of the service")
            .option("--times <number>", "calls that it strikes, default 1")
            .option("--milliseconds <number>", "of late and the time-outs: until the answer, or until the connection closes, default 0")
            .action(add),
    );
    fault.addCommand(simSubcommand("list", "faults that are still to come").action(list));
    fault.addCommand(simSubcommand("clear", "forget the faults that are still to come").action(clear));
    return fault;
}

async function add(kind: string, service: string, action: string | undefined, options: FaultOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const daemon = daemonOf(findProject(options));
    const times = numberOf("--times", options.times);
    const milliseconds = numberOf("--milliseconds", options.milliseconds);
    await daemon.ensure();
    const { fault } = (await asked(daemon, "/faults", { kind, service, action, times, milliseconds })) as { readonly fault: Fault };
    output.result({ fault }, () => output.line(`simulated cloud: ${faultText(fault)}`));
}

function numberOf(option: string, text: string | undefined): number | undefined {
    if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
    throw new CommandFailure(`${option}: ${JSON.stringify(text)} is no number; allowed: a whole number`, exitCodes.usage);
}

/** `throttle of elasticloadbalancing ModifyListener, 3 calls`. */
export function faultText({ kind, service, action, times, milliseconds }: Fault): string {
    const after = milliseconds === 0 ? "" : ` after ${milliseconds} ms`;
    return `${kind}${after} of ${service}${action === undefined ? "" : ` ${action}`}, ${times} ${times === 1 ? "call" : "calls"}`;
}

async function list(options: SimOptions): Promise<void> {
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

async function clear(options: SimOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { cleared } = (await daemonOf(findProject(options)).post("/faults/clear")) as { readonly cleared: number };
    output.result({ cleared }, () => output.line(`simulated cloud: ${cleared} ${cleared === 1 ? "fault" : "faults"} forgotten`));
}
