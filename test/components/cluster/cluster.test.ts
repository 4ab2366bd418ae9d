import { strict as assert } from "node:assert";
import { Cluster, type ClusterArgs } from "../../../components/cluster/cluster";
import { environments } from "../../../config/types";
import { sampleSettings } from "../../config/samples";
import { json, record, type Recorded, type Recording, valueOf, type Values } from "../recorder";

const clusterType = "aws:eks/cluster:Cluster";
const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
const addonType = "aws:eks/addon:Addon";
const releaseType = "kubernetes:helm.sh/v3:Release";
const templateType = "aws:ec2/launchTemplate:LaunchTemplate";
const associationType = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const entryType = "aws:eks/accessEntry:AccessEntry";

const main = {
    name: "main", instanceTypes: ["t3.medium"], minSize: 1, desiredSize: 2, maxSize: 3, diskGib: 20, capacityType: "ON_DEMAND",
};
const defaults: ClusterArgs = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], version: "1.35", nodeGroups: [main] };
const all: ClusterArgs = {
    ...defaults,
    version: "1.34",
    nodeGroups: [main, { ...main, name: "spot", instanceTypes: ["m7g.large", "m6g.large"], diskGib: 50, capacityType: "SPOT" }],
    publicAccessCidrs: ["198.51.100.0/24"],
    logRetentionDays: 30,
    accessEntries: [
        { principalArn: "arn:aws:iam::111122223333:role/deploy", policy: "AmazonEKSClusterAdminPolicy", namespaces: [] },
        { principalArn: "arn:aws:iam::111122223333:role/readers", policy: "AmazonEKSViewPolicy", namespaces: ["blue", "green"] },
    ],
    deletionProtection: false,
    tags: { team: "trading" },
    targetGroupPrefix: "tg-",
};

/** What every cluster has, whatever its arguments. */
const always = [
    "aws:cloudwatch/logGroup:LogGroup dev-cluster-control-plane-logs",
    "aws:ec2/launchTemplate:LaunchTemplate dev-main-template",
    "aws:eks/addon:Addon dev-coredns",
    "aws:eks/addon:Addon dev-eks-pod-identity-agent",
    "aws:eks/addon:Addon dev-kube-proxy",
    "aws:eks/addon:Addon dev-metrics-server",
    "aws:eks/addon:Addon dev-vpc-cni",
    "aws:eks/cluster:Cluster dev-cluster",
    "aws:eks/nodeGroup:NodeGroup dev-main-nodes",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation dev-load-balancer-controller-association",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider dev-oidc",
    "aws:iam/policy:Policy dev-cluster-key-use",
    "aws:iam/policy:Policy dev-load-balancer-controller-policy",
    "aws:iam/role:Role dev-cluster-role",
    "aws:iam/role:Role dev-load-balancer-controller-role",
    "aws:iam/role:Role dev-node-role",
    "aws:iam/role:Role dev-vpc-cni-role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-cluster-AmazonEKSClusterPolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-cluster-key-use-attachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-load-balancer-controller-policy-attachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-node-AmazonEC2ContainerRegistryPullOnly",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-node-AmazonEKSWorkerNodePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-vpc-cni-AmazonEKS_CNI_Policy",
    "aws:kms/alias:Alias dev-cluster-key-alias",
    "aws:kms/alias:Alias dev-cluster-logs-key-alias",
    "aws:kms/alias:Alias dev-nodes-key-alias",
    "aws:kms/key:Key dev-cluster-key",
    "aws:kms/key:Key dev-cluster-logs-key",
    "aws:kms/key:Key dev-nodes-key",
    "colorway:cluster:Access dev",
    "colorway:cluster:Cluster dev",
    "colorway:cluster:ControlPlane dev",
    "colorway:cluster:LoadBalancerController dev",
    "colorway:cluster:NodeAddOns dev",
    "colorway:cluster:Nodes dev",
    "colorway:cluster:PodIdentity dev-load-balancer-controller",
    "colorway:cluster:WorkloadAddOns dev",
    "colorway:logs:EncryptedLogs dev-cluster",
    "kubernetes:helm.sh/v3:Release dev-load-balancer-controller",
    "pulumi:providers:kubernetes dev-kubernetes",
];

