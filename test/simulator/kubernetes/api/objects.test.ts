import { strict as assert } from "node:assert";
import { Cloud } from "../../../../simulator/cloud/cloud";
import { SystemClock } from "../../../../simulator/cloud/clock";
import { MemoryStore } from "../../../../simulator/cloud/store";
import { Props, record, records } from "../../../../simulator/cloud/values";
import { KubeCluster, Kubernetes } from "../../../../simulator/kubernetes/api/objects";
import {
    controllerReference,
    finalizersOf,
    isDeleting,
    KubeObject,
    Manifest,
    ObjectKey,
    specOf,
} from "../../../../simulator/kubernetes/api/types";
import { Account, endpoint } from "../clusters";
import { changed, configMap, container, deployment, limitRange, namespace, quota, service } from "../manifests";

const blue = { namespace: "blue" };
const podKey = (name: string): ObjectKey => ({ apiVersion: "v1", kind: "Pod", ...blue, name });
const home: ObjectKey = { apiVersion: "v1", kind: "Namespace", name: "blue" };

function pod(name: string, spec: Props = {}, metadata: Props = {}): Manifest {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { ...blue, name, ...metadata },
        spec: { containers: [container], ...spec },
    };
}

describe("Objects of a cluster", () => {
    it("exist from the start as in a new EKS cluster", () => {
        const { cluster } = new Account();
        assert.deepEqual(
            cluster.list("v1", "Namespace").map(({ metadata }) => metadata.name),
            ["default", "kube-node-lease", "kube-public", "kube-system", "blue"],
        );
        assert.equal(record(cluster.need(home).metadata, "labels")["kubernetes.io/metadata.name"], "blue");
        assert.deepEqual(
            cluster.list("v1", "ServiceAccount", "blue").map(({ metadata }) => metadata.name),
            ["default"],
        );
        assert.deepEqual(
            cluster.list("v1", "ConfigMap", "blue").map(({ metadata }) => metadata.name),
            ["kube-root-ca.crt"],
        );
    });

    it("get the addresses of Services from the range that their EKS cluster was made with", () => {
        const { cloud, kubernetes, cluster } = new Account();
        const addressesIn = (each: KubeCluster): readonly unknown[] =>
            each.list("v1", "Service").map((object) => specOf(object)["clusterIP"]);
        cluster.create(service);
        assert.deepEqual(addressesIn(cluster), ["172.20.0.1", "172.20.0.11"]);
        const kubernetesNetworkConfig = { serviceIpv4Cidr: "10.200.4.0/24" };
        cloud.put("aws:eks/cluster:Cluster", "other", { name: "other", endpoint: "https://other", kubernetesNetworkConfig });
        const other = kubernetes.cluster("other");
        other.create(namespace);
        const named = (name: string): Manifest => ({ ...service, metadata: { ...service.metadata, name } });
        for (let host = 11; host < 255; host += 1) other.create(named(`service-${host}`));
        const addresses = addressesIn(other);
        assert.deepEqual([addresses[0], addresses[1], addresses.at(-1)], ["10.200.4.1", "10.200.4.11", "10.200.4.254"]);
        assert.equal(new Set(addresses).size, 245);
        assert.throws(() => other.create(named("one-more")), /failed to allocate a serviceIP: range is full/);
        other.delete({ apiVersion: "v1", kind: "Service", namespace: "blue", name: "service-20" });
        assert.equal(specOf(other.create(named("one-more")))["clusterIP"], "10.200.4.20");
    });

    it("count generations of their spec, not of status or labels, and versions of everything", () => {
        const { cluster } = new Account();
        const first = cluster.create(deployment);
        const key: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", ...blue, name: "gateway" };
        const labeled = cluster.update({ ...first, metadata: { ...first.metadata, labels: { a: "b" } } });
        const told = cluster.updateStatus(key, { replicas: 1 });
        const grown = cluster.update({ ...told, spec: { ...specOf(told), replicas: 3 } });
        assert.deepEqual(
            [first, labeled, told, grown].map((each) => each.metadata["generation"]),
            [1, 1, 1, 2],
        );
        const versions = [first, labeled, told, grown].map((each) => Number(each.metadata.resourceVersion));
        assert.ok(versions.every((version, index) => index === 0 || version > (versions[index - 1] ?? 0)));
        assert.deepEqual(grown["status"], { replicas: 1 });
    });

    it("tell no change where nothing changes", () => {
        const { cluster } = new Account();
        const made = cluster.create(deployment);
        cluster.on("changed", () => assert.fail("told"));
        assert.equal(cluster.update(made).metadata.resourceVersion, made.metadata.resourceVersion);
        cluster.updateStatus({ apiVersion: "apps/v1", kind: "Deployment", ...blue, name: "gateway" }, {});
    });

    it("refuse a write on an old version", () => {
        const { cluster } = new Account();
        const old = cluster.create(configMap);
        cluster.update({ ...old, data: { a: "b" } });
        assert.throws(() => cluster.update({ ...old, data: { c: "d" } }), {
            message:
                'Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply ' +
                    'your changes to the latest version and try again',
        });
    });

    it("keep what may not change", () => {
        const { cluster } = new Account();
        const made = cluster.create(deployment);
        const moved = changed(
            changed(made, "spec/selector/matchLabels/tier", "edge"),
            "spec/template/metadata/labels/tier",
            "edge",
        );
        assert.throws(() => cluster.update(moved), {
            message:
                'Deployment.apps "gateway" is invalid: spec.selector: Invalid value: ' +
                    '{"matchLabels":{"app":"gateway","tier":"edge"}}: field is immutable',
        });
        const fixed = cluster.create({ ...configMap, immutable: true });
        assert.throws(() => cluster.update({ ...fixed, data: {} }), {
            message: 'ConfigMap "settings" is invalid: data: Forbidden: field is immutable when `immutable` is set',
        });
        const address = cluster.create(service);
        assert.equal(
            specOf(cluster.update(changed(address, "spec/clusterIP", undefined)))["clusterIP"],
            specOf(address)["clusterIP"],
        );
        assert.throws(
            () =>
                cluster.update(
                    changed(
                        cluster.need({ apiVersion: "v1", kind: "Service", ...blue, name: "gateway" }),
                        "spec/clusterIP",
                        "172.20.9.9",
                    ),
                ),
            {
                message:
                    'Service "gateway" is invalid: spec.clusterIPs[0]: Invalid value: ["172.20.9.9"]: may not change once set',
            },
        );
    });

    it("keep a pod as it was made, but for its image and its first node", () => {
        const { cluster } = new Account();
        const made = cluster.create(pod("one"));
        const placed = cluster.update(changed(made, "spec/nodeName", "node-1"));
        const patched = cluster.update(changed(placed, "spec/containers/0/image", "nginx:1.29"));
        assert.throws(() => cluster.update(changed(patched, "spec/nodeName", "node-2")), /pod updates may not change fields other than/);
        assert.throws(() => cluster.update(changed(patched, "spec/containers/0/command", ["sh"])), /pod updates may not change fields/);
    });

    it("are kept over a restart, with versions that go on", () => {
        const store = new MemoryStore();
        const clock = new SystemClock();
        const open = (): Kubernetes => new Kubernetes(new Cloud(store, clock), clock);
        new Cloud(store, clock).put("aws:eks/cluster:Cluster", "main", { name: "main", endpoint });
        const before = open().cluster("main").create(namespace);
        const after = open().byEndpoint(endpoint);
        assert.equal(after?.need(home).metadata.uid, before.metadata.uid);
        assert.ok(Number(after?.create(configMap).metadata.resourceVersion) > Number(before.metadata.resourceVersion));
    });

    it("go with their EKS cluster", () => {
        const account = new Account();
        account.cluster.create(configMap);
        account.cloud.remove("aws:eks/cluster:Cluster", "main");
        assert.deepEqual(
            account.cloud.store.types().filter((type) => type.startsWith("k8s:")),
            [],
        );
        assert.throws(() => account.kubernetes.cluster("main"), { message: "no cluster found for name: main" });
    });

    it("say what happened to them, counting what is said again", () => {
        const { cluster } = new Account();
        const made = cluster.create(deployment);
        for (let time = 0; time < 3; time += 1) cluster.recorder.record(made, "Warning", "Failed", "no pods today", "test");
        assert.deepEqual(
            cluster.recorder.about(made.metadata.uid).map((event) => [event["reason"], event["count"]]),
            [["Failed", 3]],
        );
    });
});

