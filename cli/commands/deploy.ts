import { Command } from "commander";
import type { WindowOverride } from "../../release/governance/override";
import { CheckResult, refusedOf, resultText } from "../../release/checks/check";
import { RolloutPlan, wayText } from "../../release/rollout/plan";
import { dataLossOption } from "../data-loss";
import { CommandFailure, exitCodes } from "../failure";
import { durationText, Output } from "../output";
import { driving, RolloutOptions } from "../rollouts";
import { spanIn } from "../times";
import { previewed } from "../update";
import { withCommonOptions } from "./common";

export interface DeployOptions extends RolloutOptions {
    readonly strategy?: string | undefined;
    readonly dryRun?: true | undefined;
    readonly overrideWindow?: true | undefined;
    readonly reason?: string | undefined;
    readonly secondPerson?: string | undefined;
    readonly waitForApproval?: string | undefined;
    readonly allowDataLoss?: readonly string[] | undefined;
}

// It holds the lease meanwhile: nothing else goes out.
const longestWaitSeconds = 7 * 86_400;

/** Option of every command that changes the stack file. */
export const commitOption = ["--commit", "commit the stack file as the rollout leaves it"] as const;

export function deployCommand(): Command {
    const about = "bring a release to the standby color, shift the traffic to it under watch, go back by itself where it fails";
    return withRolloutOptions(withCommonOptions(new Command("deploy").description(about)))
        .action((version: string, options: DeployOptions) => rollOut("deploy", version, options));
}

/** What a rollout of a release takes, whatever command begins it. */
export function withRolloutOptions(command: Command): Command {
    return command
        .argument("<version>", "release, as 1.2.0: releases/1.2.0.yaml")
        .option("--strategy <kind>", "blue-green, canary or rolling, default: the configuration's")
        .option("--dry-run", "show the plan and the checks, change nothing")
        .option("--override-window", "deploy although the window is closed or frozen; recorded, with the two options below")
        .option("--reason <text>", "why it can't wait")
        .option("--second-person <name>", "who agreed, somebody else than you; has to approve it where approvals are asked for")
        .option("--wait-for-approval <span>", "where nothing but an approval lacks, wait so long for it, as 30m; then it is refused")
        .addOption(dataLossOption())
        .option(...commitOption);
}

/** @param promotedFrom stack in which the very same manifest must have succeeded, beside the configuration's */
export async function rollOut(command: string, version: string, options: DeployOptions, promotedFrom?: string): Promise<void> {
    const waitSeconds = waitOf(options.waitForApproval);
    const how = { kind: options.strategy, override: overrideOf(options), promotedFrom, waitSeconds };
    await driving(options, command, async ({ rollouts, output, session, stack }) => {
        if (options.dryRun !== true) {
            // A refusal need not wait for the engine.
            const foreseen = await rollouts.foreseen(version, how);
            if (foreseen.length === 0) await previewed(session, stack, options.allowDataLoss);
            return rollouts.deploy(version, how, foreseen);
        }
        const { plan, checks } = await rollouts.dryRun(version, how);
        tellPlan(output, plan, checks, command);
        return undefined;
    });
}

function waitOf(span: string | undefined): number | undefined {
    if (span === undefined) return undefined;
    const seconds = spanIn("--wait-for-approval", span) / 1000;
    if (seconds <= longestWaitSeconds) return seconds;
    throw new CommandFailure(`--wait-for-approval: ${span} is longer than a week; allowed: up to 7d; approve first, then deploy`, exitCodes.usage);
}

/** The three options belong together. @throws CommandFailure */
export function overrideOf(
    options: Pick<DeployOptions, "overrideWindow" | "reason" | "secondPerson">,
): WindowOverride | undefined {
    const { overrideWindow = false, reason, secondPerson } = options;
    if (overrideWindow && reason !== undefined && secondPerson !== undefined) return { reason, secondPerson };
    const given = { "--override-window": overrideWindow || undefined, "--reason": reason, "--second-person": secondPerson };
    const lacking = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [option] : []));
    if (lacking.length === 3) return undefined;
    const all = "--override-window --reason TEXT --second-person NAME";
    throw new CommandFailure(`${lacking.join(", ")} is missing: an override of the window is ${all}, all three`, exitCodes.usage);
}

/** The plan as text or JSON; one that would be refused is a failure. */
export function tellPlan(output: Output, plan: RolloutPlan, checks: readonly CheckResult[], command = "deploy"): void {
    const refused = refusedOf(checks);
    const details = { command, dryRun: true, stack: plan.stack, plan, checks };
    const lines = [...planLines(plan), ...checks.map((each) => `  ${resultText(each)}`)];
    if (refused.length === 0) return output.result(details, () => lines.forEach((line) => output.line(line)));
    lines.forEach((line) => output.line(line));
    throw new CommandFailure(`release ${plan.version} would be refused: ${refused.join("\n")}`, exitCodes.refused, details);
}

function planLines(plan: RolloutPlan): readonly string[] {
    const { kind, version, from, to, steps, strategy } = plan;
    const seconds = (value: number): string => durationText(value * 1000);
    const { deadManSeconds, warmSeconds, retireTo } = strategy;
    const rolling = kind === "rolling";
    return [
        `${version} by ${kind}, ${wayText(plan)}; nothing is changed`,
        ...(rolling ? [] : [`  fill ${to.color}, smoke test, dead-man after ${seconds(deadManSeconds)}`]),
        ...steps.map(({ weight, seconds: held }) => `  ${rolling ? "" : `${weight} % `}under watch for ${seconds(held)}`),
        ...(rolling ? [] : [`  ${to.color} becomes active; ${from.color} stays warm for ${seconds(warmSeconds)}, then its size is ${retireTo}`]),
    ];
}
