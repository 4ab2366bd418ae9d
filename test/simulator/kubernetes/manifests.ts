import { Draft, Props, Value } from "../../../simulator/cloud/values";
import { Manifest } from "../../../simulator/kubernetes/api/types";

/** Manifests that the API server takes, and how to change one in a single place. */

const app = { app: "gateway" };

export const container: Props = {
    name: "gateway",
    image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/colorway/api-gateway:1.0.0",
    ports: [{ name: "http", containerPort: 8080 }],
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    readinessProbe: { httpGet: { path: "/ready", port: "http" } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
};

export const namespace: Manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "blue" } };

export const deployment: Manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "blue", name: "gateway", labels: app },
    spec: {
        replicas: 2,
        selector: { matchLabels: app },
        template: {
            metadata: { labels: app },
            spec: {
                securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                containers: [container],
                volumes: [{ name: "scratch", emptyDir: { sizeLimit: "64Mi" } }],
            },
        },
    },
};

export const service: Manifest = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "blue", name: "gateway" },
    spec: { selector: app, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};

export const configMap: Manifest = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: "blue", name: "settings" },
    data: { LOG_LEVEL: "info" },
};

export const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace: "blue", name: "keys" },
    stringData: { key: "value" },
};

export const autoscaler: Manifest = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { namespace: "blue", name: "gateway" },
    spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "gateway" },
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } }],
    },
};

export const budget: Manifest = {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { namespace: "blue", name: "gateway" },
    spec: { maxUnavailable: 1, selector: { matchLabels: app } },
};

export const networkPolicy: Manifest = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { namespace: "blue", name: "gateway" },
    spec: {
        podSelector: { matchLabels: app },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/16", except: ["10.0.1.0/24"] } }], ports: [{ port: 8080 }] }],
        egress: [{ to: [{ podSelector: {} }], ports: [{ port: 53, protocol: "UDP" }] }],
    },
};

export const quota: Manifest = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { namespace: "blue", name: "limits" },
    spec: { hard: { pods: "10", "requests.cpu": "4" } },
};

export const limitRange: Manifest = {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { namespace: "blue", name: "usual" },
    spec: {
        limits: [{ type: "Container", default: { memory: "128Mi" }, defaultRequest: { cpu: "50m" }, max: { memory: "1Gi" } }],
    },
};

export const role: Manifest = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { namespace: "blue", name: "reader" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
};

export const binding: Manifest = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { namespace: "blue", name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "blue" }],
};

export const targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/blue-gateway/0123456789abcdef";

export const targetGroupBinding: Manifest = {
    apiVersion: "elbv2.k8s.aws/v1beta1",
    kind: "TargetGroupBinding",
    metadata: { namespace: "blue", name: "gateway" },
    spec: { serviceRef: { name: "gateway", port: 80 }, targetGroupARN: targetGroupArn, targetType: "ip" },
};

/** The manifest with another value at a path like `spec/template/spec/containers/0/image`; `undefined` takes it out. */
export function changed<T extends Props>(object: T, path: string, value: Value | undefined): T {
    return set(object, path.split("/"), value) as T;
}

function set(value: Value | undefined, [name, ...rest]: readonly string[], to: Value | undefined): Value {
    if (name === undefined) return to ?? null;
    if (Array.isArray(value)) {
        const items = value as readonly Value[];
        const index = Number(name);
        return [...items.slice(0, index), set(items[index], rest, to), ...items.slice(index + 1)];
    }
    const copy: Draft = typeof value === "object" && value !== null ? { ...(value as Props) } : {};
    if (rest.length === 0 && to === undefined) delete copy[name];
    else copy[name] = set(copy[name], rest, to);
    return copy;
}
