/** Causes at the load balancer: targets and weights. */
import { colors } from "../../config/types";
import type { TargetState } from "../ports/load-balancer";
import { Cause, CauseRule, few, here, phaseOf, runbooks, stoppedIn, urgent } from "./cause";
import type { SlotSeen, Snapshot } from "./snapshot";

export const trafficCauses: CauseRule = (seen) => [
    ...seen.slots.filter(({ size }) => size !== "off").flatMap((slot) => targetCauses(seen, slot)), ...weightCauses(seen),
];

interface TargetRule {
    readonly code: string;
    readonly weight: number;
    /** Reason codes of DescribeTargetHealth (ELB API reference, TargetHealth). */
    readonly reasons: readonly string[];
    readonly title: string;
    readonly actions: readonly string[];
}

const rules: readonly TargetRule[] = [
    {
        code: "target-unused", weight: 72, reasons: [
            "Target.NotInUse",
            "Target.InvalidState",
        ], title: "are in no rule of the load balancer, so they never become healthy",
        actions: [
            "both colors belong into every forward action, with weight 0 where they get none; did somebody edit a rule?",
            "`colorway up` writes the rules as they shall be",
        ],
    },
    {
        code: "target-timeout", weight: 67, reasons: ["Target.Timeout"], title: "do not answer the load balancer's health check in time",
        actions: [
            "security group and network policy: may the load balancer reach the pods' port?",
            "does the pod answer in time from inside: `kubectl exec … -- wget -qO- localhost:PORT/health`?",
        ],
    },
    {
        code: "target-answer", weight: 66, reasons: [
            "Target.ResponseCodeMismatch",
        ], title: "answer the load balancer's health check with another status than 200",
        actions: [
            "`services[].healthPath`: does the release have it?",
            "the answer's text often says what the service waits for",
        ],
    },
    {
        code: "target-checks", weight: 64, reasons: ["Target.FailedHealthChecks"], title: "fail the load balancer's health check",
        actions: [
            "does the service listen on its port on every address, not on localhost alone?",
            "security group and network policy of the port",
        ],
    },
    {
        code: "target-zone", weight: 63, reasons: [
            "Target.NotRegistered",
            "Target.IpUnusable",
            "Elb.InternalError",
        ], title: "are refused by the load balancer itself",
        actions: ["the description says why; AWS Health Dashboard for the region"],
    },
    {
        code: "target-initial", weight: 30, reasons: [
            "Elb.RegistrationInProgress",
            "Elb.InitialHealthChecking",
        ], title: "are being registered or checked for the first time",
        actions: ["wait: it takes an interval of the health check, and minutes after the controller changed its leader"],
    },
];

function targetCauses(seen: Snapshot, slot: SlotSeen): readonly Cause[] {
    const all = Object.entries(slot.targets).flatMap(([service, targets]) => targets.map((target) => ({ service, target })));
    const more = stoppedIn(seen, slot.color) ? here : 0;
    const known = rules.flatMap(({ code, weight, reasons, title, actions }) => {
        const found = all.filter(({ target: { state, reason = "" } }) => state !== "healthy" && state !== "draining" && reasons.includes(reason));
        const evidence = few(found.map(({ service, target }) => `${service}: ${targetText(target)}`));
        return found.length === 0
            ? []
            : [
                {
                    code,
                    title: `targets of ${slot.color} ${title}`,
                    evidence,
                    actions,
                    runbook: runbooks.targets,
                    weight: weight + more,
                },
            ];
    });
    return [...known, ...emptyGroups(slot, more), ...liveDown(seen, slot)];
}

/** Pods are ready for Kubernetes and unknown to the load balancer. */
function emptyGroups({ color, targets, cluster }: SlotSeen, more: number): readonly Cause[] {
    const empty = Object.entries(targets).filter(([service, each]) => each.length === 0
        && cluster?.pods.some(({ name, containersReady }) => containersReady && name.startsWith(`${service}-`)) === true);
    if (empty.length === 0) return [];
    return [{
        code: "not-registered", title: `pods of ${color} are not registered in their target groups`, evidence: empty.map(([service]) => `${service}: no target, though its pods run`),
        actions: [
            "is the load balancer controller running: `kubectl get pods -n kube-system`? It may wait up to 17 minutes after failures",
            "`kubectl describe targetgroupbinding` has what it was refused",
            "its role: may it register targets?",
        ],
        runbook: runbooks.targets, weight: 71 + more,
    }];
}

function liveDown({ traffic, rules: live }: Snapshot, { color, targets, minHealthy }: SlotSeen): readonly Cause[] {
    const weight = live === undefined ? traffic[color] : Math.max(0, ...live.map(({ weights }) => weights[color]));
    if (weight === 0) return [];
    const weak = Object.entries(targets).filter(([, each]) => each.filter(({ state }) => state === "healthy").length === 0);
    if (weak.length === 0) return [];
    return [{
        code: "users-hurt", title: `${color} has traffic and no healthy target of ${weak.map(([service]) => service).join(", ")}: users get errors now`,
        evidence: weak.map(([service, each]) => `${service}: 0 of ${each.length} targets healthy, weight ${weight}; ${minHealthy} needed`),
        actions: [
            "is the other color healthy? `colorway rollback --reason …` moves the traffic in seconds",
            "if not: the causes below, the pods of this color first",
        ],
        runbook: runbooks.down, weight: 80 + urgent,
    }];
}

function weightCauses(seen: Snapshot): readonly Cause[] {
    const { rules: live, traffic, rollout } = seen;
    if (live === undefined) return [];
    const wanted = rollout === undefined || rollout.resting ? traffic : rollout.traffic;
    const shares = live.map(({ arn, weights }) => ({
        arn,
        weights,
        total: colors.reduce((sum, color) => sum + weights[color], 0),
    }));
    const wrong = shares.filter(({ weights, total }) => total === 0 || colors.some((color) => Math.round((weights[color] / total) * 100) !== wanted[color]));
    const strangers = live.filter((rule) => rule.strangers.length > 0);
    const stopped = ["close", "shift", "brake"].includes(phaseOf(seen) ?? "") ? here : 0;
    return [
        ...(strangers.length === 0 ? [] : [{
            code: "foreign-group", title: "a rule sends traffic to a target group that belongs to neither color", evidence: few(strangers.map((rule) => `${rule.arn}: ${rule.strangers.join(", ")}`)),
            actions: [
                "who edited the load balancer? CloudTrail, `ModifyRule` and `ModifyListener`",
                "`colorway up` writes the rules as they shall be",
            ], runbook: runbooks.rollout, weight: 65 + stopped,
        }]),
        ...(wrong.length === 0 ? [] : [{
            code: "weights-moved", title: "the load balancer's weights are not those that were written", evidence: few(wrong.map(({ arn, weights }) => `${arn}: blue ${weights.blue}, green ${weights.green}; wanted blue ${wanted.blue} %, green ${wanted.green} %`)),
            actions: [
                "somebody, or the dead-man of a lost runner, moved them: CloudTrail, `ModifyRule` and `ModifyListener`",
                "`colorway resume` or `colorway rollback` where a rollout is under way, else `colorway up`",
            ], runbook: runbooks.rollout, weight: 62 + stopped,
        }]),
    ];
}

function targetText({ id, port, zone, state, reason = "", description = "" }: TargetState): string {
    return `${id}:${port}${zone === undefined ? "" : ` in ${zone}`} ${state}, ${[reason, description].filter((each) => each !== "").join(": ")}`;
}
