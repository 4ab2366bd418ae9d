/**
 * Every policy document of the three stacks, with pipelines that deploy them: who may change what, who is trusted, and what a preview
 * may not do. What the calls of an update are is asked of the simulated cloud's models, which know the API actions of each type.
 */
import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { environments } from "../config/types";
import { buildStack } from "../program";
import { awsModels } from "../simulator/aws/models";
import { documentSize, type Grammar, type Statement, statementsOf } from "../simulator/aws/iam/document";
import { isAllowed, like } from "../simulator/aws/iam/evaluate";
import { type Recorded, type Recording, record } from "./components/recorder";
import { sampleSettings } from "./config/samples";

const repository = "example/colorway";
const issuer = "token.actions.githubusercontent.com";
const policyType = "aws:iam/policy:Policy";
const roleType = "aws:iam/role:Role";

/** Actions on `*` that change something, each with its reason. */
const onEverything: { readonly [policy: string]: { readonly [action: string]: string } } = {
    "delivery-watch": {
        "kms:CreateKey": "takes no resource; only with the stack's tag",
        "logs:CreateLogDelivery": "takes no resource",
        "logs:UpdateLogDelivery": "takes no resource",
        "logs:DeleteLogDelivery": "takes no resource",
        "logs:PutResourcePolicy": "takes no resource",
    },
    "collector-policy": { "xray:PutTraceSegments": "takes no resource", "xray:PutTelemetryRecords": "takes no resource" },
    "delivery-data": { "backup-storage:MountCapsule": "takes no resource" },
};

/** IAM's name of each service, by the SDK's. */
const prefixes: { readonly [service: string]: string } = {
    ACM: "acm", Backup: "backup", CloudTrail: "cloudtrail", CloudWatch: "cloudwatch", "CloudWatch Logs": "logs", EC2: "ec2", ECR: "ecr",
    EKS: "eks", ElastiCache: "elasticache", "Elastic Load Balancing v2": "elasticloadbalancing", IAM: "iam", KMS: "kms", RDS: "rds",
    "Route 53": "route53", S3: "s3", "Secrets Manager": "secretsmanager", SNS: "sns", WAFV2: "wafv2",
};
/** Where IAM calls an action otherwise than the API (Service authorization reference, Amazon S3). */
const renamed: { readonly [action: string]: string } = {
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "s3:DeleteBucketVersioning": "s3:PutBucketVersioning",
    "s3:PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:DeleteObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:DeleteBucketLogging": "s3:PutBucketLogging",
};
const reading = /:(Batch)?(Get|List|Describe|Lookup|Check|View|Query|Search|Select)/;
/** Stopping what is recorded and lifting the lock of backups is nothing that a pipeline does: a person with more rights does it. */
const notForPipelines = ["backup:DeleteBackupVaultLockConfiguration", "cloudtrail:DeleteTrail"];

/** The calls that change something of an update that makes, changes and removes resources of these types. */
function writesOf(types: readonly string[]): readonly string[] {
    const names = types.flatMap((type) => {
        const model = awsModels.find((each) => each.type === type);
        assert.ok(model, `${type} has no model`);
        const { create, update, remove } = model.actions;
        const prefix = prefixes[model.service];
        assert.ok(prefix, `${model.service} has no prefix`);
        return [create, update, remove].flatMap((name) => (name === undefined ? [] : `${prefix}:${name}`));
    });
    return [...new Set(names.map((name) => renamed[name] ?? name))].filter((name) => !reading.test(name)).sort();
}

/** `POLICY ACTION` of what a document allows to change on everything, without a reason. */
function unbound(name: string, statements: readonly Statement[]): readonly string[] {
    const known = Object.entries(onEverything).find(([part]) => name.endsWith(part))?.[1] ?? {};
    return statements.filter(({ allows, resources }) => allows && (resources.inverted || resources.patterns.includes("*"))).flatMap(
        ({ actions }) => [...(actions.inverted ? ["all but some"] : []), ...actions.patterns]
            .filter((action) => !reading.test(action) && !Object.hasOwn(known, action))
            .map((action) => `${name} ${action}`),
    );
}

