import { strict as assert } from "node:assert";
import { kubeconfigOf } from "../../../components/cluster/kubeconfig";
import { PodIdentity } from "../../../components/cluster/pod-identity";
import { irsaTrust, podIdentityTrust } from "../../../components/cluster/service-account";
import { json, record, valueOf } from "../recorder";

const clusterArn = "arn:aws:eks:us-east-1:111122223333:cluster/dev";
const account = { namespace: "blue", serviceAccount: "order-execution" };

describe("kubeconfig", () => {
    it("gets a token of the caller's own identity and holds no secret", () => {
        const text = kubeconfigOf({
            clusterName: "dev", region: "eu-west-1", endpoint: "https://x.eks.amazonaws.com", certificateAuthority: "Q0E=",
        });
        assert.deepEqual(JSON.parse(text), {
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "dev", cluster: { server: "https://x.eks.amazonaws.com", "certificate-authority-data": "Q0E=" } }],
            users: [{
                name: "dev",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: ["eks", "get-token", "--cluster-name", "dev", "--region", "eu-west-1", "--output", "json"],
                        interactiveMode: "Never",
                    },
                },
            }],
            contexts: [{ name: "dev", context: { cluster: "dev", user: "dev" } }],
            "current-context": "dev",
        });
    });
});

describe("trust of service accounts", () => {
    it("limits Pod Identity to one service account of one cluster", async () => {
        assert.deepEqual(json(await valueOf(podIdentityTrust(clusterArn, account))).Statement, [{
            Sid: "PodIdentity",
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Condition: {
                StringEquals: {
                    "aws:RequestTag/eks-cluster-arn": clusterArn,
                    "aws:RequestTag/kubernetes-namespace": "blue",
                    "aws:RequestTag/kubernetes-service-account": "order-execution",
                },
            },
        }]);
    });

    it("limits a role for service accounts to one subject and the audience of STS", async () => {
        const provider = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC";
        assert.deepEqual(json(await valueOf(irsaTrust(provider, account))).Statement, [{
            Sid: "ServiceAccount",
            Effect: "Allow",
            Principal: { Federated: provider },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: {
                    "oidc.eks.us-east-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
                    "oidc.eks.us-east-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:blue:order-execution",
                },
            },
        }]);
    });
});

describe("pod identity", () => {
    it("makes role, policy and association, in this order", async () => {
        const recording = await record(() => new PodIdentity("dev-orders", {
            clusterName: "dev", clusterArn, ...account, description: "Orders", policy: '{"Version":"2012-10-17"}',
        }));
        assert.deepEqual(recording.list(), [
            "aws:eks/podIdentityAssociation:PodIdentityAssociation dev-orders-association",
            "aws:iam/policy:Policy dev-orders-policy",
            "aws:iam/role:Role dev-orders-role",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-orders-policy-attachment",
            "colorway:cluster:PodIdentity dev-orders",
        ]);
        const type = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
        assert.deepEqual(recording.inputs(type, "dev-orders-association"), {
            clusterName: "dev", namespace: "blue", serviceAccount: "order-execution", roleArn: "arn:aws:iam::111122223333:role/dev-orders-role",
        });
        assert.deepEqual(recording.dependencies(type, "dev-orders-association"), ["dev-orders-policy-attachment", "dev-orders-role"]);
        assert.equal(await valueOf(recording.result.roleArn), "arn:aws:iam::111122223333:role/dev-orders-role");
    });
});
