import { strict as assert } from "node:assert";
import { defaultGroupOf } from "../../../simulator/aws/ec2/groups";
import { attachInterface, detachInterfaces } from "../../../simulator/aws/ec2/interfaces";
import {
    allow, association, endpoint, attachment, eip, gateway, group, ingress, logGroup, nat, policy, ref, role, rolePolicy, route,
    subnet, table, vpc,
} from "./refused/steps";
import { accountWith, outputs, refusal, zone } from "./foundation";

describe("order of deletion", () => {
    const inside = [
        subnet("a", "10.0.0.0/24", zone),
        gateway("igw"),
        group("group"),
        table("table"),
        endpoint("s3", { serviceName: "com.amazonaws.us-east-1.s3" }),
    ];
    for (const thing of inside) {
        it(`keeps a VPC while a ${thing.type.slice(thing.type.lastIndexOf(":") + 1)} is in it`, async () => {
            const account = await accountWith(vpc("vpc", "10.0.0.0/16"), thing);
            const { id } = account.resource("vpc");
            const message = `DependencyViolation: The vpc '${id}' has dependencies and cannot be deleted.`;
            assert.equal(await refusal(account.remove("vpc")), message);
            await account.remove(thing.name);
            await account.remove("vpc");
            assert.deepEqual(account.cloud.store.types(), [], "what AWS made with the VPC goes with it");
        });
    }

    it("keeps a subnet while an interface is in it", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/24"),
            nat("nat", { subnetId: ref("a.id"), connectivityType: "private" }),
        );
        assert.match(
            await refusal(account.remove("a")),
            /^DependencyViolation: The subnet 'subnet-\S+' has dependencies and cannot be deleted\.$/,
        );
        await account.remove("nat");
        await account.remove("a");
    });

    it("takes a subnet's association and a table's routes with them", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/24"),
            subnet("b", "10.0.1.0/24"),
            gateway("igw"),
            table("table"),
            association("first", { subnetId: ref("a.id"), routeTableId: ref("table.id") }),
            association("second", { subnetId: ref("b.id"), routeTableId: ref("table.id") }),
            route("out", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        );
        await account.remove("a");
        assert.equal(await account.refresh("first"), undefined);
        await account.remove("table");
        assert.equal(await account.refresh("second"), undefined);
        assert.equal(await account.refresh("out"), undefined);
    });

    it("keeps a gateway and an address while a NAT gateway uses them", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/24"),
            gateway("igw"),
            eip("eip"),
            nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
        );
        assert.match(
            await refusal(account.remove("igw")),
            /^DependencyViolation: Network vpc-\S+ has some mapped public address\(es\)\./,
        );
        assert.equal(
            await refusal(account.remove("eip")),
            "AuthFailure: You do not have permission to access the specified resource.",
        );
        await account.remove("nat");
        await account.remove("eip");
        await account.remove("igw");
    });

    it("keeps a group that another group's rule or an interface names", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/24"),
            group("app", { name: "app" }),
            group("group", { name: "data" }),
            ingress("rule", { ipProtocol: "tcp", fromPort: 5432, toPort: 5432, referencedSecurityGroupId: ref("app.id") }),
        );
        const { id } = account.resource("app");
        assert.equal(await refusal(account.remove("app")), `DependencyViolation: resource ${id} has a dependent object`);
        await account.remove("group");
        assert.equal(await account.refresh("rule"), undefined, "a group takes its own rules with it");
        attachInterface(account.cloud, {
            subnetId: account.resource("a").id,
            securityGroupIds: [id],
            description: "database",
            owner: "db",
        });
        assert.equal(await refusal(account.remove("app")), `DependencyViolation: resource ${id} has a dependent object`);
        detachInterfaces(account.cloud, "db");
        await account.remove("app");
    });

    it("keeps roles with policies and policies with roles", async () => {
        const account = await accountWith(
            role("role", "eks.amazonaws.com"),
            policy("policy", allow("s3:*", "*")),
            attachment("attached", ref("policy.arn")),
            rolePolicy("inline", allow("s3:*", "*")),
        );
        assert.equal(await refusal(account.remove("policy")), "DeleteConflict: Cannot delete a policy attached to entities.");
        assert.equal(
            await refusal(account.remove("role")),
            "DeleteConflict: Cannot delete entity, must detach all policies first.",
        );
        await account.remove("attached");
        assert.equal(await refusal(account.remove("role")), "DeleteConflict: Cannot delete entity, must delete policies first.");
        await account.remove("inline");
        await account.remove("role");
        await account.remove("policy");
        const forced = await accountWith(
            role("role", "eks.amazonaws.com", { forceDetachPolicies: true }),
            attachment("attached", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        );
        await forced.remove("role");
        assert.deepEqual(forced.cloud.store.types(), []);
    });

    it("keeps a protected log group, and leaves one that is not to be destroyed", async () => {
        const account = await accountWith(
            logGroup("kept", { name: "/kept", deletionProtectionEnabled: true }),
            logGroup("left", { name: "/left", skipDestroy: true }),
        );
        assert.match(await refusal(account.remove("kept")), /^ValidationException: /);
        await account.update("kept", { name: "/kept", deletionProtectionEnabled: false });
        await account.remove("kept");
        await account.remove("left");
        assert.match(await refusal(account.run([logGroup("again", { name: "/left" })])), /^ResourceAlreadyExistsException: /);
    });
});

describe("default security group", () => {
    it("is adopted and emptied, and stays when its resource goes", async () => {
        const account = await accountWith(vpc("vpc", "10.0.0.0/16"));
        const usual = defaultGroupOf(account.cloud, account.resource("vpc").id);
        assert.notDeepEqual(usual?.props["ingress"], []);
        await account.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "closed", {
            vpcId: ref("vpc.id"),
            ingress: [],
            egress: [],
        });
        assert.equal(account.resource("closed").id, usual?.id);
        assert.equal(outputs(account, "closed")["name"], "default");
        const emptied = defaultGroupOf(account.cloud, account.resource("vpc").id);
        assert.deepEqual([emptied?.props["ingress"], emptied?.props["egress"]], [[], []]);
        await account.remove("closed");
        assert.equal(defaultGroupOf(account.cloud, account.resource("vpc").id)?.id, usual?.id);
        await account.remove("vpc");
    });
});
