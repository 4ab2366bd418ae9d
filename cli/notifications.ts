/** Who hears of rollouts, for the commands. */
import { Settings } from "../config/types";
import { HttpHooks } from "../release/adapters/http-hooks";
import { secretPlaces } from "../release/adapters/secret-places";
import { SystemClock } from "../release/adapters/system-clock";
import { stackLog } from "../release/audit/names";
import { RolloutNotifier } from "../release/notifications/rollout-notifier";
import { RolloutNotifications } from "../release/ports/notifications";
import { auditTrailOf } from "./audit";
import { Output } from "./output";
import { Session } from "./session";

/** What goes wrong is a warning: no rollout fails for it. */
export function notificationsOf(
    session: Pick<Session, "project" | "target">,
    stack: string,
    { notify, environment }: Pick<Settings, "notify" | "environment">,
    output: Output,
): RolloutNotifications | undefined {
    if (notify.receivers.length === 0) return undefined;
    return new RolloutNotifier({
        settings: notify,
        environment,
        secrets: secretPlaces(session.project.dir),
        hooks: new HttpHooks(),
        clock: new SystemClock(),
        variables: process.env,
        trail: auditTrailOf(session, stackLog(stack)),
        onProblem: (text) => output.warn(text),
    });
}
