import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "../../../release/diagnosis/diagnose";
import type { Snapshot } from "../../../release/diagnosis/snapshot";
import { failedAt, judged, podOf, rolloutOf, ruleOf, slotOf, snapshotOf, targetOf, withPod } from "./snapshots";

const root = join(__dirname, "../../..");
const blue = slotOf("blue");
const notReady = failedAt("fill", "Deployment api-gateway: 0 of 1 pods ready");
const filling = (green: Snapshot["slots"][0]): Partial<Snapshot> => ({ rollout: notReady, slots: [blue, green] });
const failing = (reason: string, description = ""): Snapshot["slots"][0] =>
    slotOf("green", { targets: { "api-gateway": [targetOf({ state: reason.includes("Initial") ? "initial" : "unhealthy", reason, description })] } });
const running = { owner: "maria@build-7 (process 4711)", running: true, heartbeat: "last heartbeat 2 s ago" };
const gone = { ...running, running: false, heartbeat: "last heartbeat 4 min ago" };
const watching = rolloutOf({ phase: "watch", resting: false, goal: "forward", traffic: { blue: 75, green: 25 } });

/** Each with the code of its first cause, and something that its evidence has to say. */
const situations: readonly (readonly [what: string, parts: Partial<Snapshot>, first: string, evidence: string])[] = [
    ["an image that the registry has not", filling(withPod("green", { waiting: { reason: "ImagePullBackOff", message: "Back-off pulling image \"x\"" } })), "image-pull", "ImagePullBackOff"],
    ["a name of an image that is none", filling(withPod("green", { waiting: { reason: "InvalidImageName", message: "couldn't parse" } })), "image-pull", "InvalidImageName"],
    ["containers that end at once", filling(withPod("green", { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" }, restarts: 4, ended: { reason: "Error", exitCode: 1 } })), "crash-loop", "4 restarts, exit code 1"],
    ["containers killed for memory, which also loop", filling(withPod("green", { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" }, restarts: 4, ended: { reason: "OOMKilled", exitCode: 137 } })), "out-of-memory", "OOMKilled, 4 restarts"],
    ["a ConfigMap that is gone", filling(withPod("green", { waiting: { reason: "CreateContainerConfigError", message: "configmap \"settings-1a\" not found" } })), "container-config", "settings-1a"],
    ["nodes without room", filling(withPod("green", { unscheduled: "0/2 nodes are available: 2 Insufficient cpu." })), "unschedulable", "Insufficient cpu"],
    ["no nodes at all", filling(withPod("green", { unscheduled: "no nodes available to schedule pods" })), "no-nodes", "no nodes available"],
    ["nodes with taints only", filling(withPod("green", { unscheduled: "0/2 nodes are available: 2 node(s) had untolerated taint {gpu: }." })), "placement", "untolerated taint"],
    ["a quota that is used up", filling(withPod("green", {}, [["FailedCreate", "Error creating: pods \"a\" is forbidden: exceeded quota: slot, requested: pods=1, used: pods=9, limited: pods=9"]])), "quota", "exceeded quota"],
    ["a policy of admission", filling(withPod("green", {}, [["FailedCreate", "Error creating: admission webhook \"validate.kyverno.svc-fail\" denied the request: image is not signed"]])), "admission", "not signed"],
    ["the pod security standard", filling(withPod("green", {}, [["FailedCreate", "Error creating: pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\""]])), "admission", "PodSecurity"],
    ["subnets without addresses", filling(withPod("green", { waiting: undefined }, [["FailedCreatePodSandBox", "failed to assign an IP address to container"]])), "sandbox", "assign an IP address"],
    ["a health path that fails", filling(withPod("green", {}, [["Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"]])), "readiness", "503"],
    ["a liveness probe that kills", filling(withPod("green", { restarts: 1 }, [["Unhealthy", "Liveness probe failed: context deadline exceeded"]])), "liveness", "deadline exceeded"],
    ["pods without readiness gates", filling(slotOf("green", { cluster: { pods: [podOf("green", { gates: [] })], warnings: [], quotas: [] } })), "gate-missing", "has none"],
    ["a controller that registers nothing", filling(slotOf("green", { targets: { "api-gateway": [] } })), "not-registered", "no target"],
    ["pods that do not end", { slots: [blue, withPod("green", { overdue: 300 })] }, "stuck-ending", "300 s over"],
    ["a group in no rule", filling(failing("Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")), "target-unused", "not configured"],
    ["a security group in the way", filling(failing("Target.Timeout", "Request timed out")), "target-timeout", "timed out"],
    ["a health check answered with 404", filling(failing("Target.ResponseCodeMismatch", "Health checks failed with these codes: [404]")), "target-answer", "404"],
    ["a service that listens on localhost", filling(failing("Target.FailedHealthChecks", "Health checks failed")), "target-checks", "Health checks failed"],
    ["a live color without healthy targets", { slots: [slotOf("blue", { targets: { "api-gateway": [targetOf({ state: "unhealthy", reason: "Target.Timeout" })] } }), slotOf("green")] }, "users-hurt", "weight 100"],
    ["a runner that died", { rollout: watching, lease: gone, rules: [ruleOf(100, 0)] }, "runner-lost", "4 min ago"],
    ["Ctrl-C", { rollout: rolloutOf({ phase: "paused", goal: "forward", cause: { kind: "interrupt", at: "watch 25 %", text: "interrupted by SIGINT" } }) }, "interrupted", "SIGINT"],
    ["a closed window", { rollout: rolloutOf({ phase: "refused", goal: "forward", cause: { kind: "error", at: "check", text: "deployment window: closed" }, refused: [{ name: "deployment window", text: "opens Mon 09:00" }] }) }, "refused: deployment window", "opens Mon"],
    ["a release with errors", { rollout: judged("fail", "api-gateway: errors 4 %") }, "release-fails", "errors 4 %"],
    ["a release with errors because it is killed for memory", { rollout: judged("fail", "api-gateway: errors 4 %"), slots: [blue, withPod("green", { restarts: 3, ended: { reason: "OOMKilled", exitCode: 137 } })] }, "out-of-memory", "OOMKilled"],
    ["a Prometheus that is down", { rollout: judged("metricsUnavailable", "no answer for 60 s", "error") }, "metrics-down", "no answer"],
    ["a release that nobody scrapes", { rollout: judged("noData", "nothing of api-gateway", "error") }, "no-data", "nothing of"],
    ["a night without users", { rollout: judged("inconclusive", "12 of 1000 requests", "error") }, "too-few-requests", "12 of 1000"],
    ["expired credentials", { rollout: failedAt("activate", "ExpiredToken: The security token included in the request is expired") }, "credentials", "ExpiredToken"],
    ["a right that the deployer lacks", { rollout: failedAt("fill", "AccessDenied: User: arn:aws:sts::1:r is not authorized to perform: eks:CreateNodegroup") }, "access-denied", "eks:CreateNodegroup"],
    ["a quota of the account", { rollout: failedAt("fill", "VcpuLimitExceeded: You have requested more vCPU capacity than your current limit") }, "aws-quota", "VcpuLimitExceeded"],
    ["a rule of the policy packs", { rollout: failedAt("fill", "[mandatory] colorway-pci-dss rds-encrypted: storage is not encrypted") }, "policy", "rds-encrypted"],
    ["throttled calls", { rollout: failedAt("shift 25 %", "Throttling: Rate exceeded") }, "throttled", "Rate exceeded"],
    ["a private endpoint that is not reached", { rollout: failedAt("fill", "getaddrinfo ENOTFOUND abc.eks.amazonaws.com") }, "network", "ENOTFOUND"],
    ["a lock of a killed update", { rollout: failedAt("fill", "x"), engine: { locks: [{ text: "lock of maria@here (process 1)", state: "dead" }], pending: [], lastFailed: true } }, "dead-lock", "process 1"],
    ["operations of a killed update", { engine: { locks: [], pending: ["creating aws:lb/listener:Listener https"], lastFailed: true } }, "pending", "https"],
    ["weights that somebody moved", { rollout: failedAt("close", "the weights are not the rollout's"), rules: [ruleOf(50, 50)] }, "weights-moved", "blue 50, green 50"],
    ["a rule with a group of somebody else", { rules: [ruleOf(100, 0, { strangers: ["tg-other"] })] }, "foreign-group", "tg-other"],
    ["a slot of another size than written", { differences: ["green: size off in the cloud, full in the configuration"] }, "drift", "size off"],
    ["the way back that failed, of what it began with", { rollout: rolloutOf({ phase: "needs-person", cause: { kind: "error", at: "restore", text: "x (on the way back from: AccessDenied)", origin: "AccessDenied: User is not authorized to perform: rds:X" } }) }, "access-denied", "rds:X"],
    ["pods that went with the way back, killed for memory", { rollout: failedAt("fill", "kubernetes:apps/v1:Deployment dev-green-api-gateway-deployment: 4 errors:\n[Pod green/api-gateway-1]: containers with unready status: [api-gateway][CrashLoopBackOff] back-off 40s\ncontainer \"api-gateway\" terminated at 2026-01-02T03:04:05Z (OOMKilled: exit code 137)") }, "out-of-memory", "OOMKilled"],
    ["pods that went with the way back, never pulled", { rollout: failedAt("fill", "[ImagePullBackOff] Back-off pulling image \"x\"") }, "image-pull", "ImagePullBackOff"],
    ["an error that nobody knows", { rollout: failedAt("fill", "the moon is full") }, "error", "the moon is full"],
];

describe("diagnose", () => {
    for (const [what, parts, first, evidence] of situations) {
        it(`names first the cause of ${what}`, () => {
            const { causes } = diagnose(snapshotOf(parts));
            assert.equal(causes[0]?.code, first, JSON.stringify(causes.map(({ code, weight }) => `${code} ${weight}`)));
            assert.ok(causes[0]?.evidence.some((line) => line.includes(evidence)), causes[0]?.evidence.join("\n"));
        });
    }

    it("finds nothing in a stack that is well, at rest and under way", () => {
        assert.deepEqual(diagnose(snapshotOf()).causes, []);
        const under = snapshotOf({ rollout: watching, lease: running, rules: [ruleOf(75, 25)], engine: { locks: [{ text: "lock", state: "running" }], pending: ["updating x"], lastFailed: false } });
        assert.deepEqual(diagnose(under).causes, []);
        assert.deepEqual(diagnose(snapshotOf({ rollout: rolloutOf({ phase: "done", goal: "forward" }) })).causes, []);
    });

    it("ignores a slot that is off, and an old warning of a pod that is ready now", () => {
        const off = { ...withPod("green", { unscheduled: "no nodes available to schedule pods" }), size: "off" };
        assert.deepEqual(diagnose(snapshotOf({ slots: [blue, off] })).causes, []);
        const well = slotOf("green", { cluster: { pods: [podOf("green")], warnings: [{ about: "Pod api-gateway-7f9c-green", reason: "Unhealthy", message: "Readiness probe failed: 503" }], quotas: [] } });
        assert.deepEqual(diagnose(snapshotOf({ slots: [blue, well] })).causes, []);
    });

    it("puts the fault in the color that the rollout stopped in before the same one elsewhere, and users who are hurt before all", () => {
        const pulls = { waiting: { reason: "ErrImagePull", message: "not found" } };
        const killed = { ended: { reason: "OOMKilled", exitCode: 137 }, restarts: 2 };
        const slots = [{ ...withPod("blue", pulls), targets: { "api-gateway": [targetOf()] } }, withPod("green", killed)];
        assert.deepEqual(diagnose(snapshotOf({ rollout: notReady, slots })).causes.slice(0, 2).map(({ code }) => code), ["out-of-memory", "image-pull"]);
        const hurt = diagnose(snapshotOf({ rollout: notReady, slots: [withPod("blue", pulls), withPod("green", killed)] }));
        assert.equal(hurt.causes[0]?.code, "users-hurt");
    });

    it("tells what could not be read, and four lines of evidence at most", () => {
        const pods = Array.from({ length: 9 }, (_, index) => podOf("green", { name: `p${index}`, ready: false, unscheduled: "Insufficient cpu" }));
        const found = diagnose(snapshotOf({ unseen: ["pods of blue: no answer within 15 s"], slots: [blue, slotOf("green", { cluster: { pods, warnings: [], quotas: [] } })] }));
        assert.deepEqual([found.unseen, found.causes[0]?.evidence.length, found.causes[0]?.evidence.at(-1)], [["pods of blue: no answer within 15 s"], 5, "and 5 more"]);
    });

    it("knows an action and a runbook that is there for every cause, and names the namespace", () => {
        const all = situations.flatMap(([, parts]) => diagnose(snapshotOf(parts)).causes);
        assert.ok(new Set(all.map(({ code }) => code)).size >= 30);
        for (const { code, actions, runbook } of all) {
            const [path = "", anchor] = runbook.split("#");
            assert.ok(actions.length > 0 && existsSync(join(root, path)), `${code}: ${runbook}`);
            const headings = readFileSync(join(root, path), "utf8").split("\n").filter((line) => line.startsWith("#"));
            const anchors = headings.map((line) => line.replace(/^#+ /, "").toLowerCase().replace(/[^a-z0-9 -]/g, "").replaceAll(" ", "-"));
            if (anchor !== undefined) assert.ok(anchors.includes(anchor), `${runbook}: ${anchors.join(", ")}`);
            assert.doesNotMatch(actions.join(), /NAMESPACE/);
        }
    });
});
