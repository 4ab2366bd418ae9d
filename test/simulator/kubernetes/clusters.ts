import { Clock } from "../../../simulator/cloud/clock";
import { Cloud } from "../../../simulator/cloud/cloud";
import { MemoryStore } from "../../../simulator/cloud/store";
import { Kubernetes, KubeCluster } from "../../../simulator/kubernetes/api/objects";
import { KubernetesProvider } from "../../../simulator/kubernetes/provider/provider";
import { Props } from "../../../simulator/cloud/values";
import { Session } from "../../../simulator/protocol/provider";
import { namespace, targetGroupArn } from "./manifests";

export const endpoint = "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com";

export const kubeconfig = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "main",
    clusters: [{ name: "main", cluster: { server: endpoint } }],
    contexts: [{ name: "main", context: { cluster: "main", user: "main" } }],
    users: [{ name: "main", user: {} }],
});

/** Time that runs, with a second of the cluster's life in a tenth of a millisecond. */
const clock: Clock = {
    now: () => Date.now(),
    iso: () => new Date().toISOString(),
    usual: async () => undefined,
    scaled: (seconds) => Math.max(1, seconds / 10),
};

/** An account with an EKS cluster, a target group and a namespace `blue`, without controllers. */
export class Account {
    readonly cloud = new Cloud(new MemoryStore(), clock);
    readonly kubernetes: Kubernetes;
    readonly provider: KubernetesProvider;
    readonly cluster: KubeCluster;

    constructor() {
        this.cloud.put("aws:eks/cluster:Cluster", "main", { name: "main", endpoint });
        this.cloud.put("aws:lb/targetGroup:TargetGroup", targetGroupArn, {
            arn: targetGroupArn,
            name: "blue-gateway",
            targetType: "ip",
            vpcId: "vpc-0123456789abcdef0",
            protocol: "HTTP",
            ipAddressType: "ipv4",
        });
        this.kubernetes = new Kubernetes(this.cloud, clock);
        this.provider = new KubernetesProvider(this.cloud, this.kubernetes);
        this.cluster = this.kubernetes.cluster("main");
        this.cluster.create(namespace);
    }

    session(config: Props = {}): Session {
        return this.provider.configure({ kubeconfig, ...config });
    }
}

export const release: Props = {
    name: "aws-load-balancer-controller",
    namespace: "kube-system",
    chart: "aws-load-balancer-controller",
    version: "3.5.0",
    repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
    values: { clusterName: "main", region: "us-east-1" },
};

/** Installs the AWS Load Balancer Controller's chart. */
export async function installController(account: Account): Promise<void> {
    const session = account.session();
    const urn = "urn:pulumi:dev::colorway::kubernetes:helm.sh/v3:Release::controller";
    const type = "kubernetes:helm.sh/v3:Release";
    const { inputs } = await session.check({
        urn,
        type,
        name: "controller",
        olds: {},
        news: release,
        randomSeed: new Uint8Array(1),
    });
    await session.create({ urn, type, name: "controller", inputs, preview: false, timeout: 0 });
}
