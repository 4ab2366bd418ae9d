import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { podResourceRules } from "../../../../policies/rules/kubernetes/pod-resources";
import { describeRules, later, type Made } from "../harness";
import { container, first, object, podFixtures, verdict, workload } from "./fixtures";

const quantity = { cpu: "100m", memory: "128Mi" };
const missing = (path: string, what = "a quantity"): string => `${first}.${path} is not set; ${what} is required`;
const probe = (name: string) => podFixtures({
    passes: [
        container({ [name]: { httpGet: { path: "/", port: 8080 } } }),
        { ...container({ [name]: { exec: { command: ["true"] } } }), initContainers: [{ name: "once" }] },
    ],
    fails: [[container({ [name]: undefined }), missing(name, "a probe")]],
    absent: [missing(name, "a probe")],
    unknown: [container({ [name]: later }), `${first}.${name}`],
    notApplicable: { otherType: "kubernetes:batch/v1:Job" },
});
const ends = { activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 3600, backoffLimit: 2 };
const job = (spec: { readonly [name: string]: unknown }): Made => workload({}, spec, "batch/v1:Job");
const cronJob = (spec: { readonly [name: string]: unknown }): Made =>
    object("batch/v1:CronJob", { spec: { jobTemplate: { spec } } });

describeRules("what pods take of their node", podResourceRules, {
    "k8s-resource-limits": podFixtures({
        passes: [container({ resources: { limits: quantity } })],
        fails: [
            [container({ resources: { limits: { cpu: "1" } } }), missing("resources.limits.memory")],
            [container({ resources: { limits: { memory: "1Gi" } } }), missing("resources.limits.cpu")],
        ],
        absent: [missing("resources.limits.memory"), missing("resources.limits.cpu")],
        unknown: [container({ resources: { limits: { ...quantity, memory: later } } }), `${first}.resources.limits.memory`],
    }),
    "k8s-resource-requests": podFixtures({
        passes: [container({ resources: { requests: quantity } }), container({ resources: { limits: quantity } })],
        fails: [
            [container({ resources: { requests: { cpu: "1" } } }), missing("resources.requests.memory")],
            [container({ resources: { requests: { memory: "1Gi" } } }), missing("resources.requests.cpu")],
        ],
        absent: [missing("resources.requests.cpu"), missing("resources.requests.memory")],
        unknown: [container({ resources: { limits: later, requests: { memory: "1Gi" } } }), `${first}.resources.limits.cpu`],
    }),
    "k8s-liveness-probe": probe("livenessProbe"),
    "k8s-readiness-probe": probe("readinessProbe"),
    "k8s-cronjob-job-bounded": {
        passes: [[job(ends)], [cronJob(ends)]],
        fails: [
            {
                given: [job({ ...ends, activeDeadlineSeconds: undefined })],
                findings: ["spec.activeDeadlineSeconds is not set; a number of seconds is required"],
            },
            {
                given: [cronJob({ ...ends, ttlSecondsAfterFinished: undefined })],
                findings: ["spec.jobTemplate.spec.ttlSecondsAfterFinished is not set; a number of seconds is required"],
            },
            { given: [job({ ...ends, backoffLimit: undefined })], findings: ["spec.backoffLimit is 6; 3 or less is required"] },
            { given: [job({ ...ends, backoffLimit: 10 })], findings: ["spec.backoffLimit is 10; 3 or less is required"] },
        ],
        absent: {
            given: [job({})],
            verdict: verdict(
                "spec.activeDeadlineSeconds is not set; a number of seconds is required",
                "spec.ttlSecondsAfterFinished is not set; a number of seconds is required",
                "spec.backoffLimit is 6; 3 or less is required",
            ),
        },
        unknown: { given: [job({ ...ends, backoffLimit: later })], undecided: ["spec.backoffLimit"] },
        notApplicable: { otherType: "kubernetes:apps/v1:Deployment" },
        parameters: { mostRetries: 3 },
    },
});

describe("rules: limits of CPU", () => {
    it("are not asked for where the parameter says so", () => {
        const rule = podResourceRules.find(({ id }) => id === "k8s-resource-limits");
        const stack = new Stack([
            { ...workload(container({ resources: { limits: { memory: "1Gi" } } })), urn: "urn:web", name: "web" },
        ]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(judge(rule, subject, stack, { [rule.id]: { cpuLimit: false } }), { kind: "met" });
    });
});
