import { writeFileSync } from "node:fs";
import { Argument, Command, Option } from "commander";
import { Baseline, severityOf } from "../../policies/core/standard";
import { controlNamed, mappings, rules } from "../../policies/registry";
import { Format, formats } from "../../policies/reports/formats";
import { jsonValue } from "../../policies/reports/json";
import { textReport } from "../../policies/reports/text";
import { runOnStack } from "../../release/engine/stack-cli";
import { messageOf } from "../../release/message";
import { evidenceOf, StandardName } from "../compliance/evidence";
import { FailOn, failing, failLevels } from "../compliance/fail-on";
import { resourcesOf } from "../compliance/state";
import { CommandFailure, exitCodes } from "../failure";
import { terminalOutput } from "../output";
import { CommonOptions, openSession, Session, settingsOf, stackName } from "../session";
import { stackOf } from "../update";
import { withCommonOptions } from "./common";

interface ComplianceOptions extends CommonOptions {
    readonly format: Format;
    readonly failOn: FailOn;
    readonly out?: string | undefined;
    readonly baseline?: Baseline | undefined;
    readonly standard?: StandardName | undefined;
}

export function complianceCommand(): Command {
    const report = withCommonOptions(new Command("report").description("what the state of a stack says of NIST SP 800-53 and PCI DSS, control by control; the default"))
        .addOption(new Option("--format <format>", "form of the report").choices(Object.keys(formats)).default("table"))
        .addOption(new Option("--fail-on <severity>", "exit with 1 where a rule of it or above is broken").choices(failLevels).default("low"))
        .option("--out <file>", "write the report there and print the short form")
        .addOption(new Option("--baseline <baseline>", "of NIST SP 800-53, default: the environment's").choices(["low", "moderate", "high"]))
        .addOption(new Option("--standard <standard>", "only one of the two").choices(["nist", "pci"]))
        .action(compliance);
    const one = new Command("explain")
        .description("what a rule demands and why, or which rules serve a control")
        .addArgument(new Argument("<id>", "rule or control, as s3-ssl-requests-only or SC-8"))
        .action(explain);
    return new Command("compliance").description("where a stack stands against NIST SP 800-53 and PCI DSS").addCommand(report, { isDefault: true }).addCommand(one);
}

async function compliance(options: ComplianceOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const session = await openSession(options, output);
    const stack = stackName(options, session.project);
    const resources = resourcesOf(await exported(session, stack));
    if (resources.length === 0) throw new CommandFailure(`${stack}: nothing is deployed; \`colorway up --stack ${stack}\` makes it`, exitCodes.refused);
    const { environment } = settingsOf(session.project, stack);
    const projectDir = session.project.dir;
    const standards = options.standard === undefined ? {} : { standards: [options.standard] };
    const request = { projectDir, stack, ...standards, baseline: options.baseline, environment, now: Date.now() };
    const evidence = await evidenceOf(request, resources);
    if (options.out !== undefined) write(options.out, formats[options.format](evidence));
    output.result({ command: "compliance", ...(options.json === true ? jsonValue(evidence) : {}) }, () => {
        output.line((options.out === undefined ? formats[options.format](evidence) : textReport(evidence)).trimEnd());
    });
    if (failing(evidence.results, options.failOn) > 0) process.exitCode = exitCodes.failed;
}

function write(file: string, report: string): void {
    try {
        writeFileSync(file, report);
    } catch (error) {
        throw new CommandFailure(`--out: ${file} cannot be written: ${messageOf(error)}; name a file in a folder that is there`, exitCodes.usage);
    }
}

async function exported(session: Session, stack: string): Promise<string> {
    return runOnStack(await stackOf(session, stack, async () => undefined), ["stack", "export"]);
}

function explain(id: string): void {
    const output = terminalOutput(false);
    const known = mappings();
    const rule = rules.find((each) => each.id === id);
    if (rule !== undefined) {
        const controls = Object.entries(known[id]?.controls ?? {}).flatMap(([standard, list]) => list.map((each) => `${standard} ${each.id} (${each.relation}; mapping: ${each.source})`));
        const parameters = Object.entries(rule.parameters ?? {}).map(([name, { description, default: value }]) => `${name}: ${description} (default ${JSON.stringify(value)})`);
        for (const line of [
            `${rule.id} (${severityOf(id, known)}): ${rule.title}`, `why: ${rule.why}`, `cure: ${rule.cure}`, `resources: ${rule.types.join(", ")}`,
            ...parameters.map((text) => `parameter ${text}`), ...controls.map((text) => `serves: ${text}`),
        ]) output.line(line);
        return;
    }
    const controls = controlNamed(id);
    if (controls.length === 0) throw new CommandFailure(`${JSON.stringify(id)} is neither a rule nor a control; allowed: as s3-ssl-requests-only, SC-8, 4.2.1`, exitCodes.usage);
    for (const { standard, control } of controls) {
        output.line(`${standard} ${control.id}${control.title === undefined ? "" : `: ${control.title}`}${control.withdrawn === true ? " (withdrawn)" : ""}, ${control.kind}`);
        const serving = rules.flatMap((each) => (known[each.id]?.controls[standard] ?? []).filter((mapping) => mapping.id === control.id).map(({ relation }) => `${each.id} ${relation}`));
        output.line(serving.length === 0 ? "  no rule serves it" : serving.map((text) => `  ${text}`).join("\n"));
    }
}
