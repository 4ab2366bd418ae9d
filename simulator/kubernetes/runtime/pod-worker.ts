/** One pod on its node, from its address to its end: what a kubelet does for it. */

import { Clock } from "../../cloud/clock";
import { Draft, optionalText, record } from "../../cloud/values";
import { Image, ImageRegistry } from "../../images/registry";
import { wholeSeconds } from "../api/garbage";
import { isNotFound } from "../api/errors";
import { KubeCluster } from "../api/objects";
import { conditionOf, isDeleting, KubeObject, labelsOf, namespaceOf, ObjectKey, statusOf } from "../api/types";
import { isTrue, Said, withConditions } from "./conditions";
import { Container, ContainerHost } from "./container";
import { PodNetwork } from "./pod-network";
import { containersOf, environmentOf, graceSecondsOf, podKey, readinessGatesOf, requestsOf } from "./pod-spec";
import { AllServiceMetrics } from "./service-metrics";
import { Identity } from "./service-process";

/** Where a pod runs. */
export interface Place {
    readonly ip: string;
    readonly hostIp: string;
    readonly zone: string;
}

export interface PodContext {
    readonly cluster: KubeCluster;
    readonly clock: Clock;
    readonly registry: ImageRegistry;
    readonly network: PodNetwork;
    readonly metrics: AllServiceMetrics;
    /** See `ContainerHost`. */
    readonly shortestDrain: number;
    /** Every container has ended and the object is gone. */
    readonly gone: (uid: string) => void;
}

export class PodWorker {
    readonly key: ObjectKey;
    readonly uid: string;
    readonly containers: readonly Container[];
    private terminating = false;
    private finished = false;
    private publishing = false;

    constructor(
        pod: KubeObject,
        readonly place: Place,
        private readonly context: PodContext,
    ) {
        this.key = podKey(pod);
        this.uid = pod.metadata.uid;
        const before = statusOf(pod)["containerStatuses"];
        this.containers = containersOf(pod).map((spec) => {
            const container = new Container(spec, this.hostOf(pod, spec.name), restartsOf(before, spec.name));
            container.on("changed", () => this.sync());
            return container;
        });
    }

    start(): void {
        // the states of all are known before the first one tells of a change
        this.publishing = true;
        this.containers.forEach((container) => container.start());
        this.publishing = false;
        this.sync();
    }

    /** Brings the status up to date, begins to stop where the pod is being deleted. */
    sync(): void {
        if (this.finished || this.publishing) return;
        const pod = this.context.cluster.get(this.key);
        if (pod === undefined || pod.metadata.uid !== this.uid) return this.kill();
        if (isDeleting(pod) && !this.terminating) {
            this.terminating = true;
            // a container that has nothing to stop says so at once, while the next one is not asked yet
            this.publishing = true;
            this.containers.forEach((container) => container.stop(graceSecondsOf(pod)));
            this.publishing = false;
        }
        if (this.terminating && this.containers.every((container) => container.ended)) return this.finish();
        this.publish(pod);
    }

    /** Ends every container at once, without a word to the API server. */
    kill(): void {
        if (this.finished) return;
        this.finished = true;
        this.containers.forEach((container) => {
            container.removeAllListeners();
            container.kill();
        });
        this.context.gone(this.uid);
    }

    private finish(): void {
        this.finished = true;
        this.containers.forEach((container) => container.removeAllListeners());
        try {
            this.context.cluster.delete(this.key, { gracePeriodSeconds: 0, uid: this.uid });
        } catch (error) {
            if (!isNotFound(error)) throw error;
        }
        this.context.gone(this.uid);
    }

    private publish(pod: KubeObject): void {
        this.publishing = true;
        const now = wholeSeconds(this.context.clock.iso());
        const before = statusOf(pod);
        const { ip, hostIp } = this.place;
        const status: Draft = {
            ...before,
            phase: this.phase(),
            hostIP: hostIp,
            hostIPs: [{ ip: hostIp }],
            podIP: ip,
            podIPs: [{ ip }],
            startTime: optionalText(before, "startTime") ?? now,
            qosClass: qosOf(pod),
            conditions: withConditions(pod, this.conditions(pod), now),
            containerStatuses: this.containers.map((container) => container.status()),
        };
        this.context.cluster.updateStatus(this.key, status);
        this.publishing = false;
    }

