/**
 * The AWS Load Balancer Controller's loop for TargetGroupBindings: registers pods with target groups, takes them out, and tells
 * pods of their health. It works only while the controller is installed.
 */

import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText, Props, record, records, textOr } from "../../cloud/values";
import { interfacesIn } from "../../aws/ec2/interfaces";
import { Target, TargetHealth, Targets } from "../../aws/elbv2/targets";
import { targetGroupType } from "../../aws/elbv2/types";
import { ApiError } from "../api/errors";
import { wholeSeconds } from "../api/garbage";
import { targetGroupBindingApi } from "../api/kinds";
import {
    finalizersOf,
    generationOf,
    isDeleting,
    KubeObject,
    labelsOf,
    namespaceOf,
    ObjectKey,
    specOf,
    statusOf,
} from "../api/types";
import { isTrue, Said, withConditions } from "../runtime/conditions";
import { podIpOf, podKey, readinessGatesOf } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom, nameOf } from "./controller";
import { podsBehind, targetPortOf } from "./endpoint-slices";
import { gateOf } from "./readiness-gates";

const api = targetGroupBindingApi;
const finalizer = "elbv2.k8s.aws/resources";
const manager = "aws-load-balancer-controller";

export interface LoadBalancing {
    readonly cloud: Cloud;
    readonly targets: Targets;
    /** Whether the controller runs in the cluster. */
    readonly installed: () => boolean;
}

export class TargetGroupBindingController extends Controller {
    constructor(
        private readonly balancing: LoadBalancing,
        context: ControllerContext,
    ) {
        super("targetgroupbinding", context);
    }

    override start(): void {
        super.start();
        this.balancing.targets.on("health", this.onHealth);
        this.balancing.cloud.on("changed", this.onCloudChange);
    }

    override stop(): void {
        this.balancing.targets.off("health", this.onHealth);
        this.balancing.cloud.off("changed", this.onCloudChange);
        super.stop();
    }

