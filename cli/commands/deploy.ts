import { Command } from "commander";
import type { WindowOverride } from "../../release/governance/override";
import { CheckResult, refusedOf, resultText } from "../../release/checks/check";
import { RolloutPlan, wayText } from "../../release/rollout/plan";
import { dataLossOption } from "../data-loss";
import { CommandFailure, exitCodes } from "../failure";
import { durationText, Output } from "../output";
import { driving, RolloutOptions } from "../rollouts";
import { previewed } from "../update";
import { withCommonOptions } from "./common";

interface DeployOptions extends RolloutOptions {
    readonly strategy?: string | undefined;
    readonly dryRun?: true | undefined;
    readonly overrideWindow?: true | undefined;
    readonly reason?: string | undefined;
    readonly secondPerson?: string | undefined;
    readonly allowDataLoss?: readonly string[] | undefined;
}

/** Option of every command that changes the stack file. */
export const commitOption = ["--commit", "commit the stack file as the rollout leaves it"] as const;

export function deployCommand(): Command {
    return withCommonOptions(
        new Command("deploy")
            .description("bring a release to the standby color, shift the traffic to it under watch, go back by itself where it fails")
            .argument("<version>", "release, as 1.2.0: releases/1.2.0.yaml")
            .option("--strategy <kind>", "blue-green, canary or rolling, default: the configuration's")
            .option("--dry-run", "show the plan and the checks, change nothing")
            .option("--override-window", "deploy although the window is closed or frozen; recorded, with the two options below")
            .option("--reason <text>", "why it can't wait")
            .option("--second-person <name>", "who agreed, somebody else than you")
            .addOption(dataLossOption())
            .option(...commitOption),
    ).action(deploy);
}

async function deploy(version: string, options: DeployOptions): Promise<void> {
    const how = { kind: options.strategy, override: overrideOf(options) };
    await driving(options, "deploy", async ({ rollouts, output, session, stack }) => {
        if (options.dryRun !== true) {
            // A refusal need not wait for the engine.
            const foreseen = await rollouts.foreseen(version, how);
            if (foreseen.length === 0) await previewed(session, stack, options.allowDataLoss);
            return rollouts.deploy(version, how, foreseen);
        }
        const { plan, checks } = await rollouts.dryRun(version, how);
        tellPlan(output, plan, checks);
        return undefined;
    });
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
export function tellPlan(output: Output, plan: RolloutPlan, checks: readonly CheckResult[]): void {
    const refused = refusedOf(checks);
    const details = { command: "deploy", dryRun: true, stack: plan.stack, plan, checks };
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
