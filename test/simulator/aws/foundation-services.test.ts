import { strict as assert } from "node:assert";
import { findSecurityGroup, makeSecurityGroup, removeSecurityGroup } from "../../../simulator/aws/ec2/groups";
import { attachInterface, detachInterfaces, freeAddressCount, interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { needRole, trusts } from "../../../simulator/aws/iam/roles";
import { AwsError } from "../../../simulator/cloud/errors";
import { text } from "../../../simulator/cloud/values";
import { Account } from "./harness";
import { flowLog, group, ingress, logGroup, ref, statement, subnet, vpc } from "./refused/steps";
import { accountWith, refusal } from "./foundation";

describe("interfaces and groups of services", () => {
    it("give addresses out in order, and again when they are free", async () => {
        const account = await accountWith(vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/28"));
        const place = (owner: string): string =>
            text(
                attachInterface(account.cloud, { subnetId: account.resource("a").id, description: owner, owner }).props,
                "privateIp",
            );
        assert.deepEqual(["1", "2", "3"].map(place), ["10.0.0.4", "10.0.0.5", "10.0.0.6"]);
        detachInterfaces(account.cloud, "2");
        assert.equal(place("4"), "10.0.0.5");
        const here = account.cloud.find("aws:ec2/subnet:Subnet", account.resource("a").id);
        assert.ok(here !== undefined);
        for (let left = freeAddressCount(account.cloud, here); left > 0; left -= 1) place(`more-${left}`);
        assert.throws(
            () => place("last"),
            (error) => error instanceof AwsError && error.code === "InsufficientFreeAddressesInSubnet",
        );
    });

    it("refuse groups that are missing or of another VPC", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/28"),
            vpc("other", "10.9.0.0/16"),
            group("far", { vpcId: ref("other.id") }),
        );
        const place = (groupId: string) => () =>
            attachInterface(account.cloud, {
                subnetId: account.resource("a").id,
                securityGroupIds: [groupId],
                description: "",
                owner: "x",
            });
        assert.throws(place("sg-1"), (error) => error instanceof AwsError && error.code === "InvalidGroup.NotFound");
        assert.throws(
            place(account.resource("far").id),
            (error) => error instanceof AwsError && error.code === "InvalidParameter",
        );
        assert.deepEqual(interfacesIn(account.cloud, { owner: "x" }), []);
    });

    it("let a service have a group of its own that rules can name", async () => {
        const account = await accountWith(vpc("vpc", "10.0.0.0/16"), group("group"));
        const own = makeSecurityGroup(account.cloud, {
            name: "eks-cluster-sg",
            description: "EKS",
            vpcId: account.resource("vpc").id,
        });
        await account.run([ingress("rule", { ipProtocol: "-1", referencedSecurityGroupId: own.id })]);
        assert.equal(findSecurityGroup(account.cloud, own.id)?.props["name"], "eks-cluster-sg");
        await account.remove("group");
        removeSecurityGroup(account.cloud, own.id);
        await account.remove("vpc");
    });
});

describe("roles that services assume", () => {
    const arn = "arn:aws:iam::111122223333:role/r";
    const need = { service: "pods.eks.amazonaws.com", code: "InvalidParameterException", message: "Trust policy is not valid" };

    async function roleTrusting(extra: object): Promise<Account> {
        const document = statement({
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: "sts:AssumeRole",
            ...extra,
        });
        return accountWith({ type: "aws:iam/role:Role", name: "r", inputs: { name: "r", assumeRolePolicy: document } });
    }

    it("must exist and trust the service for every action", async () => {
        const { cloud } = await roleTrusting({ Action: ["sts:AssumeRole", "sts:TagSession"] });
        assert.equal(needRole(cloud, arn, { ...need, actions: ["sts:AssumeRole", "sts:TagSession"] }).id, "r");
        assert.throws(() => needRole(cloud, `${arn}x`, need), {
            code: "InvalidParameterException",
            message: "Trust policy is not valid",
        });
        const half = await roleTrusting({});
        assert.throws(() => needRole(half.cloud, arn, { ...need, actions: ["sts:AssumeRole", "sts:TagSession"] }), {
            code: need.code,
        });
    });

    it("may be kept for one account and one source", async () => {
        const conditions = {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:eks:*:*:cluster/a*" },
        };
        const account = await roleTrusting({ Condition: conditions });
        const object = account.cloud.find("aws:iam/role:Role", "r");
        assert.ok(object !== undefined);
        const asks = (sourceArn?: string): boolean => trusts(account.cloud, object, "pods.eks.amazonaws.com", { sourceArn });
        assert.deepEqual(
            [
                asks("arn:aws:eks:us-east-1:111122223333:cluster/abc"),
                asks("arn:aws:eks:us-east-1:111122223333:cluster/b"),
                asks(),
            ],
            [true, false, true],
        );
        const other = await roleTrusting({ Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } });
        assert.throws(() => needRole(other.cloud, arn, need), { code: need.code });
    });

    it("serve a flow log only when they name it as their source", async () => {
        const trust = (source: string): string =>
            statement({
                Effect: "Allow",
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { ArnLike: { "aws:SourceArn": source } },
            });
        const program = (source: string): Parameters<Account["run"]>[0] => [
            vpc("vpc", "10.0.0.0/16"),
            logGroup("logs", { name: "/flow" }),
            { type: "aws:iam/role:Role", name: "role", inputs: { assumeRolePolicy: trust(source) } },
            flowLog("flow", { logDestination: ref("logs.arn"), iamRoleArn: ref("role.arn") }),
        ];
        await accountWith(...program("arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*"));
        assert.match(
            await refusal(accountWith(...program("arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*"))),
            /^InvalidParameter: Unable to assume/,
        );
    });
});
