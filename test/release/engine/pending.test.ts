import { strict as assert } from "node:assert";
import { isEmpty, PendingOperation, planPending, ResourceState, settled } from "../../../release/engine/pending";
import { idOf } from "../../../release/engine/resource-ids";

const stack = { urn: "urn:pulumi:dev::colorway::pulumi:pulumi:Stack::colorway-dev", type: "pulumi:pulumi:Stack" };
const provider = { urn: "urn:pulumi:dev::colorway::pulumi:providers:aws::aws", type: "pulumi:providers:aws", custom: true, id: "p-1" };

function resource(type: string, name: string, changes: Partial<ResourceState> = {}): ResourceState {
    const urn = `urn:pulumi:dev::colorway::${type}::${name}`;
    return { urn, type, custom: true, parent: stack.urn, provider: `${provider.urn}::p-1`, ...changes };
}

function creating(pending: ResourceState): PendingOperation {
    return { type: "creating", resource: pending };
}

const role = resource("aws:iam/role:Role", "dev-role", { inputs: { name: "dev-role-1a2b3c4" } });
const vpc = resource("aws:ec2/vpc:Vpc", "dev-vpc", { inputs: { cidrBlock: "10.0.0.0/16" } });

describe("operations that a kill left", () => {
    it("are none in a state without them", () => {
        assert.ok(isEmpty(planPending({ resources: [stack, provider, { ...role, id: "x", outputs: {} }] })));
        assert.ok(isEmpty(planPending({})));
    });

    it("are taken into the state where a create's identifier is known beforehand", () => {
        const deployment = { resources: [stack, provider], pending_operations: [creating(role)], manifest: { version: "3.259.0" } };
        const plan = planPending(deployment);
        assert.deepEqual(plan, { adopt: [{ ...role, id: "dev-role-1a2b3c4" }], refresh: [], unknown: [] });
        assert.deepEqual(settled(deployment, plan, false), {
            resources: [stack, provider, { ...role, id: "dev-role-1a2b3c4" }],
            pending_operations: [],
            manifest: { version: "3.259.0" },
        });
    });

    it("stay noted where a create's identifier is AWS's choice, until an operator's word", () => {
        const deployment = { resources: [stack, provider], pending_operations: [creating(vpc)] };
        const plan = planPending(deployment);
        assert.deepEqual(plan, { adopt: [], refresh: [], unknown: [{ resource: vpc, reason: "its identifier is not known beforehand" }] });
        assert.deepEqual(settled(deployment, plan, false).pending_operations, [creating(vpc)]);
        assert.deepEqual(settled(deployment, plan, true).pending_operations, []);
    });

    it("of resources that the state knows are looked up, a delete too", () => {
        const known = { ...vpc, id: "vpc-1", outputs: { id: "vpc-1" } };
        for (const type of ["updating", "deleting", "reading"]) {
            const deployment = { resources: [stack, provider, known], pending_operations: [{ type, resource: known }] };
            const plan = planPending(deployment);
            assert.deepEqual(plan, { adopt: [], refresh: [known.urn], unknown: [] }, type);
            assert.deepEqual(settled(deployment, plan, false).pending_operations, [], type);
        }
        assert.ok(isEmpty(planPending({ resources: [stack], pending_operations: [{ type: "reading", resource: vpc }] })));
    });

    it("never put a second resource of the same name into the state", () => {
        const old = { ...role, id: "dev-role-0000000", outputs: {} };
        const resources = [stack, provider, old];
        assert.deepEqual(planPending({ resources, pending_operations: [creating(role)] }).unknown.map(({ reason }) => reason), ["it was to replace dev-role-0000000"]);
        const same = { ...role, id: "dev-role-1a2b3c4", outputs: {} };
        assert.deepEqual(planPending({ resources: [stack, provider, same], pending_operations: [creating(role)] }).refresh, [role.urn]);
        const leaving = { ...old, delete: true };
        assert.deepEqual(planPending({ resources: [stack, provider, leaving], pending_operations: [creating(role)] }).adopt.length, 1);
    });

    it("never refer to what the state lacks", () => {
        const lost = resource("aws:iam/role:Role", "dev-role", { inputs: { name: "n" }, dependencies: ["urn:pulumi:dev::colorway::aws:kms/key:Key::gone"] });
        assert.deepEqual(planPending({ resources: [stack, provider], pending_operations: [creating(lost)] }).unknown.map(({ reason }) => reason), [
            "the state lacks what it depends on",
        ]);
        assert.equal(planPending({ resources: [stack], pending_operations: [creating(role)] }).adopt.length, 0);
    });

    it("are looked up again where the first look was killed", () => {
        const half = { ...role, id: "dev-role-1a2b3c4" };
        assert.deepEqual(planPending({ resources: [stack, provider, half] }).refresh, [role.urn]);
    });
});

describe("identifiers that are known beforehand", () => {
    const cases: readonly (readonly [type: string, inputs: { readonly [name: string]: unknown }, id: string | undefined])[] = [
        ["kubernetes:apps/v1:Deployment", { metadata: { namespace: "colorway-blue", name: "api" } }, "colorway-blue/api"],
        ["kubernetes:core/v1:Namespace", { metadata: { name: "colorway-blue" } }, "colorway-blue"],
        ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", { metadata: { name: "r" } }, "r"],
        ["kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding", { metadata: { namespace: "n", name: "b" } }, "n/b"],
        ["kubernetes:apps/v1:Deployment", { metadata: { name: "api" } }, undefined],
        ["kubernetes:apps/v1:Deployment", {}, undefined],
        ["kubernetes:helm.sh/v3:Release", { namespace: "kube-system", name: "controller" }, "kube-system/controller"],
        ["aws:eks/addon:Addon", { clusterName: "dev", addonName: "coredns" }, "dev:coredns"],
        ["aws:iam/rolePolicy:RolePolicy", { role: "r", name: "p" }, "r:p"],
        ["aws:iam/role:Role", { name: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "…" } }, undefined],
        ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, undefined],
    ];
    for (const [type, inputs, id] of cases) it(`${type} ${JSON.stringify(inputs)}: ${id}`, () => assert.equal(idOf(type, inputs), id));
});
