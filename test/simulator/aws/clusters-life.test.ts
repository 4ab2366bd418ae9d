import { strict as assert } from "node:assert";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { record, text, texts } from "../../../simulator/cloud/values";
import { outputs, refusal } from "./foundation";
import {
    accessEntry,
    accessPolicy,
    addon,
    adminArn,
    cluster,
    clusterRole,
    network,
    nodeGroup,
    podIdentity,
    ready,
} from "./refused/service-steps";
import { group, ref, subnet } from "./refused/steps";
import { accountWith } from "./services-models";

describe("life of simulated clusters", () => {
    for (const to of ["1.36", "1.33"]) {
        it(`refuses to go from 1.34 to ${to}`, async () => {
            const account = await accountWith(...network, clusterRole, cluster({ version: "1.34" }));
            const message = await refusal(account.update("cluster", cluster({ version: to }).inputs));
            assert.equal(message, `InvalidParameterException: Unsupported Kubernetes minor version update from 1.34 to ${to}`);
        });
    }

    it("goes up one version and leaves the nodes where they are", async () => {
        const account = await accountWith(...ready, nodeGroup());
        await account.update("cluster", cluster({ version: "1.36" }).inputs);
        assert.equal(outputs(account, "cluster")["platformVersion"], "eks.7");
        assert.equal((await account.refresh("nodes"))?.properties["version"], "1.35");
        await account.update("nodes", nodeGroup({ version: "1.36" }).inputs);
        assert.match(text(outputs(account, "nodes"), "releaseVersion"), /^1\.36\./);
        assert.match(
            await refusal(account.update("nodes", nodeGroup({ version: "1.35" }).inputs)),
            /^InvalidParameterException: .* cannot be downgraded$/,
        );
    });

    it("never goes back to a config map", async () => {
        const account = await accountWith(...network, clusterRole, cluster());
        const back = cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }).inputs;
        assert.equal(
            await refusal(account.update("cluster", back)),
            "InvalidParameterException: Unsupported authentication mode update from API to API_AND_CONFIG_MAP",
        );
    });

    it("moves within the zones it was made in only", async () => {
        const account = await accountWith(
            ...network,
            clusterRole,
            subnet("a2", "10.0.8.0/24", { availabilityZone: "us-east-1a" }),
            cluster(),
        );
        await account.update("cluster", cluster({}, { subnetIds: [ref("a2.id"), ref("b.id")] }).inputs);
        const other = cluster({}, { subnetIds: [ref("b.id"), ref("c.id")] }).inputs;
        assert.match(await refusal(account.update("cluster", other)), /^InvalidParameterException: .*us-east-1a, us-east-1b$/);
    });

    it("stays while it has node groups, and while it is protected", async () => {
        const account = await accountWith(...ready, nodeGroup());
        assert.equal(await refusal(account.remove("cluster")), "ResourceInUseException: Cluster has nodegroups attached");
        await account.remove("nodes");
        await account.update("cluster", cluster({ deletionProtection: true }).inputs);
        assert.match(await refusal(account.remove("cluster")), /^InvalidRequestException: .*deletion protection/);
        await account.update("cluster", cluster({ deletionProtection: false }).inputs);
        await account.remove("cluster");
    });

    it("takes add-ons, access, its group and interfaces along, so that the VPC can go", async () => {
        const account = await accountWith(
            ...ready,
            addon("coredns"),
            accessEntry(adminArn),
            accessPolicy("AmazonEKSViewPolicy"),
            podIdentity(),
        );
        assert.match(await refusal(account.remove("a")), /^DependencyViolation/);
        await account.remove("cluster");
        for (const name of ["a", "b", "c", "vpc"]) await account.remove(name);
        const left = account.cloud.store.types().filter((type) => type.includes("eks") || type.includes("ec2"));
        assert.deepEqual(left, []);
    });

    it("an entry takes its policies along", async () => {
        const account = await accountWith(...ready, accessEntry(adminArn), accessPolicy("AmazonEKSViewPolicy"));
        await account.remove("entry");
        assert.equal(await account.refresh("policy"), undefined);
    });

    it("gives its interfaces the groups of an update", async () => {
        const account = await accountWith(...network, clusterRole, group("group"), cluster());
        await account.update("cluster", cluster({}, { securityGroupIds: [ref("group.id")] }).inputs);
        const own = text(record(outputs(account, "cluster"), "vpcConfig"), "clusterSecurityGroupId");
        const [one] = interfacesIn(account.cloud, { owner: text(outputs(account, "cluster"), "arn") });
        assert.deepEqual(texts(one?.props ?? {}, "securityGroupIds"), [own, account.resource("group").id]);
    });
});