describe("Deletion", () => {
    const family = (account: Account): { owner: KubeObject; key: ObjectKey } => {
        const owner = account.cluster.create(deployment);
        const metadata = { ...blue, name: "child", ownerReferences: [controllerReference(owner)] };
        account.cluster.create({ ...configMap, metadata });
        return { owner, key: { apiVersion: "apps/v1", kind: "Deployment", ...blue, name: "gateway" } };
    };
    const child: ObjectKey = { apiVersion: "v1", kind: "ConfigMap", ...blue, name: "child" };

    it("takes dependents along", () => {
        const account = new Account();
        account.cluster.delete(family(account).key);
        assert.equal(account.cluster.get(child), undefined);
    });

    it("in the foreground waits for dependents", () => {
        const account = new Account();
        const { key } = family(account);
        const held = account.cluster.need(child);
        account.cluster.update({ ...held, metadata: { ...held.metadata, finalizers: ["example.com/hold"] } });
        account.cluster.delete(key, { propagation: "Foreground" });
        assert.deepEqual(finalizersOf(account.cluster.need(key)), ["foregroundDeletion"]);
        const waiting = account.cluster.need(child);
        assert.ok(isDeleting(waiting));
        account.cluster.update({ ...waiting, metadata: { ...waiting.metadata, finalizers: [] } });
        assert.deepEqual([account.cluster.get(child), account.cluster.get(key)], [undefined, undefined]);
    });

    it("leaves orphans when told to", () => {
        const account = new Account();
        account.cluster.delete(family(account).key, { propagation: "Orphan" });
        assert.deepEqual(records(account.cluster.need(child).metadata, "ownerReferences"), []);
    });

    it("of a running pod waits for its kubelet", () => {
        const { cluster } = new Account();
        cluster.create(pod("one", { nodeName: "node-1", terminationGracePeriodSeconds: 60 }));
        cluster.delete(podKey("one"));
        assert.equal(cluster.need(podKey("one")).metadata["deletionGracePeriodSeconds"], 60);
        cluster.delete(podKey("one"), { gracePeriodSeconds: 0 });
        assert.equal(cluster.get(podKey("one")), undefined);
        cluster.create(pod("two"));
        cluster.delete(podKey("two"));
        assert.equal(cluster.get(podKey("two")), undefined);
    });

    it("of a namespace takes all in it, and nothing new comes in meanwhile", () => {
        const { cluster } = new Account();
        cluster.create(pod("one", { nodeName: "node-1" }));
        cluster.create(configMap);
        cluster.delete(home);
        assert.equal(record(cluster.need(home), "status")["phase"], "Terminating");
        assert.equal(cluster.get({ apiVersion: "v1", kind: "ConfigMap", ...blue, name: "settings" }), undefined);
        assert.throws(() => cluster.create(configMap), {
            message:
                'configmaps "settings" is forbidden: unable to create new content in namespace blue because it is ' +
                    'being terminated',
        });
        cluster.delete(podKey("one"), { gracePeriodSeconds: 0 });
        assert.equal(cluster.get(home), undefined);
        assert.throws(() => cluster.delete({ ...home, name: "kube-system" }), {
            message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted',
        });
    });
});

