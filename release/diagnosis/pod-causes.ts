/** Causes in the pods of a slot. */
import { Cause, CauseRule, few, here, runbooks, stoppedIn } from "./cause";
import type { ClusterSeen, EventSeen, PodSeen, SlotSeen, Snapshot } from "./snapshot";

/** A slot that is off has no pods that could fail. */
export const podCauses: CauseRule = (seen) =>
    seen.slots.flatMap((slot) => (slot.cluster === undefined || slot.size === "off" ? [] : causesIn(seen, slot, slot.cluster)));

interface PodRule {
    readonly code: string;
    /** Deeper causes weigh more: a pod that was killed for memory also loops. */
    readonly weight: number;
    readonly title: (slot: SlotSeen) => string;
    readonly actions: readonly string[];
    readonly runbook: string;
    readonly evidence: (cluster: ClusterSeen, slot: SlotSeen) => readonly string[];
}

const look = "`kubectl describe pod -n NAMESPACE`";

const rules: readonly PodRule[] = [
    {
        code: "quota", weight: 84, runbook: runbooks.pods,
        title: ({ color }) => `the quota of ${color}'s namespace is used up, so pods are refused`,
        actions: [
            "`kubectl describe quota -n NAMESPACE` shows what is used",
            "remove what does not belong there, or lower the services' `maxReplicas` or requests, from which the quota is made; then `colorway up`",
        ],
        evidence: ({ warnings, quotas }) => {
            const refused = failedCreates(warnings).filter(({ message }) => /exceeded quota/.test(message)).map(eventText);
            const full = quotas.filter(({ used, hard }) => used === hard).map(quotaText);
            return refused.length === 0 ? [] : [...refused, ...full];
        },
    },
    {
        code: "admission", weight: 83, runbook: runbooks.pods,
        title: ({ color }) => `an admission policy of the cluster refuses ${color}'s pods`,
        actions: [
            "the policy is named in the message: is the image signed, does the pod keep the security standard?",
            "mend the release; an exception belongs into the policy, with a reason",
        ],
        evidence: ({ warnings }) => failedCreates(warnings)
            .filter(({ message }) => /violates PodSecurity|denied the request|is forbidden/.test(message) && !/exceeded quota/.test(message))
            .map(eventText),
    },
    {
        code: "no-nodes", weight: 82, runbook: "docs/runbooks/alarms.md#cluster-unschedulable-nodes-group-failed",
        title: () => "the cluster has no node that could take a pod",
        actions: [
            "`kubectl get nodes`: did the node group fail? See its health in EKS",
            "`cluster.nodeGroups[].minSize` and the account's quota of instances",
        ],
        evidence: ({ pods }) => unscheduled(pods).filter(({ text }) => /no nodes available|0\/0 nodes/.test(text)).map(({ text }) => text),
    },
    {
        code: "unschedulable", weight: 81, runbook: "docs/runbooks/alarms.md#cluster-unschedulable-nodes-group-failed",
        title: ({ color }) => `no node has room for ${color}'s pods`,
        actions: [
            "raise `maxSize` of the node group, or lower the requests of the services: both colors must fit while a rollout runs",
            "`colorway up`, then try again",
        ],
        evidence: ({ pods }) => unscheduled(pods)
            .filter(({ text }) => /Insufficient|Too many pods/.test(text))
            .map(({ name, text }) => `${name}: ${text}`),
    },
    {
        code: "placement", weight: 79, runbook: "docs/runbooks/alarms.md#cluster-unschedulable-nodes-group-failed",
        title: ({ color }) => `no node may take ${color}'s pods: taints, labels or zones`,
        actions: [look, "are nodes cordoned, or a zone without any?"],
        evidence: ({ pods }) => unscheduled(pods).filter(({ text }) => !/Insufficient|Too many pods|no nodes available|0\/0 nodes/.test(text)).map(({ name, text }) => `${name}: ${text}`),
    },
    {
        code: "container-config", weight: 80, runbook: runbooks.pods,
        title: ({ color }) => `containers of ${color} can't be made: a ConfigMap, a Secret or a key of one is missing`,
        actions: [look, "did somebody delete it? `colorway drift` or `colorway up` brings back what the program makes"],
        evidence: ({ pods }) => waiting(pods, /^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/),
    },
    {
        code: "image-pull", weight: 80, runbook: runbooks.pods,
        title: ({ color }) => `an image of ${color} can't be pulled`,
        actions: [
            "is the digest of the manifest in the registry: `aws ecr describe-images`? A lifecycle rule may have removed it",
            "may the nodes' role pull it, and do they reach ECR (endpoints `ecr.api`, `ecr.dkr`, S3)?",
            "`colorway release verify VERSION`",
        ],
        evidence: ({ pods }) => waiting(pods, /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/),
    },
    {
        code: "sandbox", weight: 80, runbook: runbooks.pods,
        title: ({ color }) => `the nodes can't give ${color}'s pods a network address or a volume`,
        actions: ["are the subnets' addresses used up?", "`kubectl logs -n kube-system -l k8s-app=aws-node`"],
        evidence: ({ warnings, pods }) => warnings.filter(({ about, reason }) => /^(FailedCreatePodSandBox|FailedMount|FailedAttachVolume)$/.test(reason)
            && pods.some(({ name, ready }) => !ready && about === `Pod ${name}`)).map(eventText),
    },
    {
        code: "out-of-memory", weight: 79, runbook: runbooks.crash,
        title: ({ color }) => `containers of ${color} are killed for their memory`,
        actions: ["is it the release? Go back", "else raise `services[].limits.memory` and the requests with it"],
        evidence: ({ pods }) => pods.filter(({ ready, ended, overdue }) => !ready && overdue === undefined && ended?.reason === "OOMKilled").map(({ name, restarts }) => `${name}: OOMKilled, ${restarts} restarts`),
    },
    {
        code: "crash-loop", weight: 77, runbook: runbooks.crash,
        title: ({ color }) => `containers of ${color} end as soon as they start`,
        actions: [
            "`kubectl logs -n NAMESPACE POD --previous` has the last words",
            "a setting that is missing shows in the first seconds, a database or cache that is not reached later",
        ],
        evidence: ({ pods }) => pods.filter(({
            waiting: why,
            ended,
            restarts,
            ready,
        }) => ended?.reason !== "OOMKilled" && (why?.reason === "CrashLoopBackOff" || (!ready && restarts >= 2)))
            .map(({ name, restarts, ended }) => `${name}: ${restarts} restarts${ended === undefined ? "" : `, exit code ${ended.exitCode}`}`),
    },
    {
        code: "liveness", weight: 76, runbook: runbooks.crash,
        title: ({ color }) => `containers of ${color} are killed because their liveness probe fails`,
        actions: [
            "does the service answer its health path slowly under load? Its start may take longer than the probe waits",
            "`kubectl logs -n NAMESPACE POD --previous`",
        ],
        evidence: ({ warnings, pods }) => {
            const restarted = new Set(pods.filter(({ restarts, ready, ended }) => restarts > 0 && !ready && ended?.reason !== "OOMKilled").map(({ name }) => `Pod ${name}`));
            return warnings.filter(({ reason, message, about }) => reason === "Unhealthy" && /^(Liveness|Startup) probe failed/.test(message) && restarted.has(about)).map(eventText);
        },
    },
    {
        code: "gate-missing", weight: 75, runbook: runbooks.targets,
        title: ({ color }) => `pods of ${color} have no readiness gate, so nothing tells Kubernetes whether the load balancer knows them`,
        actions: [
            "the load balancer controller was down when they began: is it running? `kubectl get pods -n kube-system`",
            "delete these pods one by one; new ones get the gate",
        ],
        evidence: ({ pods }, { targets }) => (Object.keys(targets).length === 0 ? [] : pods
            .filter(({ name, gates, containersReady }) => containersReady && gates.length === 0
                && Object.keys(targets).some((service) => name.startsWith(`${service}-`)))
            .map(({ name }) => `${name} has none`)),
    },
    {
        code: "readiness", weight: 70, runbook: runbooks.pods,
        title: ({ color }) => `pods of ${color} run, and their readiness probe fails`,
        actions: ["what does the health path answer? It may wait for a database or cache", "`kubectl logs -n NAMESPACE POD`"],
        evidence: ({ warnings, pods }) => warnings
            .filter(({ about, reason, message }) => reason === "Unhealthy" && message.startsWith("Readiness probe failed")
                && pods.some(({ name, containersReady, waiting: why }) => !containersReady && why === undefined && about === `Pod ${name}`))
            .map(eventText),
    },
    {
        code: "stuck-ending", weight: 45, runbook: runbooks.pods,
        title: ({ color }) => `pods of ${color} do not end`,
        actions: ["is their node gone? `kubectl get nodes`", "a finalizer that nobody takes away: `kubectl get pod -o yaml`"],
        evidence: ({ pods }) => pods.flatMap(({ name, overdue = 0 }) => (overdue > 60
            ? [`${name}: ${overdue} s over its grace period`]
            : [])),
    },
];