function keysOf(condition: Statement["condition"]): readonly string[] {
    return Object.values(condition).flatMap((tests) => Object.keys(tests as object)).map((key) => key.toLowerCase());
}

/** Statements that hand roles on to whatever service. */
function loosePassing(name: string, statements: readonly Statement[]): readonly string[] {
    return statements.filter(({ allows, actions, condition }) => allows && !actions.inverted
        && actions.patterns.some((pattern) => like(pattern, "iam:PassRole", true))
        && !keysOf(condition).includes("iam:passedtoservice")).map(() => name);
}

interface Stack {
    readonly recording: Recording<unknown>;
    readonly environment: string;
}

type Documented = readonly [Recorded, readonly Statement[]];

function documents({ recording }: Stack, type: string, input: string, grammar: Grammar): readonly Documented[] {
    return recording.ofType(type).map((each) => [each, statementsOf(String(each.inputs[input]), grammar)]);
}

/** What the policies say that are attached to a role of the stack. */
function grantsOf({ recording }: Stack, role: string): readonly Statement[] {
    const { name } = recording.one(roleType, role);
    const attachments = recording.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const attached = attachments.filter(({ inputs }) => inputs.role === name);
    assert.ok(attached.length > 0 && attached.length <= 10, `${role} has ${attached.length} policies`);
    return attached.flatMap(({ inputs }) => {
        const policy = String(inputs.policyArn).split("/").at(-1) ?? "";
        return statementsOf(String(recording.inputs(policyType, policy).policy), "identity");
    });
}

