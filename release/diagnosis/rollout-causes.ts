/** Causes that the rollout itself tells: its process, its checks, its judgement, what the engine or AWS refused. */
import { Cause, CauseRule, errorTexts, few, here, phaseOf, runbooks } from "./cause";
import { errorRules } from "./error-rules";
import type { RolloutSeen, Snapshot } from "./snapshot";

export const rolloutCauses: CauseRule = (seen) => [
    ...processCauses(seen),
    ...refusals(seen),
    ...verdicts(seen),
    ...errors(seen),
    ...engineCauses(seen),
];

const engineWork = ["fill", "activate", "retire", "restore"];

function processCauses(seen: Snapshot): readonly Cause[] {
    const { rollout, lease, stack } = seen;
    if (rollout === undefined) return [];
    const ways = [`\`colorway resume --stack ${stack}\` goes on`, `\`colorway rollback --stack ${stack} --reason …\` goes back`];
    if (rollout.phase === "paused") {
        return [
            cause(
                "interrupted",
                100,
                `somebody interrupted it at ${rollout.cause?.at ?? rollout.phase}; traffic is safe`,
                [rollout.cause?.text ?? ""],
                ways,
                runbooks.stuck,
            ),
        ];
    }
    if (rollout.resting || lease?.running === true) return [];
    const who = lease === undefined ? "nobody holds its lease" : `${lease.owner}, ${lease.heartbeat}`;
    const last = `the last entry of its journal is ${Math.round((seen.at - rollout.lastEntry) / 1000)} s old, in ${rollout.phase}`;
    return [
        cause(
            "runner-lost",
            105,
            "the process that ran it is gone; after the dead-man's time the live weights came back by themselves",
            [who, last],
            ways,
            runbooks.stuck,
        ),
    ];
}

/** Names as the catalog of checks has them; the others need no more than their own text. */
const cures: { readonly [check: string]: readonly string[] } = {
    "deployment window": ["wait for the window, or `--override-window` with a reason and a second person"],
    "line not stopped": ["ask who stopped it; `colorway resume-the-line --reason …`"],
    "breaker closed": ["find out why the ones before failed, then `colorway breaker reset --reason …`"],
    "live color healthy": ["mend the live color first: without it there is no way back"],
    "standby without traffic": ["`colorway up` writes the configuration's weights"],
    "live pods counted": ["run it where the cluster's API is reached, with an access entry that may list Deployments"],
    "migrations": ["`colorway migrations check` shows how each statement is done in two steps"],
};

function refusals({ rollout }: Snapshot): readonly Cause[] {
    if (rollout?.phase !== "refused") return [];
    return rollout.refused.map(({ name, text }, index) =>
        cause(
            `refused: ${name}`,
            99 - index,
            `it was refused by a check, nothing changed: ${name}`,
            [text],
            cures[name] ?? ["what the check asks for, then deploy once more"],
            "docs/features/governance.md",
        ));
}

function verdicts({ rollout, stack }: Snapshot): readonly Cause[] {
    const { cause: why, verdict } = rollout ?? {};
    if (rollout === undefined || why === undefined || verdict === undefined) return [];
    const judged = why.kind === "verdict" || ["watch", "warm", "activate"].includes(why.at.split(" ", 1)[0] ?? "");
    if (!judged || why.kind === "operator" || why.kind === "interrupt") return [];
    const evidence = [`${why.at}: ${verdict.reason}`];
    const show = `\`colorway audit show --rollout ${rollout.id} --stack ${stack}\` has the numbers of every step`;
    switch (verdict.outcome) {
        case "fail":
            return [
                cause(
                    "release-fails",
                    92,
                    `release ${rollout.version} does worse than it may`,
                    evidence,
                    [show, "logs of the service that is named; its database and cache", "mend it and make a new release"],
                    runbooks.errors,
                ),
            ];
        case "metricsUnavailable":
            return [
                cause(
                    "metrics-down",
                    94,
                    "the source of figures did not answer, so nothing could be judged",
                    evidence,
                    [
                        "does Prometheus run, and is it reached from here?",
                        "then deploy once more: nothing says that the release is bad",
                    ],
                    runbooks.metrics,
                ),
            ];
        case "noData":
            return [
                cause(
                    "no-data",
                    93,
                    "the source of figures knows nothing of the release",
                    evidence,
                    [
                        "is the release scraped: `up{namespace=…}`? Do its metrics have the labels that are asked for?",
                        "does it get requests at all?",
                    ],
                    runbooks.metrics,
                ),
            ];
        case "inconclusive":
            return [
                cause(
                    "too-few-requests",
                    93,
                    "the release got too few requests to be judged",
                    evidence,
                    ["wait for more users, lower `strategy.limits.minRequests`, or give the step more time"],
                    runbooks.rollout,
                ),
            ];
        default:
            return [];
    }
}

