/** Wrong workloads and permissions in a cluster. */
import { seed } from "./seed";

const bad = {
    name: "app", image: "nginx:latest", imagePullPolicy: "IfNotPresent",
    ports: [{ containerPort: 80, hostPort: 80 }],
    env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "app", key: "password" } } }],
    securityContext: { privileged: true, allowPrivilegeEscalation: true, runAsUser: 0, capabilities: { add: ["SYS_ADMIN", "NET_RAW"] } },
    volumeMounts: [{ name: "socket", mountPath: "/var/run/docker.sock" }],
};
const host = { hostPID: true, hostIPC: true, hostNetwork: true, volumes: [{ name: "socket", hostPath: { path: "/var/run/docker.sock" } }], containers: [bad] };
const bare = { containers: [{ name: "app", image: "nginx" }] };
const labels = { app: "app" };
const controller = (spec: object): { readonly [property: string]: unknown } =>
    ({ metadata: { namespace: "default" }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } });
const pod = (image: string, more: object = {}): { readonly [property: string]: unknown } =>
    ({ metadata: { namespace: "team", labels: { app: image.split(":")[0] } }, spec: { containers: [{ name: "app", image, ...more }] } });
const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
const toAccount = { subjects: [{ kind: "ServiceAccount", name: "app", namespace: "team" }] };
const roleRef = (kind: string, name: string): object => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });
const clusterRole = (name: string, apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[]): readonly ReturnType<typeof seed>[] => [
    seed(`${rbac}:ClusterRole`, name, { metadata: { name }, rules: [{ apiGroups, resources, verbs }] }),
    seed(`${rbac}:ClusterRoleBinding`, name, { metadata: { name }, roleRef: roleRef("ClusterRole", name), ...toAccount },
        { roleRef: `${rbac}:ClusterRole ${name}` }),
];
const snippet = (annotations: object): { readonly [property: string]: unknown } => ({
    metadata: { namespace: "team", annotations },
    spec: { rules: [{ host: "a.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "app", port: { number: 80 } } } }] } }] },
});

export const kubernetesSeeds = [
    seed("kubernetes:apps/v1:Deployment", "host", controller(host)),
    seed("kubernetes:apps/v1:Deployment", "bare", controller(bare)),
    seed("kubernetes:apps/v1:StatefulSet", "host", controller(host)),
    seed("kubernetes:apps/v1:StatefulSet", "bare", controller(bare)),
    seed("kubernetes:apps/v1:DaemonSet", "host", controller(host)),
    seed("kubernetes:apps/v1:DaemonSet", "bare", controller(bare)),
    seed("kubernetes:core/v1:Pod", "host", { metadata: { namespace: "default" }, spec: host }),
    seed("kubernetes:core/v1:Pod", "bare", { metadata: {}, spec: bare }),
    seed("kubernetes:batch/v1:Job", "host", { metadata: { namespace: "default" }, spec: { template: { metadata: { labels }, spec: { ...host, restartPolicy: "Never" } } } }),
    seed("kubernetes:batch/v1:CronJob", "host", {
        metadata: { namespace: "default" },
        spec: { schedule: "* * * * *", jobTemplate: { spec: { template: { metadata: { labels }, spec: { ...host, restartPolicy: "Never" } } } } },
    }),
    seed("kubernetes:core/v1:Pod", "tiller", { ...pod("gcr.io/kubernetes-helm/tiller:v2.16.1"), metadata: { namespace: "team", labels: { app: "helm", name: "tiller" } } }),
    seed("kubernetes:core/v1:Pod", "dashboard", { ...pod("kubernetesui/dashboard:v2.0.0"), metadata: { namespace: "team", labels: { "k8s-app": "kubernetes-dashboard" } } }),
    seed("kubernetes:core/v1:Pod", "git-sync", pod("k8s.gcr.io/git-sync:v3.1.5", { command: ["git", "--exec", "/bin/sh"], env: [{ name: "GITSYNC_GIT", value: "/bin/sh" }] })),
    seed("kubernetes:core/v1:Service", "tiller", {
        metadata: { namespace: "default", name: "tiller-deploy", labels: { app: "helm", name: "tiller" } },
        spec: { type: "NodePort", selector: { app: "helm", name: "tiller" }, ports: [{ port: 44134 }] },
    }),
    seed("kubernetes:core/v1:ServiceAccount", "default", { metadata: { name: "default", namespace: "default" } }),
    seed("kubernetes:core/v1:Secret", "inline", { metadata: { namespace: "default" }, stringData: { password: "not-so-secret" } }),
    seed("kubernetes:core/v1:ConfigMap", "default", { metadata: { namespace: "default" }, data: { mode: "plain" } }),
    seed("kubernetes:networking.k8s.io/v1:Ingress", "lua", snippet({ "nginx.ingress.kubernetes.io/server-snippet": "content_by_lua_block { }" })),
    seed("kubernetes:networking.k8s.io/v1:Ingress", "alias", snippet({ "nginx.ingress.kubernetes.io/configuration-snippet": "alias /etc/;" })),
    seed("kubernetes:networking.k8s.io/v1:Ingress", "default", { ...snippet({}), metadata: { namespace: "default" } }),
    seed(`${rbac}:Role`, "all", { metadata: { namespace: "team" }, rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] }),
    seed(`${rbac}:RoleBinding`, "default-account", {
        metadata: { namespace: "team" }, roleRef: roleRef("Role", "all"), subjects: [{ kind: "ServiceAccount", name: "default", namespace: "team" }],
    }, { roleRef: `${rbac}:Role all` }),
    ...clusterRole("webhooks", ["admissionregistration.k8s.io"], ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"], ["create", "update", "patch"]),
    ...clusterRole("signer", ["certificates.k8s.io"], ["certificatesigningrequests/approval"], ["update", "patch"]),
    seed(`${rbac}:ClusterRole`, "approver", {
        metadata: { name: "approver" },
        rules: [
            { apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests/approval"], verbs: ["update", "patch"] },
            { apiGroups: ["certificates.k8s.io"], resources: ["signers"], verbs: ["approve"] },
        ],
    }),
    ...clusterRole("binder", [rbac.slice("kubernetes:".length).replace("/v1", "")], ["rolebindings", "clusterrolebindings"], ["bind", "create"]),
    ...clusterRole("escalator", ["rbac.authorization.k8s.io"], ["roles", "clusterroles"], ["escalate"]),
    ...clusterRole("executor", [""], ["pods/exec", "nodes/proxy"], ["create"]),
    ...clusterRole("impersonator", [""], ["users", "groups", "serviceaccounts"], ["impersonate"]),
    ...clusterRole("status-writer", [""], ["services/status"], ["patch", "update"]),
    ...clusterRole("secret-reader", [""], ["secrets"], ["get", "list", "watch"]),
];