describe("the checks themselves", () => {
    const statements = (...given: readonly object[]): readonly Statement[] =>
        statementsOf(JSON.stringify({ Version: "2012-10-17", Statement: given }), "identity");

    it("find a right to change everything, but not one to look at it", () => {
        const both = statements({ Effect: "Allow", Action: ["ec2:DescribeVpcs", "ec2:DeleteVpc"], Resource: "*" });
        assert.deepEqual(unbound("some", both), ["some ec2:DeleteVpc"]);
    });

    it("find a role that is handed on without saying to whom", () => {
        const pass = { Effect: "Allow", Action: "iam:Pass*", Resource: "arn:aws:iam::111122223333:role/x" };
        assert.deepEqual(loosePassing("some", statements(pass)), ["some"]);
        const bound = { ...pass, Condition: { StringEquals: { "iam:PassedToService": "eks.amazonaws.com" } } };
        assert.deepEqual(loosePassing("some", statements(bound)), []);
    });

    it("know the calls of an update", () => {
        const types = [
            "aws:s3/bucketLogging:BucketLogging", "aws:kms/alias:Alias", "aws:acm/certificateValidation:CertificateValidation",
        ];
        assert.deepEqual(writesOf(types), ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", "s3:PutBucketLogging"]);
    });
});

for (const environment of environments) {
    describe(`policies of ${environment}`, function () {
        this.timeout(600_000);
        let stack: Stack;
        let deploy: readonly Statement[];
        let preview: readonly Statement[];
        let writes: readonly string[];
        before(async () => {
            const stateKeyArn = "arn:aws:kms:us-east-1:111122223333:key/state";
            const delivery = { repository, createProvider: true, stateBucket: "example-state", stateKeyArn };
            const recording = await record(() => pulumi.runtime.runInPulumiStack(async () => {
                buildStack(sampleSettings(environment, { delivery }));
            }));
            stack = { recording, environment };
            deploy = grantsOf(stack, `${environment}-delivery-deploy`);
            preview = grantsOf(stack, `${environment}-delivery-preview`);
            writes = writesOf([...new Set(recording.resources.map(({ type }) => type))].filter((type) => type.startsWith("aws:")));
        });
        const boundaryArn = `arn:aws:iam::111122223333:policy/${environment}-delivery-boundary`;
        const context = {
            "aws:RequestTag/environment": environment,
            "aws:ResourceTag/environment": environment,
            "iam:PermissionsBoundary": boundaryArn,
            "kms:GrantIsForAWSResource": "true",
            "aws:PrincipalAccount": "111122223333",
        };
        const principal = { arn: "arn:aws:sts::111122223333:assumed-role/x/y" };
        const may = (
            statements: readonly Statement[], action: string, resource: string, more: { readonly [key: string]: string } = {},
        ): boolean => isAllowed(statements, { principal, action, resource, context: { ...context, ...more } });
        const names = ({ actions }: Statement, action: string): boolean =>
            actions.patterns.some((pattern) => like(pattern, action, true));
        /** All but the boundary, which grants nothing. */
        const granting = (): readonly Documented[] =>
            documents(stack, policyType, "policy", "identity").filter(([{ name }]) => name !== `${environment}-delivery-boundary`);

        it("allow changes on named resources only, but for those with a reason", () => {
            assert.ok(granting().length > 10);
            assert.deepEqual(granting().flatMap(([{ name }, statements]) => unbound(name, statements)), []);
        });

        it("hand a role on to the services that are named only", () => {
            assert.deepEqual(granting().flatMap(([{ name }, statements]) => loosePassing(name, statements)), []);
        });

        it("trust the repository's pull requests, its GitHub environment of the same name, pods by name, and services", () => {
            const trusted = documents(stack, roleType, "assumeRolePolicy", "trust");
            for (const [{ name }, statements] of trusted) {
                for (const { principals, condition } of statements) {
                    assert.ok(principals !== undefined && !principals.any && principals.aws.length === 0, name);
                    if (principals.federated.length === 0) continue;
                    const equal = condition["StringEquals"] as { readonly [key: string]: string | readonly string[] };
                    const [from = ""] = principals.federated.map((arn) => arn.replace(/^.*:oidc-provider\//, ""));
                    assert.equal(equal[`${from}:aud`], "sts.amazonaws.com", name);
                    assert.ok(equal[`${from}:sub`] !== undefined && !String(equal[`${from}:sub`]).includes("*"), name);
                }
            }
            const subjectsOf = (role: string): unknown => {
                const [, [statement]] = trusted.find(([{ name }]) => name === `${environment}-delivery-${role}`) ?? [undefined, []];
                return Object.entries(statement?.condition["StringEquals"] ?? {}).find(([key]) => key === `${issuer}:sub`)?.[1];
            };
            assert.equal(subjectsOf("deploy"), `repo:${repository}:environment:${environment}`);
            assert.deepEqual(subjectsOf("preview"), [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`]);
        });

        it("give each role a session of an hour at most, and the boundary", () => {
            for (const { name, inputs } of stack.recording.ofType(roleType)) {
                assert.ok(Number(inputs.maxSessionDuration ?? 3600) <= 3600, name);
                assert.equal(inputs.permissionsBoundary, boundaryArn, name);
            }
        });

        it("fit into IAM", () => {
            for (const { name, inputs } of stack.recording.ofType(policyType)) {
                const size = documentSize(String(inputs.policy));
                assert.ok(size <= 6144, `${name} has ${size} characters`);
            }
        });

        it("make no user and no access key", () => {
            assert.deepEqual(stack.recording.resources.filter(({ type }) => /^aws:iam\/(user|accessKey|group)/.test(type)), []);
        });

        it("let a preview do none of the calls of an update", () => {
            assert.ok(writes.length > 100, `${writes.length} calls`);
            const allowed = writes.filter((action) => preview.some((statement) => statement.allows && names(statement, action)));
            assert.deepEqual(allowed, []);
        });

        it("let a preview see no secret, no object but the state's, and decrypt with no other key", () => {
            assert.equal(may(preview, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1"), false);
            assert.equal(may(preview, "s3:GetObject", `arn:aws:s3:::${environment}-lb-logs/access/x`), false);
            assert.equal(may(preview, "s3:GetObject", "arn:aws:s3:::example-state/.pulumi/stacks/x.json"), true);
            assert.equal(may(preview, "s3:PutObject", "arn:aws:s3:::example-state/.pulumi/stacks/x.json"), false);
            assert.equal(may(preview, "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/other"), false);
        });

        it("let a deployment do every call of an update on things of the stack", () => {
            const missing = writes.filter((action) => !notForPipelines.includes(action)).filter((action) => {
                const fitting = deploy.filter((statement) => statement.allows && names(statement, action));
                const resources = fitting.flatMap((statement) => statement.resources.patterns);
                return !resources.some((pattern) => may(deploy, action, pattern.replaceAll("*", "x")));
            });
            assert.deepEqual(missing, []);
            assert.deepEqual(notForPipelines.filter((action) => deploy.some((statement) => names(statement, action))), []);
        });

        it("let a deployment do nothing to another stack, to its own role, to its boundary, or to roles without one", () => {
            const iam = "arn:aws:iam::111122223333";
            assert.equal(may(deploy, "iam:CreateRole", `${iam}:role/${environment}-cluster-role`), true);
            assert.equal(may(deploy, "iam:CreateRole", `${iam}:role/${environment}-cluster-role`, { "iam:PermissionsBoundary": "" }), false);
            assert.equal(may(deploy, "iam:CreateRole", `${iam}:role/other-cluster-role`), false);
            assert.equal(may(deploy, "iam:UpdateAssumeRolePolicy", `${iam}:role/${environment}-delivery-deploy-1a2b3c4`), false);
            assert.equal(may(deploy, "iam:CreatePolicyVersion", `${iam}:policy/${environment}-delivery-boundary-1a2b3c4`), false);
            assert.equal(may(deploy, "iam:DeleteRolePermissionsBoundary", `${iam}:role/${environment}-cluster-role`), false);
            const vpc = "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1";
            assert.equal(may(deploy, "ec2:DeleteVpc", vpc, { "aws:ResourceTag/environment": "other" }), false);
            assert.equal(may(deploy, "rds:DeleteDBInstance", "arn:aws:rds:us-east-1:111122223333:db:other-database"), false);
            assert.equal(may(deploy, "s3:DeleteObject", `arn:aws:s3:::${environment}-records/colorway/audit/x`), false);
            assert.equal(may(deploy, "s3:BypassGovernanceRetention", `arn:aws:s3:::${environment}-records/colorway/audit/x`), false);
            const pass = (service: string): boolean =>
                may(deploy, "iam:PassRole", `${iam}:role/${environment}-cluster-role`, { "iam:PassedToService": service });
            assert.deepEqual([pass("eks.amazonaws.com"), pass("lambda.amazonaws.com")], [true, false]);
        });

        it("bound every role so that it can do what the pipelines do and no more of their own", () => {
            const { policy } = stack.recording.inputs(policyType, `${environment}-delivery-boundary`);
            const boundary = statementsOf(String(policy), "identity");
            assert.equal(may(boundary, "ec2:DeleteVpc", "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"), true);
            assert.equal(may(boundary, "iam:CreateUser", "arn:aws:iam::111122223333:user/x"), false);
            assert.equal(may(boundary, "iam:UpdateAssumeRolePolicy", `arn:aws:iam::111122223333:role/${environment}-delivery-deploy-1`), false);
            assert.equal(may(boundary, "organizations:LeaveOrganization", "*"), false);
            assert.equal(may(boundary, "cloudtrail:StopLogging", `arn:aws:cloudtrail:us-east-1:111122223333:trail/${environment}-trail`), false);
        });
    });
}