function errors(seen: Snapshot): readonly Cause[] {
    const text = errorTexts(seen);
    const { rollout } = seen;
    if (rollout === undefined || rollout.phase === "refused" || text === "") return [];
    const lines = text.split("\n");
    const known = errorRules.flatMap(({ code, weight, form, title, actions, runbook = runbooks.rollout }) => {
        const found = lines.filter((line) => form.test(line));
        return found.length === 0 ? [] : [cause(code, weight, title, few(found.map((line) => line.trim())), actions, runbook)];
    });
    // What is not understood is told as it is, behind everything that explains it.
    return [
        ...known,
        cause(
            "error",
            40,
            `it failed at ${rollout.cause?.at ?? rollout.phase}`,
            few(lines.map((line) => line.trim()).filter((line) => line !== "")),
            ["the texts are the engine's and AWS's own; `colorway preview` shows what is left to do"],
            runbooks.rollout,
        ),
    ];
}

function engineCauses(seen: Snapshot): readonly Cause[] {
    const { engine, lease, rollout, differences, stack } = seen;
    const more = rollout !== undefined && engineWork.includes(phaseOf(seen) ?? "") ? here : 0;
    const locks = (state: string): readonly string[] => engine.locks.filter((lock) => lock.state === state).map(({ text }) => text);
    const [dead, elsewhere, running] = [locks("dead"), locks("elsewhere"), locks("running")];
    const up = `\`colorway up --stack ${stack}\``;
    return [
        ...(dead.length === 0
            ? []
            : [
                cause(
                    "dead-lock",
                    66 + more,
                    "a killed update left its lock",
                    dead,
                    ["the next command of this host clears it by itself: `colorway resume`, or `colorway up`"],
                    runbooks.stuck,
                ),
            ]),
        ...(elsewhere.length === 0 || lease?.running === true
            ? []
            : [
                cause(
                    "foreign-lock",
                    64 + more,
                    "an update of another host holds the lock of the stack",
                    elsewhere,
                    ["is that process alive? Ask its owner", "dead: `colorway up --break-lock`, which is recorded"],
                    runbooks.stuck,
                ),
            ]),
        ...(running.length === 0 || lease?.running === true
            ? []
            : [
                cause(
                    "update-running",
                    63 + more,
                    "an update of this host is at work on the stack",
                    running,
                    ["wait for its end"],
                    runbooks.stuck,
                ),
            ]),
        ...(engine.pending.length === 0 || running.length > 0
            ? []
            : [
                cause(
                    "pending",
                    61 + more,
                    "an update was killed half way; nobody knows yet what of it AWS did",
                    few(engine.pending),
                    [`${up} looks up what can be known and names the rest`],
                    runbooks.stuck,
                ),
            ]),
        ...(engine.lastFailed && !isExplained(rollout)
            ? [
                cause(
                    "update-failed",
                    42,
                    "the last update did not come to its end",
                    [],
                    [`${up} shows why and goes on`],
                    runbooks.rollout,
                ),
            ]
            : []),
        ...(differences.length === 0
            ? []
            : [
                cause(
                    "drift",
                    25,
                    "cloud and configuration differ",
                    few(differences),
                    [`\`colorway preview --stack ${stack}\` shows it, ${up} mends it`],
                    runbooks.rollout,
                ),
            ]),
    ];
}

function isExplained(rollout: RolloutSeen | undefined): boolean {
    return rollout?.cause?.kind === "error";
}

function cause(
    code: string,
    weight: number,
    title: string,
    evidence: readonly string[],
    actions: readonly string[],
    runbook: string,
): Cause {
    return { code, title, evidence, actions, runbook, weight };
}
