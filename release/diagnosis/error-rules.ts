/** What texts of errors mean, whoever said them: AWS, the cluster, the engine, this tool. */
import { runbooks } from "./cause";

export interface ErrorRule {
    readonly code: string;
    readonly weight: number;
    readonly form: RegExp;
    readonly title: string;
    readonly actions: readonly string[];
    /** @default - the one on rollouts */
    readonly runbook?: string;
}

export const errorRules: readonly ErrorRule[] = [
    {
        code: "credentials",
        weight: 108,
        form: /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|credentials? (have )?expired|[Nn]o valid credential|could not be found in any provider|security token .* (invalid|expired)/,
        title: "the credentials of the command are missing or have expired",
        actions: [
            "sign in anew, then `colorway resume`: in a pipeline, let the session last as long as the rollout",
            "traffic: `colorway status` tells where it is",
        ],
    },
    {
        code: "lock",
        weight: 104,
        form: /currently locked|is locked by|lock of \S+@\S+/,
        title: "another update holds the engine's lock of the stack",
        actions: [
            "let it end; is it dead? the next command clears a lock of a dead process of this host",
            "of another host: `colorway up --break-lock`, with your word that it is dead",
        ],
    },
    {
        code: "access-denied",
        weight: 103,
        form: /AccessDenied|UnauthorizedOperation|not authorized to perform|[Ff]orbidden: User|cannot (get|list|create|patch|update|delete) resource/,
        title: "AWS or the cluster refuses the deployer a right",
        actions: [
            "the message names action and resource; add it to the deployer's role, or its access entry",
            "a permissions boundary or a service control policy refuses in the same words",
        ],
    },
    {
        code: "policy",
        weight: 102,
        form: /mandatory|[Pp]olicy [Vv]iolation|policy pack/,
        title: "a rule of the policy packs stops the update",
        actions: ["`colorway compliance explain RULE`", "mend the configuration; an exception needs owner, approver and ticket"],
    },
    {
        code: "aws-quota",
        weight: 101,
        form: /LimitExceeded|QuotaExceeded|TooManyTargets|TooManyRules|VcpuLimit|exceed(s|ed)? (the )?(quota|limit)|maximum number of/,
        title: "a quota of the AWS account is reached",
        actions: [
            "Service Quotas: raise it, which may take a day, or remove what is not needed",
            "`colorway rollback` where users wait",
        ],
    },
    {
        code: "throttled",
        weight: 97,
        form: /Throttl|Rate exceeded|TooManyRequests|RequestLimitExceeded|SlowDown/i,
        title: "AWS throttles the calls of the account",
        actions: ["who else calls so much? CloudTrail", "`colorway resume` in a few minutes"],
    },
    {
        code: "records",
        weight: 96,
        form: /audit log can't be written|journal of rollout|JournalConflict|NoSuchBucket|PreconditionFailed|another process has the lease|lease/,
        title: "journal, lease or audit log can't be written",
        actions: [
            "is the bucket of COLORWAY_RECORDS reached, and may this role write there?",
            "does another process run the same rollout?",
        ],
    },
    {
        code: "network",
        weight: 95,
        form: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|no such host|i\/o timeout|connection refused|dial tcp/,
        title: "AWS or the cluster is not reached from here",
        actions: ["the cluster's endpoint is private: run it inside the VPC", "DNS, proxy and endpoints of this machine"],
    },
    {
        code: "target-group-weak",
        weight: 78,
        form: /no weight was written/,
        title: "no traffic was moved, because the color that should get it has too few healthy targets",
        actions: ["the targets' reasons, below; `colorway status`"],
    },
    {
        code: "data-plane",
        weight: 77,
        form: /answers do not prove it|read back otherwise/,
        title: "weights were written, and the load balancer did not follow",
        actions: ["does something else write the same rules? CloudTrail, `ModifyRule`", "AWS Health Dashboard for ELB"],
    },
    {
        code: "smoke",
        weight: 76,
        form: /^smoke|on the test listener/m,
        title: "the release does not answer as it should on the test listener",
        actions: [
            "ask it yourself: `curl -H 'x-colorway-color: COLOR' https://DOMAIN:8443/`",
            "logs of the public service and of what it calls",
        ],
    },
    // A rollout that went back took its pods with it: what the engine saw of them is all that is left.
    {
        code: "quota",
        weight: 94,
        form: /exceeded quota/,
        title: "the quota of the slot's namespace was used up",
        actions: ["`kubectl describe quota`: remove what does not belong there, or lower `maxReplicas` or requests"],
        runbook: runbooks.pods,
    },
    {
        code: "admission",
        weight: 94,
        form: /violates PodSecurity|denied the request/,
        title: "an admission policy of the cluster refused the pods",
        actions: ["the policy is named in the message: mend the release, or make an exception with a reason"],
        runbook: runbooks.pods,
    },
    {
        code: "out-of-memory",
        weight: 93,
        form: /OOMKilled/,
        title: "containers were killed for their memory",
        actions: ["is it the release? Mend it", "else raise `services[].limits.memory` and the requests with it"],
        runbook: runbooks.crash,
    },
    {
        code: "image-pull",
        weight: 92,
        form: /ErrImagePull|ImagePullBackOff|InvalidImageName|Failed to pull image/,
        title: "an image could not be pulled",
        actions: [
            "is the digest in the registry: `aws ecr describe-images`?",
            "may the nodes' role pull it, and do they reach ECR?",
        ],
        runbook: runbooks.pods,
    },
    {
        code: "container-config",
        weight: 92,
        form: /CreateContainerConfigError|CreateContainerError/,
        title: "a ConfigMap, a Secret or a key of one was missing",
        actions: ["did somebody delete it? `colorway up` brings back what the program makes"],
        runbook: runbooks.pods,
    },
    {
        code: "unschedulable",
        weight: 91,
        form: /Insufficient (cpu|memory|pods)|Too many pods|nodes are available|no nodes available/,
        title: "no node had room for the pods",
        actions: ["raise `maxSize` of the node group, or lower the requests: both colors must fit while a rollout runs"],
        runbook: runbooks.pods,
    },
    {
        code: "crash-loop",
        weight: 90,
        form: /CrashLoopBackOff|restarting failed container|exit code [1-9]/,
        title: "containers ended as soon as they started",
        actions: [
            "logs of the release in the log group of the cluster: its first seconds",
            "a setting that is missing, a database or cache that is not reached",
        ],
        runbook: runbooks.crash,
    },
    {
        code: "gate-closed",
        weight: 89,
        form: /ReadinessGatesNotReady|readiness gate/,
        title: "pods ran, and the load balancer did not call them healthy",
        actions: [
            "`services[].healthPath`; security group and network policy of the port",
            "is the load balancer controller running?",
        ],
        runbook: runbooks.targets,
    },
    {
        code: "readiness",
        weight: 88,
        form: /[Rr]eadiness probe|containers with unready status/,
        title: "pods ran, and their readiness probe failed",
        actions: ["what does the health path answer? It may wait for a database or cache"],
        runbook: runbooks.pods,
    },
];
