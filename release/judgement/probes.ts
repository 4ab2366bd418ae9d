/** What our own requests through the load balancer say while a release is watched. */

import type { Color, LimitSettings } from "../../config/types";
import type { ProbeAnswer } from "../ports/load-balancer";
import { errorSeconds, evidence } from "./breach";
import type { Finding } from "./verdict";
import { percent, share } from "./wording";

/** One probe of a tick. */
export interface Probed {
    readonly at: number;
    /** Seconds that it stands for. */
    readonly seconds: number;
    readonly answer: ProbeAnswer;
    /** Whether the metrics of this tick could not be read. */
    readonly blind: boolean;
}

/**
 * A certain breach that the probes saw. It is their own, whatever the metrics say: 502 and 503 that the load balancer makes are
 * in no service's figures. Answers of the live color are not the release's fault. No answer at all counts only while the
 * metrics are silent too: otherwise the network between us and the load balancer is the likelier cause.
 */
export function probeBreach(probes: readonly Probed[], live: Color, limits: LimitSettings): Finding | undefined {
    const counted = probes.filter(({ answer, blind }) => answer.kind === "answer" || blind);
    const trials = counted.map(probed => (
        { start: probed.at, seconds: probed.seconds, requests: 1, bad: isBad(probed, live) ? 1 : 0 }
    ));
    const found = evidence(trials, limits.errorPercent / 100, errorSeconds);
    if (found === undefined) {
        return undefined;
    }
    const blind = counted.some(probed => probed.blind && probed.at >= found.since) ? ", and the metrics do not answer" : "";
    return {
        outcome: "fail",
        check: "probe",
        since: found.since,
        reason: `load balancer: ${share(found.bad, found.requests)} of our own requests failed, `
            + `last with ${lastBad(counted, live)}, above the limit of ${percent(limits.errorPercent)}${blind}`,
    };
}

export function isBad({ answer }: Probed, live: Color): boolean {
    return answer.kind === "noAnswer" || (answer.status >= 500 && answer.color !== live);
}

function lastBad(probes: readonly Probed[], live: Color): string {
    const answer = probes.filter(probed => isBad(probed, live)).at(-1)?.answer;
    return answer?.kind === "answer" ? `status ${answer.status}` : `no answer (${answer?.reason ?? "unknown"})`;
}
