import { Command } from "commander";
import { countText, failureText } from "../../release/governance/breaker";
import { governing } from "../governance";
import { CommonOptions } from "../session";
import { withCommonOptions } from "./common";

interface ResetOptions extends CommonOptions {
    readonly reason: string;
}

export function breakerCommand(): Command {
    const about = "refuses rollouts after several failed in a row, until a person resets it";
    const breaker = new Command("breaker").description(about);
    breaker.addCommand(
        withCommonOptions(new Command("show").description("whether it is open, and which rollouts failed")).action(show),
    );
    breaker.addCommand(
        withCommonOptions(new Command("reset").description("allow rollouts again; who and why is recorded"))
            .requiredOption("--reason <text>", "what was wrong, and why the next rollout will not fail of it")
            .action(reset),
    );
    return breaker;
}

async function show(options: CommonOptions): Promise<void> {
    await governing(options, async ({ governance, stack, output }) => {
        const found = await governance.breaker();
        const { failed, limit, open } = found;
        output.result({ command: "breaker show", stack, open, limit, failed }, () => {
            output.line(`${open ? "open" : "closed"}: ${countText(found)}`);
            for (const each of failed) output.line(`  ${failureText(each)}`);
        });
    });
}

async function reset(options: ResetOptions): Promise<void> {
    await governing(options, async ({ governance, stack, output }) => {
        const { sequence, data } = await governance.resetBreaker(options.reason);
        const { actor } = data;
        output.result({ command: "breaker reset", stack, entry: sequence, actor }, () =>
            output.line(`${stack}: the breaker is closed again, by ${String(actor)}; entry ${sequence} of the audit log`),
        );
    });
}