    protected begin(): void {
        this.queueAll(api, "TargetGroupBinding");
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "TargetGroupBinding") this.queue.add(`${key.namespace}/${key.name}`);
        else if (key.kind === "Pod" || key.kind === "Service") this.queueAll(api, "TargetGroupBinding", key.namespace);
        // the controller itself may have come: a Helm release is a Secret
        else if (key.kind === "Secret") this.queueAll(api, "TargetGroupBinding");
    }

    private readonly onHealth = (arn: string): void => {
        for (const binding of this.cluster.list(api, "TargetGroupBinding")) {
            if (groupOf(binding) === arn) this.queue.add(nameOf(binding));
        }
    };

    private readonly onCloudChange = (type: string): void => {
        if (type === targetGroupType) this.begin();
    };

    protected reconcile(name: string): void {
        const binding = this.cluster.get(keyFrom(api, "TargetGroupBinding", name));
        if (binding === undefined || !this.balancing.installed()) return;
        if (isDeleting(binding)) return this.release(binding);
        const held = finalizersOf(binding).includes(finalizer)
            ? binding
            : this.cluster.update(
                  { ...binding, metadata: { ...binding.metadata, finalizers: [...finalizersOf(binding), finalizer] } },
                  manager,
              );
        try {
            this.bind(held);
        } catch (error) {
            const reason = error instanceof AwsError ? error.code : error instanceof ApiError ? error.reason : undefined;
            if (reason !== undefined && error instanceof Error) {
                this.cluster.recorder.record(
                    held,
                    "Warning",
                    "FailedReconcile",
                    `${reason}: ${error.message}`,
                    "targetGroupBinding",
                );
            }
            throw error;
        }
        this.cluster.updateStatus(keyFrom(api, "TargetGroupBinding", name), { observedGeneration: generationOf(held) });
    }

    /** The targets go out of the group, then the binding may go. A group that is gone already holds nothing. */
    private release(binding: KubeObject): void {
        if (!finalizersOf(binding).includes(finalizer)) return;
        const arn = groupOf(binding);
        if (arn !== undefined && this.balancing.cloud.find(targetGroupType, arn) !== undefined) {
            for (const target of this.balancing.targets.health(arn)) this.balancing.targets.deregister(arn, target);
        }
        const finalizers = finalizersOf(binding).filter((each) => each !== finalizer);
        this.cluster.update({ ...binding, metadata: { ...binding.metadata, finalizers } }, manager);
    }

    private bind(binding: KubeObject): void {
        const { targets } = this.balancing;
        const group = this.group(binding);
        const { service, port } = this.service(binding);
        const pods = podsBehind(service, this.cluster.list("v1", "Pod", namespaceOf(binding)));
        const wanted = new Map(
            pods.flatMap((pod): [string, Target][] => {
                const target = targetFor(binding, pod, port);
                return target === undefined ? [] : [[addressOf(target), { ...target, ...this.zoneOf(pod) }]];
            }),
        );
        // the group belongs to the binding: whatever else is in it goes
        for (const target of targets.health(group.id)) {
            if (!wanted.has(addressOf(target)) && target.state !== "draining") targets.deregister(group.id, target);
        }
        const registered = new Set(
            targets
                .health(group.id)
                .filter(({ state }) => state !== "draining")
                .map(addressOf),
        );
        for (const [address, target] of wanted) if (!registered.has(address)) targets.register(group.id, target);
        const health = new Map(targets.health(group.id).map((target) => [addressOf(target), target]));
        for (const pod of pods) this.tellPod(binding, pod, port, health);
    }

    private group(binding: KubeObject): CloudObject {
        const arn = groupOf(binding) ?? "";
        const group = this.balancing.cloud.need(
            targetGroupType,
            arn,
            "TargetGroupNotFound",
            `One or more target groups not found`,
        );
        const type = textOr(specOf(binding), "targetType", "");
        const own = textOr(group.props, "targetType", "instance");
        if (type !== own)
            throw new AwsError(
                "ValidationError",
                `invalid TargetGroupBinding: target type ${type} does not match the target group's, ${own}`,
            );
        const vpcId = optionalText(specOf(binding), "vpcID") ?? this.vpcOfNodes();
        const groupVpc = optionalText(group.props, "vpcId");
        if (vpcId !== undefined && groupVpc !== vpcId) {
            throw new AwsError(
                "ValidationError",
                `invalid TargetGroupBinding: VPC ${vpcId} does not match the target group's, ${groupVpc ?? "none"}`,
            );
        }
        return group;
    }

    private vpcOfNodes(): string | undefined {
        const node = this.cluster.list("v1", "Node")[0];
        const address =
            node === undefined ? undefined : records(statusOf(node), "addresses").find((each) => each["type"] === "InternalIP");
        const found = interfacesIn(this.balancing.cloud, {}).find(
            ({ props }) => address !== undefined && props["privateIp"] === address["address"],
        );
        return found === undefined ? undefined : optionalText(found.props, "vpcId");
    }

    private service(binding: KubeObject): { readonly service: KubeObject; readonly port: Props } {
        const reference = record(specOf(binding), "serviceRef");
        const name = textOr(reference, "name", "");
        const service = this.cluster.need({ apiVersion: "v1", kind: "Service", namespace: namespaceOf(binding), name });
        const wanted = reference["port"];
        const port = records(specOf(service), "ports").find((each) => each["port"] === wanted || each["name"] === wanted);
        if (port === undefined)
            throw new AwsError(
                "BackendNotFound",
                `backend not found: unable to find port ${String(wanted)} on service ${namespaceOf(binding)}/${name}`,
            );
        return { service, port };
    }

    private zoneOf(pod: KubeObject): { readonly zone?: string } {
        const node = this.cluster.get({ apiVersion: "v1", kind: "Node", name: textOr(specOf(pod), "nodeName", "") });
        const zone = node === undefined ? undefined : labelsOf(node)["topology.kubernetes.io/zone"];
        return zone === undefined ? {} : { zone };
    }

    /** Opens or closes the pod's readiness gate, where it has one. */
    private tellPod(binding: KubeObject, pod: KubeObject, port: Props, health: ReadonlyMap<string, TargetHealth>): void {
        const gate = gateOf(binding);
        const target = targetFor(binding, pod, port);
        if (target === undefined || !readinessGatesOf(pod).includes(gate)) return;
        const found = health.get(addressOf(target));
        const said: Said =
            found === undefined
                ? { type: gate, status: "Unknown" }
                : found.state === "healthy"
                  ? { type: gate, status: "True" }
                  : { type: gate, status: "False", reason: found.reason ?? "", message: found.description ?? "" };
        const conditions = withConditions(pod, [said], wholeSeconds(this.cluster.clock.iso()));
        this.cluster.updateStatus(podKey(pod), { ...statusOf(pod), conditions });
    }
}

function groupOf(binding: KubeObject): string | undefined {
    return optionalText(specOf(binding), "targetGroupARN");
}

function addressOf({ id, port }: { readonly id: string; readonly port: number }): string {
    return `${id}:${port}`;
}

/** A pod that is ready, or would be but for its gate, is a target; one that stops is none any more. */
function targetFor(binding: KubeObject, pod: KubeObject, port: Props): Target | undefined {
    const id = podIpOf(pod);
    const number = targetPortOf(port, pod);
    const gated = readinessGatesOf(pod).includes(gateOf(binding)) && isTrue(pod, "ContainersReady");
    if (id === undefined || number === undefined || isDeleting(pod) || !(isTrue(pod, "Ready") || gated)) return undefined;
    return { id, port: number };
}
