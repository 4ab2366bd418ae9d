import type { Cloud } from "../../cloud/cloud";
import { isUnknown, Props } from "../../cloud/values";
import { CheckFailure, Diff, Provider, Session } from "../../protocol/provider";
import type { KubeCluster, Kubernetes } from "../api/objects";
import { bindingDefaulter, bindingValidator } from "../api/target-group-binding";
import { Connection } from "./connection";
import { controllerInstalled } from "./helm";
import { HelmReleases } from "./helm-release";
import { targetOf } from "./kubeconfig";
import { KubernetesSession } from "./session";
import { checkSettings, diffSettings, settingsOf } from "./settings";

/** The `kubernetes` provider over the API servers of the account's EKS clusters. */
export class KubernetesProvider implements Provider {
    readonly name = "kubernetes";
    readonly version = "4.34.2";

    constructor(
        private readonly cloud: Cloud,
        private readonly kubernetes: Kubernetes,
    ) {
        kubernetes.clusters().forEach((cluster) => this.equip(cluster));
        kubernetes.on("added", (cluster) => this.equip(cluster));
    }

    checkConfig(news: Props): readonly CheckFailure[] {
        return checkSettings(news);
    }

    diffConfig(olds: Props, news: Props): Diff {
        return diffSettings(olds, news);
    }

    configure(config: Props): Session {
        return new KubernetesSession(() => this.connect(config), settingsOf(config), new HelmReleases());
    }

    private equip(cluster: KubeCluster): void {
        const installed = (): boolean => controllerInstalled(cluster);
        cluster.webhooks.push(bindingDefaulter(this.cloud, installed));
        cluster.validators.push(bindingValidator(cluster, this.cloud, installed));
    }

    /** Looked up for each operation: the cluster may come or go while the provider runs. */
    private connect(config: Props): Connection {
        const { kubeconfig, context, cluster } = config;
        if (isUnknown(kubeconfig)) return { unreachable: "the kubeconfig is not known yet" };
        const target = targetOf(kubeconfig, context, cluster);
        if (target === undefined) {
            return {
                unreachable:
                    "unable to load Kubernetes client configuration from kubeconfig file: " +
                    "invalid configuration: no configuration has been provided",
            };
        }
        const found = this.kubernetes.byEndpoint(target.server);
        if (found !== undefined) return { cluster: found };
        const url = `${target.server}/openapi/v2`;
        const host = target.server.replace(/^https?:\/\//, "").replace(/[:/].*$/, "");
        return {
            unreachable: `unable to load schema information from the API server: Get "${url}": lookup ${host}: no such host`,
        };
    }
}
