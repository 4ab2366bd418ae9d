import { Command } from "commander";
import { resultText } from "../../release/checks/check";
import { governing } from "../governance";
import { CommonOptions } from "../session";
import { withCommonOptions } from "./common";

export function windowsCommand(): Command {
    return withCommonOptions(
        new Command("windows").description(
            "whether a rollout may begin now, until when, or when next: window and freezes, the line, the breaker",
        ),
    ).action(windows);
}

async function windows(options: CommonOptions): Promise<void> {
    await governing(options, async ({ governance, stack, output }) => {
        const { open, changes, freezes, holiday } = governance.opening();
        const checks = await governance.look();
        const time = (at: number): string => new Date(at).toISOString();
        const opening = {
            open,
            ...(changes === undefined ? {} : { [open ? "closes" : "opens"]: time(changes) }),
            freezes: freezes.map(({ until, reason }) => ({ until: time(until), reason })),
            holiday,
        };
        output.result({ command: "windows", stack, opening, checks }, () => {
            for (const each of checks) output.line(resultText(each));
        });
    });
}
