/** The pod of a service: restricted, checked, spread over zones, and patient when it ends. Creates nothing. */

import type * as inputs from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../config/types";
import { planDrain } from "./drain";
import { type Identity, podEnvironment } from "./environment";
import { type Labels, selectorLabels, serviceLabels } from "./labels";

/** Name of the container's port, for probes and the Service. */
export const portName = "http";

/** Seconds that a process may take to start: period × failures. */
const startupPeriodSeconds = 2;
const startupFailures = 30;
/** A pod that cannot answer gets no requests after this many seconds: period × failures. */
const readinessPeriodSeconds = 5;
const readinessFailures = 3;
/** A process that takes no connections any more is ended after this many seconds: period × failures. */
const livenessPeriodSeconds = 10;
const livenessFailures = 3;
const probeTimeoutSeconds = 2;

/** The only place that a process can write to. */
const scratchPath = "/tmp";
const scratchSize = "64Mi";
/** A folder for each secret, a file for each of its keys. */
export const secretsPath = "/var/run/secrets/colorway";

export interface PodArgs {
    readonly service: ServiceSettings;
    readonly identity: Identity;
    /** `REPOSITORY@sha256:DIGEST`. */
    readonly image: string;
    readonly configName: pulumi.Input<string>;
    readonly serviceAccountName: pulumi.Input<string>;
    /** Secret that is mounted for the service. @default - none */
    readonly databaseSecretName?: pulumi.Input<string>;
}

export function podTemplate(args: PodArgs): inputs.core.v1.PodTemplateSpec {
    const { service, identity } = args;
    const drain = planDrain(service.longestRequestSeconds, service.publicPaths.length > 0);
    const selector = selectorLabels(identity.color, service.name);
    return {
        metadata: { labels: serviceLabels(identity.color, service.name, identity.version) },
        spec: {
            serviceAccountName: args.serviceAccountName,
            automountServiceAccountToken: false,
            // Addresses of other services come with the configuration; the old way would put all of them into every pod.
            enableServiceLinks: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            terminationGracePeriodSeconds: drain.gracePeriodSeconds,
            topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(key => spread(key, selector)),
            containers: [container(args, drain.preStopSeconds)],
            volumes: [{ name: "scratch", emptyDir: { sizeLimit: scratchSize } }, ...secretVolumes(args)],
        },
    };
}

function container(args: PodArgs, preStopSeconds: number): inputs.core.v1.Container {
    const { service } = args;
    return {
        name: service.name,
        image: args.image,
        imagePullPolicy: "IfNotPresent",
        ports: [{ name: portName, containerPort: service.port, protocol: "TCP" }],
        env: podEnvironment(service, args.identity),
        envFrom: [{ configMapRef: { name: args.configName } }],
        resources: { requests: { ...service.requests }, limits: { ...service.limits } },
        securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            capabilities: { drop: ["ALL"] },
        },
        ...probes(service),
        // The kubelet itself sleeps, so the image needs no shell (Kubernetes 1.30 and newer, "Container Lifecycle Hooks").
        lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } },
        volumeMounts: [
            { name: "scratch", mountPath: scratchPath },
            ...secretVolumes(args).map(({ name }) => ({ name, mountPath: `${secretsPath}/${name}`, readOnly: true })),
        ],
    };
}

/**
 * As files, not as variables: the kubelet writes a rotated password into them while the pod runs, and variables show up in dumps. Readable
 * by whatever user the image has, writable by none.
 */
function secretVolumes({ databaseSecretName }: PodArgs): inputs.core.v1.Volume[] {
    return databaseSecretName === undefined ? [] : [{ name: "database", secret: { secretName: databaseSecretName, defaultMode: 0o444 } }];
}

function probes(service: ServiceSettings): Pick<inputs.core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
    const health = { httpGet: { path: service.healthPath, port: portName }, timeoutSeconds: probeTimeoutSeconds };
    return {
        startupProbe: { ...health, periodSeconds: startupPeriodSeconds, failureThreshold: startupFailures },
        readinessProbe: { ...health, periodSeconds: readinessPeriodSeconds, failureThreshold: readinessFailures },
        // Not the health path: it also tells of the database, whose failure no restart heals.
        livenessProbe: {
            tcpSocket: { port: portName },
            timeoutSeconds: probeTimeoutSeconds,
            periodSeconds: livenessPeriodSeconds,
            failureThreshold: livenessFailures,
        },
    };
}

/** Evenly if possible; with a zone gone, better together than not at all. */
function spread(topologyKey: string, matchLabels: Labels): inputs.core.v1.TopologySpreadConstraint {
    return {
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels },
        // Counts the pods of one revision only, so a rollout spreads too.
        matchLabelKeys: ["pod-template-hash"],
    };
}
