import { strict as assert } from "node:assert";
import type { ResourceData } from "../../../policies/core/stack";
import { manifestsOf } from "../../../tools/checkov/manifests";
import { terraformPlan } from "../../../tools/checkov/plan";
import { terraformType } from "../../../tools/checkov/terraform-types";

interface PlanJson {
    readonly planned_values: { readonly root_module: { readonly resources: readonly { readonly address: string; readonly values: object }[] } };
    readonly configuration: { readonly root_module: { readonly resources: readonly { readonly expressions: object }[] } };
}

function data(type: string, name: string, props: object, from: ResourceData["from"] = {}): ResourceData {
    return { type, name, props, from, urn: `urn:pulumi:dev::p::${type}::${name}` };
}

function planned(...resources: readonly ResourceData[]): PlanJson {
    return JSON.parse(terraformPlan(resources).json) as PlanJson;
}

function values(type: string, props: object): unknown {
    return planned(data(type, "one", props)).planned_values.root_module.resources[0]?.values;
}

describe("resources as a plan of Terraform", () => {
    it("have the names of Terraform's types", () => {
        const types = ["aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc", "aws:rds/instance:Instance", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"];
        assert.deepEqual(types.map(terraformType), ["aws_s3_bucket", "aws_vpc", "aws_db_instance", "aws_vpc_security_group_ingress_rule"]);
        assert.throws(() => terraformType("random:index/randomId:RandomId"), /is no type of @pulumi\/aws; as "aws:s3\/bucket:Bucket"/);
    });

    it("have attributes and blocks as the schema has them", () => {
        assert.deepEqual(values("aws:eks/cluster:Cluster", { roleArn: "r", enabledClusterLogTypes: ["api"], vpcConfig: { subnetIds: ["a"] }, tags: { aB: "c" } }), {
            role_arn: "r", enabled_cluster_log_types: ["api"], vpc_config: [{ subnet_ids: ["a"] }], tags: { aB: "c" },
        });
        assert.deepEqual(values("aws:lb/listener:Listener", { defaultActions: [{ type: "forward", targetGroupArn: "g" }] }), {
            default_action: [{ type: "forward", target_group_arn: "g" }],
        });
        assert.deepEqual(values("aws:wafv2/webAcl:WebAcl", { rules: [{ name: "a", statement: { andStatement: { statements: [{ geoMatchStatement: { countryCodes: ["XX"] } }] } } }] }), {
            rule: [{ name: "a", statement: [{ and_statement: [{ statement: [{ geo_match_statement: [{ country_codes: ["XX"] }] }] }] }] }],
        });
        assert.deepEqual(values("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "a" }), { alarm_name: "a" });
        assert.deepEqual(values("aws:iam/policy:Policy", { policy: { Version: "2012-10-17" } }), { policy: '{"Version":"2012-10-17"}' });
    });

    it("name nothing that Terraform does not have", () => {
        assert.throws(() => values("aws:ec2/vpc:Vpc", { cidr: "10.0.0.0/16" }), /^Error: aws_vpc: has no cidr, the name of cidr in Terraform; it has assign_/);
        assert.throws(() => values("aws:sqs/queue:Queue", {}), /^Error: aws_sqs_queue: is not in terraform-schema.json; /);
        assert.throws(() => planned(data("aws:ec2/vpc:Vpc", "a", {}), data("aws:ec2/vpc:Vpc", "a", {})), /two resources of one type have the same name/);
    });

    it("refer to those that give them a value, also by way of one beside them; documents stay", () => {
        const bucket = data("aws:s3/bucket:Bucket", "logs", {});
        const versioning = data("aws:s3/bucketVersioning:BucketVersioning", "logs", { bucket: "logs-1" }, { bucket: [bucket.urn] });
        const policy = data("aws:s3/bucketPolicy:BucketPolicy", "logs", { bucket: "logs-1", policy: "{}" }, { bucket: [versioning.urn], policy: [bucket.urn] });
        const { planned_values: { root_module: { resources } }, configuration } = planned(bucket, versioning, policy);
        assert.deepEqual(resources.map(({ values: found }) => found), [{}, {}, { policy: "{}" }]);
        assert.deepEqual(configuration.root_module.resources.map(({ expressions }) => Object.entries(expressions)[0]), [
            undefined,
            ["bucket", { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"] }],
            ["bucket", { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"] }],
        ]);
    });
});

describe("resources as manifests of Kubernetes", () => {
    it("have the version, kind and name that Pulumi leaves to the type and the provider; charts are left out", () => {
        const [one, ...others] = manifestsOf([
            data("kubernetes:core/v1:Pod", "shop", { metadata: { namespace: "a" }, spec: {} }), data("kubernetes:helm.sh/v3:Release", "chart", {}),
            data("aws:ec2/vpc:Vpc", "a", {}),
        ]);
        assert.deepEqual(JSON.parse(one?.json ?? ""), { apiVersion: "v1", kind: "Pod", metadata: { namespace: "a", name: "shop" }, spec: {} });
        assert.deepEqual(others, []);
    });
});