function causesIn(seen: Snapshot, slot: SlotSeen, cluster: ClusterSeen): readonly Cause[] {
    return rules.flatMap(({ code, weight, title, actions, runbook, evidence }) => {
        const found = evidence(cluster, slot);
        if (found.length === 0) return [];
        const where = actions.map((action) => action.replaceAll("NAMESPACE", slot.namespace));
        return [
            {
                code,
                title: title(slot),
                evidence: few(found),
                actions: where,
                runbook,
                weight: weight + (stoppedIn(seen, slot.color) ? here : 0),
            },
        ];
    });
}

function failedCreates(warnings: readonly EventSeen[]): readonly EventSeen[] {
    return warnings.filter(({ reason }) => reason === "FailedCreate");
}

function quotaText({ name, resource, used, hard }: ClusterSeen["quotas"][0]): string {
    return `quota ${name}: ${resource} ${used} of ${hard}`;
}

function eventText({ about, message }: EventSeen): string {
    return `${about}: ${message}`;
}

function unscheduled(pods: readonly PodSeen[]): readonly { readonly name: string; readonly text: string }[] {
    return pods.flatMap(({ name, unscheduled: text }) => (text === undefined ? [] : [{ name, text }]));
}

function waiting(pods: readonly PodSeen[], reasons: RegExp): readonly string[] {
    return pods.flatMap(({ name, waiting: why }) => (why !== undefined && reasons.test(why.reason)
        ? [`${name}: ${why.reason}: ${why.message}`]
        : []));
}