    private phase(): string {
        if (this.containers.every(({ state }) => state.kind === "terminated") && !this.terminating) {
            const restarts = this.containers.some(({ state, lastState }) => state === lastState);
            const good = this.containers.every(({ state }) => state.kind === "terminated" && state.exitCode === 0);
            return restarts ? "Running" : good ? "Succeeded" : "Failed";
        }
        const began = this.containers.every(({ state, lastState }) => state.kind !== "waiting" || lastState !== undefined);
        return began ? "Running" : "Pending";
    }

    private conditions(pod: KubeObject): readonly Said[] {
        const unready = this.containers.filter((container) => !container.ready).map(({ name }) => name);
        const listed =
            unready.length === 0
                ? {}
                : { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` };
        const all: Said = { type: "ContainersReady", status: unready.length === 0 ? "True" : "False", ...listed };
        const closed = readinessGatesOf(pod).filter((gate) => !isTrue(pod, gate));
        const ready: Said =
            all.status === "False" || closed.length === 0
                ? { ...all, type: "Ready" }
                : {
                      type: "Ready",
                      status: "False",
                      reason: "ReadinessGatesNotReady",
                      message: closed.map((gate) => gateMessage(pod, gate)).join("; "),
                  };
        return [{ type: "PodReadyToStartContainers", status: "True" }, { type: "Initialized", status: "True" }, ready, all];
    }

    private hostOf(pod: KubeObject, name: string): ContainerHost {
        const { cluster, clock, registry, network, metrics, shortestDrain } = this.context;
        const { ip, zone } = this.place;
        const key = this.key;
        return {
            clock,
            registry,
            zone,
            ip,
            podName: `${key.name}_${key.namespace}(${pod.metadata.uid})`,
            graceSeconds: graceSecondsOf(pod),
            shortestDrain,
            restarts: (optionalText(record(pod, "spec"), "restartPolicy") ?? "Always") === "Always",
            environment: () => environmentOf(cluster.get(key) ?? pod, name, (wanted) => cluster.get(wanted)),
            identity: (image, env) => identityOf(pod, image, env, zone),
            metrics: (identity) => metrics.join({ cluster: cluster.name, ...identity }),
            route: (host, port) => network.route(key, host, port),
            open: (port, local) => network.open(key, ip, port, local),
            close: (port) => network.close(ip, port),
            local: (port) => network.local(ip, port),
            event: (type, reason, message) => cluster.recorder.record(cluster.get(key) ?? pod, type, reason, message, "kubelet"),
        };
    }
}

/** The environment says who it is; what image it is, the image itself says. */
function identityOf(pod: KubeObject, image: Image, env: { readonly [name: string]: string }, zone: string): Identity {
    const labels = labelsOf(pod);
    const namespace = namespaceOf(pod) ?? "default";
    return {
        service:
            env["COLORWAY_SERVICE"] ?? labels["app.kubernetes.io/name"] ?? image.repository.split("/").at(-1) ?? image.repository,
        color: env["COLORWAY_COLOR"] ?? "none",
        version: image.version,
        namespace,
        pod: pod.metadata.name,
        zone,
    };
}

/** The kubelet's words (status/generate.go, readiness gates). */
function gateMessage(pod: KubeObject, gate: string): string {
    return conditionOf(pod, gate) === undefined
        ? `corresponding condition of pod readiness gate "${gate}" does not exist.`
        : `the status of pod readiness gate "${gate}" is not "True", but ${conditionOf(pod, gate)?.status}`;
}

function restartsOf(statuses: KubeObject[string] | undefined, name: string): number {
    if (!Array.isArray(statuses)) return 0;
    const found = statuses.find(
        (status: unknown): status is { name: string; restartCount: number } =>
            typeof status === "object" && status !== null && "name" in status && status.name === name && "restartCount" in status,
    );
    return found?.restartCount ?? 0;
}

/** Pod QoS classes of the Kubernetes guide. */
function qosOf(pod: KubeObject): string {
    const containers = record(pod, "spec")["containers"];
    if (!Array.isArray(containers)) return "BestEffort";
    const resources = containers.map((container) => record(container, "resources"));
    const equal = resources.every((each) => {
        const [limits, requests] = [record(each, "limits"), record(each, "requests")];
        return ["cpu", "memory"].every((name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name]);
    });
    if (equal) return "Guaranteed";
    const { cpu, memory } = requestsOf(pod);
    return cpu === 0 && memory === 0 ? "BestEffort" : "Burstable";
}
