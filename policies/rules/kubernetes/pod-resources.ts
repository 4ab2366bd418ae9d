/** What containers take of their node, how they tell how they are, and how long jobs may run. */
import { judged, shown } from "../../core/conditions";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { flagParameter, integerParameter } from "../../core/parameters";
import type { Node } from "../../core/node";
import type { Condition, Rule } from "../../core/rule";
import { eachContainer, jobs, lasting, podRule } from "./pods";

/** Containers that may have resources (the API takes none for ephemeral ones). */
const sized = ["containers", "initContainers"] as const;

function present(node: Node, required: string): Outcome {
    return judged(node, "notMet", required, () => undefined);
}

function requested(kind: string): Condition {
    return eachContainer((container) => {
        const [request, limit] = [container.at(`resources.requests.${kind}`), container.at(`resources.limits.${kind}`)];
        // The API server copies a limit where there is no request ("Resource Management for Pods and Containers").
        return request.reading === "absent" && limit.reading !== "absent"
            ? present(limit, "a quantity")
            : present(request, "a quantity");
    }, sized);
}

/** Of a Job, or of the jobs that a CronJob makes. */
function inJob(judge: (spec: Node, most: number) => Outcome): Condition {
    return ({ type, props }, context) =>
        judge(props.at(type.endsWith(":CronJob") ? "spec.jobTemplate.spec" : "spec"), Number(context.parameter("mostRetries")));
}

function probe(name: "livenessProbe" | "readinessProbe", rule: Pick<Rule, "title" | "why">): Rule {
    return {
        id: name === "livenessProbe" ? "k8s-liveness-probe" : "k8s-readiness-probe",
        ...rule,
        cure: `Give each container a ${name} with httpGet, grpc, tcpSocket or exec.`,
        types: lasting,
        kind: "resource",
        conditions: [eachContainer((container) => present(container.at(name), "a probe"), ["containers"])],
    };
}

export const podResourceRules: readonly Rule[] = [
    podRule({
        id: "k8s-resource-limits",
        title: "Containers have limits of memory and CPU",
        why: "One container that takes all of a node's memory takes the others down with it.",
        cure: "Set resources.limits.memory and resources.limits.cpu for each container.",
        parameters: { cpuLimit: flagParameter("whether a limit of CPU is asked for, too, not only of memory", true) },
        conditions: [
            eachContainer((container) => present(container.at("resources.limits.memory"), "a quantity"), sized),
            (subject, context) => {
                if (context.parameter("cpuLimit") === false) return met;
                const limited = eachContainer((container) => present(container.at("resources.limits.cpu"), "a quantity"), sized);
                return limited(subject, context);
            },
        ],
    }),
    podRule({
        id: "k8s-resource-requests",
        title: "Containers say how much memory and CPU they need",
        why: "The scheduler takes nothing said as nothing needed and overloads the node; such pods are stopped first.",
        cure: "Set resources.requests.cpu and resources.requests.memory for each container.",
        conditions: [requested("cpu"), requested("memory")],
    }),
    probe("livenessProbe", {
        title: "Containers tell whether they live",
        why: "A process that hangs runs on for ever otherwise: nothing starts it again.",
    }),
    probe("readinessProbe", {
        title: "Containers tell whether they can serve",
        why: "A pod gets requests as soon as its process runs otherwise, long before it can answer.",
    }),
    {
        id: "k8s-cronjob-job-bounded",
        title: "Jobs end, are tried again a few times only, and are taken away",
        why: "A job that hangs or fails keeps its pods, rights and secrets, and starts again and again.",
        cure: "Set activeDeadlineSeconds and ttlSecondsAfterFinished of the job's spec, and a small backoffLimit.",
        types: jobs,
        kind: "resource",
        parameters: { mostRetries: integerParameter("most retries", 6, { minimum: 0 }) },
        conditions: [
            inJob((spec) => present(spec.at("activeDeadlineSeconds"), "a number of seconds")),
            inJob((spec) => present(spec.at("ttlSecondsAfterFinished"), "a number of seconds")),
            inJob((spec, most) => {
                const node = spec.at("backoffLimit");
                if (node.reading === "unknown") return unknown(node.path);
                // 6 where nothing is said (Kubernetes API reference, JobSpec).
                const retries = node.reading === "absent" ? 6 : node.number;
                return retries !== undefined && retries <= most
                    ? met
                    : notMet(node.path, `is ${shown(node.value ?? 6)}; ${most} or less is required`);
            }),
        ],
    },
];