describe("Admission", () => {
    const restricted = {
        labels: { "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted" },
    };
    const secure = (account: Account): void => {
        const found = account.cluster.need(home);
        account.cluster.update({ ...found, metadata: { ...found.metadata, ...restricted } });
    };
    const open = { ...container, securityContext: {} };

    it("refuses pods that break the pod security of their namespace, and only warns of workloads", () => {
        const account = new Account();
        secure(account);
        assert.throws(() => account.cluster.create(pod("one", { containers: [open] })), {
            message:
                'pods "one" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "gateway" must set ' +
                'securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "gateway" must set ' +
                'securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "gateway" must set ' +
                'securityContext.runAsNonRoot=true), seccompProfile (pod or container "gateway" must set securityContext.seccompProfile.type to ' +
                '"RuntimeDefault" or "Localhost")',
        });
        const warnings: string[] = [];
        account.cluster.create(changed(deployment, "spec/template/spec/hostNetwork", true), "test", {
            warn: (text) => warnings.push(text),
        });
        assert.deepEqual(warnings, ['would violate PodSecurity "restricted:latest": host namespaces (hostNetwork=true)']);
        account.cluster.create(pod("two", record(record(specOf(deployment), "template"), "spec")));
    });

    it("fills in what a limit range says, and refuses what is outside", () => {
        const { cluster } = new Account();
        cluster.create(limitRange);
        const made = cluster.create(pod("one", { containers: [{ name: "a", image: "a" }] }));
        assert.deepEqual(records(specOf(made), "containers")[0]?.["resources"], {
            limits: { memory: "128Mi" },
            requests: { memory: "128Mi", cpu: "50m" },
        });
        const big = { name: "a", image: "a", resources: { limits: { memory: "2Gi" } } };
        assert.throws(
            () => cluster.create(pod("two", { containers: [big] })),
            /^ApiError: pods "two" is forbidden: .*maximum memory usage per Container is 1Gi, but limit is 2Gi/,
        );
    });

    it("refuses what exceeds a quota or does not say what it needs", () => {
        const { cluster } = new Account();
        cluster.create(changed(quota, "spec/hard", { pods: "1", "requests.cpu": "1" }));
        assert.throws(() => cluster.create(pod("none", { containers: [{ name: "a", image: "a" }] })), {
            message: 'pods "none" is forbidden: failed quota: limits: must specify requests.cpu for: a',
        });
        cluster.create(pod("one"));
        assert.throws(() => cluster.create(pod("two")), {
            message: 'pods "two" is forbidden: exceeded quota: limits, requested: pods=1, used: pods=1, limited: pods=1',
        });
    });

    it("refuses pods of an account or priority that is not there", () => {
        const { cluster } = new Account();
        assert.throws(() => cluster.create(pod("one", { serviceAccountName: "nobody" })), {
            message: 'pods "one" is forbidden: error looking up service account blue/nobody: serviceaccount "nobody" not found',
        });
        assert.throws(() => cluster.create(pod("one", { priorityClassName: "urgent" })), {
            message: 'pods "one" is forbidden: no PriorityClass with name urgent was found',
        });
    });

    it("lets webhooks change objects before they are checked", () => {
        const { cluster } = new Account();
        cluster.webhooks.push((object) =>
            object.kind === "Pod" ? changed(object, "spec/readinessGates", [{ conditionType: "x" }]) : object,
        );
        assert.deepEqual(specOf(cluster.create(pod("one")))["readinessGates"], [{ conditionType: "x" }]);
    });
});
