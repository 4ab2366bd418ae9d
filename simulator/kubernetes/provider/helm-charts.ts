/** Charts that the simulated cloud knows: their repositories, versions and values, as published. */

export interface Chart {
    readonly name: string;
    readonly repository: string;
    /** Chart version → version of the application. */
    readonly versions: Readonly<Record<string, string>>;
    /** Top-level keys of `values.yaml`. */
    readonly values: ReadonlySet<string>;
    /** Values without which a template fails, with Helm's text. */
    readonly required: Readonly<Record<string, string>>;
    /** Names of what it makes, by `kind/version`, for a release of that name. */
    readonly resources: (release: string, namespace: string) => Readonly<Record<string, readonly string[]>>;
}

/** Source: github.com/aws/eks-charts, stable/aws-load-balancer-controller (Chart.yaml, values.yaml and templates of 3.0.0 to 3.5.0). */
export const loadBalancerController: Chart = {
    name: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    versions: {
        "3.0.0": "v3.0.0", "3.1.0": "v3.1.0", "3.2.0": "v3.2.0", "3.2.1": "v3.2.1", "3.2.2": "v3.2.2", "3.3.0": "v3.3.0", "3.4.0": "v3.4.0",
        "3.4.1": "v3.4.1", "3.4.2": "v3.4.2", "3.4.3": "v3.4.3", "3.5.0": "v3.5.0",
    },
    values: new Set([
        "additionalLabels", "affinity", "albGatewayMaxConcurrentReconciles", "autoscaling", "awsApiEndpoints", "awsApiThrottle",
        "awsMaxRetries", "backendSecurityGroup", "certDiscovery", "certManagement", "certManager", "cluster", "clusterName",
        "clusterSecretsPermissions", "configureDefaultAffinity", "controllerConfig", "createIngressClassResource", "creator",
        "defaultLoadBalancerScheme", "defaultSSLPolicy", "defaultTags", "defaultTargetType", "deploymentAnnotations",
        "disableIngressClassAnnotation", "disableIngressGroupNameAnnotation", "disableRestrictedSecurityGroupRules", "dnsPolicy",
        "enableBackendSecurityGroup", "enableCertManager", "enableEndpointSlices", "enableManageBackendSecurityGroupRules",
        "enablePodReadinessGateInject", "enableServiceMutatorWebhook", "enableShield", "enableWaf", "enableWafv2", "env",
        "externalManagedTags", "extraVolumeMounts", "extraVolumes", "fullnameOverride", "globalAcceleratorMaxConcurrentReconciles",
        "globalAcceleratorMaxExponentialBackoffDelay", "hostNetwork", "image", "imagePullSecrets", "ingressClass", "ingressClassConfig",
        "ingressClassParams", "ingressMaxConcurrentReconciles", "keepTLSSecret", "lbStabilizationMonitorInterval", "livenessProbe",
        "loadBalancerClass", "logLevel", "maxTargetsPerTargetGroup", "metricsBindAddr", "nameOverride",
        "nlbGatewayMaxConcurrentReconciles", "nodeSelector", "objectSelector", "podAnnotations", "podDisruptionBudget", "podLabels",
        "podMutatorWebhookConfig", "podSecurityContext", "priorityClassName", "rbac", "readinessProbe", "region", "replicaCount",
        "resources", "revisionHistoryLimit", "runtimeClassName", "securityContext", "serviceAccount", "serviceAnnotations",
        "serviceMaxConcurrentReconciles", "serviceMonitor", "serviceMutatorWebhookConfig", "serviceTargetENISGTags", "syncPeriod",
        "targetgroupbindingMaxConcurrentReconciles", "targetgroupbindingMaxExponentialBackoffDelay",
        "targetgroupbindingRequeueDuration", "terminationGracePeriodSeconds", "tolerateNonExistentBackendAction",
        "tolerateNonExistentBackendService", "tolerations", "topologySpreadConstraints", "updateStrategy", "vpcId", "vpcTags",
        "watchNamespace", "webhookBindPort", "webhookConfig", "webhookNamespaceSelectors", "webhookTLS",
    ]),
    required: {
        clusterName:
            "execution error at (aws-load-balancer-controller/templates/deployment.yaml:67:28): Chart cannot be installed without a valid clusterName!",
    },
    resources: (release, namespace) => {
        const full = release.includes("aws-load-balancer-controller") ? release : `${release}-aws-load-balancer-controller`;
        const own = (suffix: string): string => `${namespace}/${full}${suffix}`;
        return {
            "ServiceAccount/v1": [own("")],
            "Secret/v1": [`${namespace}/aws-load-balancer-tls`],
            "ClusterRole/rbac.authorization.k8s.io/v1": [`${full}-role`],
            "ClusterRoleBinding/rbac.authorization.k8s.io/v1": [`${full}-rolebinding`],
            "Role/rbac.authorization.k8s.io/v1": [own("-leader-election-role")],
            "RoleBinding/rbac.authorization.k8s.io/v1": [own("-leader-election-rolebinding")],
            "Service/v1": [`${namespace}/aws-load-balancer-webhook-service`],
            "Deployment/apps/v1": [own("")],
            "MutatingWebhookConfiguration/admissionregistration.k8s.io/v1": ["aws-load-balancer-webhook"],
            "ValidatingWebhookConfiguration/admissionregistration.k8s.io/v1": ["aws-load-balancer-webhook"],
        };
    },
};

export const charts: readonly Chart[] = [loadBalancerController];
