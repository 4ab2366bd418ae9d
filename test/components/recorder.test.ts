import { strict as assert } from "node:assert";
import * as aws from "@pulumi/aws/ec2";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import { getRegion } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";
import { nameOfUrn, record, valueOf } from "./recorder";

class Pair extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:recorder:Pair", name, {}, opts);
        const vpc = new aws.Vpc(`${name}-vpc`, { cidrBlock: "10.0.0.0/16" }, { parent: this, protect: true, ignoreChanges: ["tags"] });
        const waits = new aws.InternetGateway(`${name}-first`, {}, { parent: this });
        new aws.Subnet(`${name}-subnet`, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" }, { parent: this, dependsOn: [waits] });
        this.registerOutputs({});
    }
}

describe("recorder", () => {
    it("keeps types, names, inputs, parents, dependencies and options of every registration", async () => {
        const recording = await record(() => new Pair("p"));
        assert.deepEqual(recording.list(), [
            "aws:ec2/internetGateway:InternetGateway p-first",
            "aws:ec2/subnet:Subnet p-subnet",
            "aws:ec2/vpc:Vpc p-vpc",
            "test:recorder:Pair p",
        ]);
        assert.deepEqual(recording.inputs("aws:ec2/subnet:Subnet", "p-subnet"), { vpcId: "p-vpc-id", cidrBlock: "10.0.0.0/24" });
        assert.deepEqual(recording.dependencies("aws:ec2/subnet:Subnet", "p-subnet"), ["p-first", "p-vpc"]);
        const vpc = recording.one("aws:ec2/vpc:Vpc", "p-vpc");
        assert.equal(nameOfUrn(vpc.parent), "p");
        assert.equal(vpc.protect, true);
        assert.deepEqual(vpc.ignoreChanges, ["tags"]);
        assert.equal(recording.one("test:recorder:Pair", "p").custom, false);
    });

    it("pairs inputs with their own registration when many are under way", async () => {
        const names = Array.from({ length: 40 }, (_, index) => `vpc${index}`);
        const recording = await record(() => names.map((name) => new aws.Vpc(name, { cidrBlock: "10.0.0.0/16", tags: { name } })));
        for (const name of names) {
            assert.deepEqual(recording.inputs("aws:ec2/vpc:Vpc", name).tags, { name });
        }
    });

    it("waits for a resource whose input is still under way when the program returns", async () => {
        const recording = await record(() => {
            const slow = new Promise<string>((resolve) => setImmediate(() => resolve("10.9.0.0/16")));
            return new aws.Vpc("slow", { cidrBlock: slow });
        });
        assert.equal(recording.inputs("aws:ec2/vpc:Vpc", "slow").cidrBlock, "10.9.0.0/16");
    });

    it("follows dependencies through other resources", async () => {
        const recording = await record(() => {
            const vpc = new aws.Vpc("a", { cidrBlock: "10.0.0.0/16" });
            const subnet = new aws.Subnet("b", { vpcId: vpc.id });
            new aws.Eip("c", {}, { dependsOn: [subnet] });
        });
        const [a, c] = [recording.one("aws:ec2/vpc:Vpc", "a"), recording.one("aws:ec2/eip:Eip", "c")];
        assert.equal(recording.waitsFor(c, a), true);
        assert.equal(recording.waitsFor(a, c), false);
    });

    it("answers the known function calls and lists those that were made", async () => {
        const recording = await record(() => getAvailabilityZones({ state: "available" }));
        assert.deepEqual(recording.result.names.slice(0, 2), ["us-east-1a", "us-east-1b"]);
        assert.deepEqual(recording.called, ["aws:index/getAvailabilityZones:getAvailabilityZones"]);
    });

    it("throws on a function call that it does not know", async () => {
        await assert.rejects(
            record(() => pulumi.runtime.invoke("aws:ec2/getAmi:getAmi", {})),
            /unknown function call aws:ec2\/getAmi:getAmi/,
        );
    });

    it("lets a test give the results of calls and the outputs of types", async () => {
        const recording = await record(() => [getRegion(), new aws.Vpc("v", {}).arn] as const, {
            calls: { "aws:index/getRegion:getRegion": () => ({ region: "eu-west-1" }) },
            outputs: { "aws:ec2/vpc:Vpc": () => ({ arn: "arn:given" }) },
        });
        assert.equal((await recording.result[0]).region, "eu-west-1");
        assert.equal(await valueOf(recording.result[1]), "arn:given");
    });

    it("leaves identifiers unknown in preview", async () => {
        const recording = await record(
            () => {
                const vpc = new aws.Vpc("v", { cidrBlock: "10.0.0.0/16" });
                return new aws.Subnet("s", { vpcId: vpc.id });
            },
            { preview: true },
        );
        assert.notEqual(recording.inputs("aws:ec2/subnet:Subnet", "s").vpcId, "v-id");
    });

    it("says what is there when a resource is not", async () => {
        const recording = await record(() => new aws.Vpc("here", {}));
        assert.throws(() => recording.one("aws:ec2/vpc:Vpc", "gone"), /0 resources aws:ec2\/vpc:Vpc gone; of that type there are: here/);
    });
});
