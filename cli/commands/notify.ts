import { Command } from "commander";
import { HttpHooks } from "../../release/adapters/http-hooks";
import { secretPlaces } from "../../release/adapters/secret-places";
import { SystemClock } from "../../release/adapters/system-clock";
import { thisProcess } from "../../release/journal/lease";
import { testNotification } from "../../release/notifications/notification";
import { Notifier } from "../../release/notifications/notifier";
import { deliveryText } from "../../release/notifications/rollout-notifier";
import { CommandFailure, exitCodes } from "../failure";
import { terminalOutput } from "../output";
import { CommonOptions, findProject, settingsOf, stackName } from "../session";
import { withCommonOptions } from "./common";

/** Milliseconds; a receiver that wants longer is seen as one that does not answer. */
const longest = 30_000;

export function notifyCommand(): Command {
    const test = new Command("test").description("send a test to every receiver of the stack, and say what became of it");
    return new Command("notify").description("who hears of rollouts").addCommand(withCommonOptions(test).action(sendTest));
}

async function sendTest(options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const { notify: { receivers }, environment } = settingsOf(project, stack);
    if (receivers.length === 0) throw new CommandFailure(
        `${stack}: nobody hears of rollouts; write colorway:notify.receivers`,
        exitCodes.usage,
    );
    const clock = new SystemClock();
    const notifier = new Notifier({ receivers, secrets: secretPlaces(project.dir), hooks: new HttpHooks(), clock });
    notifier.tell(testNotification(stack, environment, new Date(clock.now()).toISOString(), thisProcess().owner));
    const deliveries = await notifier.flush(longest);
    const missed = deliveries.filter(({ outcome }) => outcome !== "delivered");
    const details = { command: "notify test", stack, deliveries };
    if (missed.length > 0) {
        for (const delivery of deliveries) if (!missed.includes(delivery)) output.line(deliveryText(delivery));
        throw new CommandFailure(missed.map(deliveryText).join("\n"), exitCodes.failed, details);
    }
    output.result(details, () => deliveries.forEach((delivery) => output.line(deliveryText(delivery))));
}