describe("cluster", () => {
    let small: Recording<Cluster>;
    let full: Recording<Cluster>;
    before(async () => {
        small = await record(() => new Cluster("dev", defaults));
        full = await record(() => new Cluster("dev", all));
    });

    it("makes exactly these resources with all defaults", () => {
        assert.deepEqual(small.list(), [
            ...always,
            "aws:eks/accessEntry:AccessEntry dev-access-deployer",
            "aws:eks/accessPolicyAssociation:AccessPolicyAssociation dev-access-deployer-AmazonEKSClusterAdminPolicy",
        ].sort());
    });

    it("makes exactly these resources with all values", () => {
        assert.deepEqual(full.list(), [
            ...always,
            "aws:ec2/launchTemplate:LaunchTemplate dev-spot-template",
            "aws:eks/accessEntry:AccessEntry dev-access-deploy-26d67446",
            "aws:eks/accessEntry:AccessEntry dev-access-readers-e3802946",
            "aws:eks/accessPolicyAssociation:AccessPolicyAssociation dev-access-deploy-26d67446-AmazonEKSClusterAdminPolicy",
            "aws:eks/accessPolicyAssociation:AccessPolicyAssociation dev-access-readers-e3802946-AmazonEKSViewPolicy",
            "aws:eks/nodeGroup:NodeGroup dev-spot-nodes",
        ].sort());
    });

    describe("control plane", () => {
        it("is private, encrypted, logged, protected and without rights that come from creating it", () => {
            assert.deepEqual(small.inputs(clusterType, "dev-cluster"), {
                name: "dev",
                version: "1.35",
                roleArn: "arn:aws:iam::111122223333:role/dev-cluster-role",
                vpcConfig: { subnetIds: ["subnet-a", "subnet-b"], endpointPrivateAccess: true, endpointPublicAccess: false },
                kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" },
                accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
                encryptionConfig: { provider: { keyArn: "arn:aws:kms:us-east-1:111122223333:key/dev-cluster-key-id" }, resources: ["secrets"] },
                enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
                bootstrapSelfManagedAddons: false,
                upgradePolicy: { supportType: "STANDARD" },
                deletionProtection: true,
                zonalShiftConfig: { enabled: true },
                tags: { Name: "dev" },
            });
            assert.equal(small.one(clusterType, "dev-cluster").protect, true);
            assert.equal(small.one("aws:kms/key:Key", "dev-cluster-key").protect, true);
        });

        it("has a public endpoint only for the addresses that are named", () => {
            assert.deepEqual(full.inputs(clusterType, "dev-cluster").vpcConfig, {
                subnetIds: ["subnet-a", "subnet-b"], endpointPrivateAccess: true,
                endpointPublicAccess: true, publicAccessCidrs: ["198.51.100.0/24"],
            });
        });

        it("can be deleted where the environment says so", () => {
            assert.equal(full.inputs(clusterType, "dev-cluster").deletionProtection, false);
            assert.equal(full.one(clusterType, "dev-cluster").protect, false);
        });

        it("finds its log group, its role's policies and its key already there", () => {
            assert.deepEqual(small.dependencies(clusterType, "dev-cluster"), [
                "dev-cluster-AmazonEKSClusterPolicy", "dev-cluster-control-plane-logs", "dev-cluster-key", "dev-cluster-key-use-attachment",
                "dev-cluster-logs-key", "dev-cluster-logs-key-alias", "dev-cluster-role",
            ]);
            const group = full.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-cluster-control-plane-logs");
            assert.equal(group.name, "/aws/eks/dev/cluster");
            assert.equal(group.retentionInDays, 30);
            assert.equal(small.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-cluster-control-plane-logs").retentionInDays, 365);
        });

        it("has a role that only this cluster may take", () => {
            assert.deepEqual(json(small.inputs("aws:iam/role:Role", "dev-cluster-role").assumeRolePolicy).Statement, [{
                Effect: "Allow",
                Principal: { Service: "eks.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnEquals: { "aws:SourceArn": "arn:aws:eks:us-east-1:111122223333:cluster/dev" },
                },
            }]);
        });
    });

    describe("nodes", () => {
        it("have a group as configured, whose size the autoscaler may change", () => {
            assert.deepEqual(full.inputs(nodeGroupType, "dev-spot-nodes"), {
                clusterName: "dev",
                version: "1.34",
                nodeRoleArn: "arn:aws:iam::111122223333:role/dev-node-role",
                subnetIds: ["subnet-a", "subnet-b"],
                amiType: "AL2023_ARM_64_STANDARD",
                capacityType: "SPOT",
                instanceTypes: ["m7g.large", "m6g.large"],
                launchTemplate: { id: "dev-spot-template-id", version: "1" },
                scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
                updateConfig: { maxUnavailable: 1 },
                labels: { "node-group": "spot" },
                tags: { Name: "dev-spot" },
            });
            assert.deepEqual(full.one(nodeGroupType, "dev-spot-nodes").ignoreChanges, ["scalingConfig.desiredSize"]);
        });

        it("take no new pods once their group is retiring, and nothing else of any group changes", async () => {
            const [main] = sampleSettings("dev").cluster.nodeGroups;
            const groups = (retiring: boolean): Promise<Recording<Cluster>> =>
                record(() => new Cluster("dev", { ...defaults, nodeGroups: [{ ...main, retiring }, { ...main, name: "next" }] }));
            const [before, after] = [await groups(false), await groups(true)];
            const old = { ...before.inputs(nodeGroupType, "dev-main-nodes") };
            assert.deepEqual(after.inputs(nodeGroupType, "dev-main-nodes"),
                { ...old, taints: [{ key: "colorway.dev/retiring", value: "true", effect: "NO_SCHEDULE" }] });
            const rest = ({ resources }: Recording<Cluster>): unknown => resources.filter(({ name }) => name !== "dev-main-nodes");
            assert.deepEqual(rest(after), rest(before));
        });

        it("are replaced by others that are there first: no group has a name of its own, nor goes before", () => {
            for (const group of full.ofType(nodeGroupType)) {
                assert.deepEqual([group.inputs.nodeGroupName, group.deleteBeforeReplace], [undefined, false], group.name);
            }
        });

        it("give pods no instance credentials, encrypt their disks under their own key, and are measured each minute", () => {
            const nodesKey = "arn:aws:kms:us-east-1:111122223333:key/dev-nodes-key-id";
            assert.deepEqual(full.inputs(templateType, "dev-spot-template"), {
                description: "Nodes of dev-spot",
                updateDefaultVersion: true,
                metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
                blockDeviceMappings: [{
                    deviceName: "/dev/xvda",
                    ebs: {
                        volumeType: "gp3", volumeSize: 50, encrypted: "true", kmsKeyId: nodesKey, deleteOnTermination: "true",
                    },
                }],
                monitoring: { enabled: true },
                tagSpecifications: [
                    { resourceType: "instance", tags: { team: "trading", Name: "dev-spot" } },
                    { resourceType: "volume", tags: { team: "trading", Name: "dev-spot" } },
                ],
            });
        });

        it("have a key that Auto Scaling of this account may use for disks, whether its role is there yet or not", () => {
            const [, use, disks] = json(small.inputs("aws:kms/key:Key", "dev-nodes-key").policy).Statement as Values[];
            const role = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
            const who = {
                Effect: "Allow", Principal: { AWS: "*" }, Resource: "*",
                Condition: { StringEquals: { "kms:CallerAccount": "111122223333" }, ArnEquals: { "aws:PrincipalArn": role } },
            };
            assert.deepEqual(use, {
                ...who, Sid: "AutoScaling",
                Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            });
            assert.deepEqual(disks, {
                ...who, Sid: "AutoScalingDisks", Action: "kms:CreateGrant",
                Condition: { ...who.Condition, Bool: { "kms:GrantIsForAWSResource": "true" } },
            });
        });

        it("may join the cluster and pull images, and no more", () => {
            const attached = small.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment").filter(({ inputs }) => inputs.role === "dev-node-role");
            assert.deepEqual(attached.map(({ inputs }) => inputs.policyArn).sort(), [
                "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly", "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            ]);
        });
    });

    describe("add-ons", () => {
        it("have the versions of the table", () => {
            const versions = small.ofType(addonType).map(({ inputs }) => `${inputs.addonName} ${inputs.addonVersion}`).sort();
            assert.deepEqual(versions, [
                "coredns v1.13.2-eksbuild.21",
                "eks-pod-identity-agent v1.3.10-eksbuild.3",
                "kube-proxy v1.35.3-eksbuild.21",
                "metrics-server v0.9.0-eksbuild.7",
                "vpc-cni v1.22.4-eksbuild.3",
            ]);
        });

        it("enforce network policies, with a role that only the plugin takes", () => {
            const plugin = small.inputs(addonType, "dev-vpc-cni");
            assert.deepEqual(json(plugin.configurationValues), { enableNetworkPolicy: "true" });
            assert.deepEqual(plugin.podIdentityAssociations, [
                { roleArn: "arn:aws:iam::111122223333:role/dev-vpc-cni-role", serviceAccount: "aws-node" },
            ]);
            const [statement] = json(small.inputs("aws:iam/role:Role", "dev-vpc-cni-role").assumeRolePolicy).Statement as Values[];
            assert.deepEqual(statement.Condition, {
                StringEquals: {
                    "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:111122223333:cluster/dev",
                    "aws:RequestTag/kubernetes-namespace": "kube-system",
                    "aws:RequestTag/kubernetes-service-account": "aws-node",
                },
            });
        });
    });

    describe("access", () => {
        it("makes the first caller administrator, visibly, where nobody is named, and keeps to it", () => {
            const entry = small.one(entryType, "dev-access-deployer");
            assert.deepEqual(entry.inputs, { clusterName: "dev", principalArn: "arn:aws:iam::111122223333:role/deploy", type: "STANDARD" });
            assert.deepEqual(entry.ignoreChanges, ["principalArn"]);
        });

        it("gives the named principals their policies in their namespaces", () => {
            assert.deepEqual(full.ofType(associationType).map(({ inputs }) => inputs).sort(byPrincipal), [
                {
                    clusterName: "dev",
                    principalArn: "arn:aws:iam::111122223333:role/deploy",
                    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                    accessScope: { type: "cluster" },
                },
                {
                    clusterName: "dev",
                    principalArn: "arn:aws:iam::111122223333:role/readers",
                    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                    accessScope: { type: "namespace", namespaces: ["blue", "green"] },
                },
            ]);
        });
    });

    describe("load balancer controller", () => {
        it("is the pinned chart, told what it cannot find out, with gates that cannot be missed", () => {
            const release = small.inputs(releaseType, "dev-load-balancer-controller");
            assert.equal(release.chart, "aws-load-balancer-controller");
            assert.equal(release.version, "3.5.0");
            assert.equal(release.namespace, "kube-system");
            const values = release.values as Values;
            assert.equal(values.clusterName, "dev");
            assert.equal(values.region, "us-east-1");
            assert.equal(values.vpcId, "vpc-1");
            assert.deepEqual(values.serviceAccount, { create: true, name: "aws-load-balancer-controller" });
            assert.deepEqual(values.podMutatorWebhookConfig, { failurePolicy: "Fail" });
            assert.equal(values.enableBackendSecurityGroup, false);
        });

        it("may look, and fill the target groups of its environment, and nothing else", () => {
            const policies = [small, full].map(recording =>
                json(recording.inputs("aws:iam/policy:Policy", "dev-load-balancer-controller-policy").policy).Statement as Values[],
            );
            const arns = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup";
            assert.deepEqual(policies.map(([, fill]) => fill), ["dev-*", "tg-*"].map(names => ({
                Sid: "FillTargetGroups",
                Effect: "Allow",
                Action: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
                Resource: `${arns}/${names}/*`,
            })));
            const [look] = policies[0];
            assert.ok((look.Action as string[]).every(action => /^(ec2|elasticloadbalancing):Describe/.test(action)));
            assert.equal(policies[0].length, 2);
        });

        it("runs through the cluster's own provider", () => {
            const provider = small.one("pulumi:providers:kubernetes", "dev-kubernetes");
            assert.equal(small.one(releaseType, "dev-load-balancer-controller").provider, `${provider.urn}::dev-kubernetes-id`);
            assert.ok(String(provider.inputs.kubeconfig).includes("get-token"));
        });
    });

    describe("order", () => {
        const earlierToLater: [string, string, string, string][] = [
            [addonType, "dev-vpc-cni", nodeGroupType, "dev-main-nodes"],
            [addonType, "dev-eks-pod-identity-agent", addonType, "dev-vpc-cni"],
            ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "dev-vpc-cni-AmazonEKS_CNI_Policy", addonType, "dev-vpc-cni"],
            ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "dev-node-AmazonEKSWorkerNodePolicy", nodeGroupType, "dev-main-nodes"],
            [nodeGroupType, "dev-main-nodes", addonType, "dev-coredns"],
            [nodeGroupType, "dev-main-nodes", addonType, "dev-metrics-server"],
            [addonType, "dev-coredns", releaseType, "dev-load-balancer-controller"],
            [associationType, "dev-access-deployer-AmazonEKSClusterAdminPolicy", releaseType, "dev-load-balancer-controller"],
            [
                "aws:eks/podIdentityAssociation:PodIdentityAssociation", "dev-load-balancer-controller-association",
                releaseType, "dev-load-balancer-controller",
            ],
        ];
        for (const [earlierType, earlier, laterType, later] of earlierToLater) {
            it(`has ${earlier} before ${later}`, () => {
                const [first, second]: Recorded[] = [small.one(earlierType, earlier), small.one(laterType, later)];
                assert.equal(small.waitsFor(second, first), true);
                assert.equal(small.waitsFor(first, second), false);
            });
        }
    });

    it("gives its outputs", async () => {
        const { result } = small;
        assert.equal(await valueOf(result.clusterName), "dev");
        assert.equal(await valueOf(result.clusterArn), "arn:aws:eks:us-east-1:111122223333:cluster/dev");
        assert.equal(await valueOf(result.endpoint), "https://dev-cluster.gr7.us-east-1.eks.amazonaws.com");
        assert.equal(await valueOf(result.clusterSecurityGroupId), "dev-cluster-cluster-sg");
        const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
        assert.equal(await valueOf(result.oidcProviderArn), `arn:aws:iam::111122223333:oidc-provider/${issuer}`);
        assert.equal(json(await valueOf(result.kubeconfig))["current-context"], "dev");
        assert.equal(await valueOf(result.controller.urn), small.one(releaseType, "dev-load-balancer-controller").urn);
    });

    it("refuses a Kubernetes version without add-on versions", async () => {
        await assert.rejects(record(() => new Cluster("dev", { ...defaults, version: "1.30" })), /^RangeError: version: got "1\.30"; the table/);
    });

    const expected = {
        dev: { bounds: [1, 2, 2], type: "t3.medium", disk: 20, days: 7, kept: false },
        staging: { bounds: [2, 3, 4], type: "m6i.large", disk: 50, days: 30, kept: true },
        prod: { bounds: [3, 3, 10], type: "m6i.xlarge", disk: 100, days: 365, kept: true },
    };
    for (const environment of environments) {
        it(`is as large as ${environment} wants it`, async () => {
            const settings = sampleSettings(environment).cluster;
            const recording = await record(() => new Cluster(environment, { ...settings, vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] }));
            const { bounds: [minSize, desiredSize, maxSize], type, disk, days, kept } = expected[environment];
            const group = recording.inputs(nodeGroupType, `${environment}-main-nodes`);
            assert.deepEqual(group.scalingConfig, { minSize, desiredSize, maxSize });
            assert.deepEqual(group.instanceTypes, [type]);
            const [volume] = recording.inputs(templateType, `${environment}-main-template`).blockDeviceMappings as Values[];
            assert.equal((volume.ebs as Values).volumeSize, disk);
            const logs = recording.inputs("aws:cloudwatch/logGroup:LogGroup", `${environment}-cluster-control-plane-logs`);
            assert.equal(logs.retentionInDays, days);
            const { deletionProtection, zonalShiftConfig } = recording.inputs(clusterType, `${environment}-cluster`);
            assert.deepEqual([deletionProtection, zonalShiftConfig], [kept, { enabled: environment !== "dev" }]);
        });
    }
});

function byPrincipal(left: Values, right: Values): number {
    return String(left.principalArn).localeCompare(String(right.principalArn));
}
