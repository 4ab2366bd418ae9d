import type { Cloud } from "../../cloud/cloud";
import { flag, isAbsent, optionalText, Props, textOr } from "../../cloud/values";
import { ApiError } from "./errors";
import { targetGroupBindingApi } from "./kinds";
import { idOf, keyOf, KubeObject, Manifest, specOf } from "./types";
import type { ClusterView, ValidatingWebhook, Webhook } from "./view";

const targetGroup = "aws:lb/targetGroup:TargetGroup";
const vpcForm = /^vpc-([0-9a-f]{8}|[0-9a-f]{17}|[0-9a-f]{32})$/;

function denied(hook: "m" | "v", why: string): ApiError {
    return new ApiError("Forbidden", `admission webhook "${hook}targetgroupbinding.elbv2.k8s.aws" denied the request: ${why}`);
}

function isBinding(object: Manifest): boolean {
    return object.apiVersion === targetGroupBindingApi && object.kind === "TargetGroupBinding";
}

/**
 * The AWS Load Balancer Controller's mutating webhook for TargetGroupBindings (kubernetes-sigs/aws-load-balancer-controller,
 * webhooks/elbv2/targetgroupbinding_mutator.go): what the target group says is filled in.
 */
export function bindingDefaulter(cloud: Cloud, installed: () => boolean): Webhook {
    return (object, operation) => {
        if (!isBinding(object) || operation !== "create" || !installed()) return object;
        const spec = specOf(object);
        const { arn, group } = groupOf(cloud, spec);
        const type = textOr(group, "targetType", "instance");
        if (type !== "ip" && type !== "instance")
            throw denied("m", `couldn't determine TargetType: unsupported TargetType: ${type}`);
        const vpcId = textOr(group, "vpcId", "");
        const protocol = textOr(group, "protocol", "");
        const known = { targetGroupARN: arn, targetType: type, ipAddressType: textOr(group, "ipAddressType", "ipv4") };
        const found = {
            ...(vpcId === "" ? {} : { vpcID: vpcId }),
            ...(protocol === "" ? {} : { targetGroupProtocol: protocol }),
        };
        return { ...object, spec: { ...known, ...found, ...spec } };
    };
}

function groupOf(cloud: Cloud, spec: Props): { readonly arn: string; readonly group: Props } {
    const arn = optionalText(spec, "targetGroupARN");
    const name = optionalText(spec, "targetGroupName");
    if (arn === undefined && name === undefined) throw denied("m", "must provide either TargetGroupARN or TargetGroupName");
    const groups = cloud.all(targetGroup).map(({ props }) => props);
    const group = groups.find((props) => (arn === undefined ? props["name"] === name : props["arn"] === arn));
    if (group !== undefined) return { arn: textOr(group, "arn", ""), group };
    const what = isAbsent(spec["targetType"]) ? "couldn't determine TargetType" : "unable to get target group IP address type";
    throw denied("m", `${what}: TargetGroupNotFound: One or more target groups not found`);
}

/** Its validating webhook (targetgroupbinding_validator.go): what does not fit the target group is denied. */
export function bindingValidator(cluster: ClusterView, cloud: Cloud, installed: () => boolean): ValidatingWebhook {
    return (object, _operation, old) => {
        if (!isBinding(object) || !installed()) return;
        const spec = specOf(object);
        if (isAbsent(spec["targetType"])) throw denied("v", "TargetGroupBinding must specify these fields: spec.targetType");
        if (old !== undefined) checkImmutable(spec, specOf(old));
        if (spec["targetType"] === "ip" && !isAbsent(spec["nodeSelector"])) {
            throw denied("v", "TargetGroupBinding cannot set NodeSelector when TargetType is ip");
        }
        checkUnbound(cluster, object, old);
        if (old === undefined) checkGroup(spec, groupOf(cloud, spec));
    };
}

function checkGroup(spec: Props, { arn, group }: ReturnType<typeof groupOf>): void {
    const address = textOr(group, "ipAddressType", "ipv4");
    if (textOr(spec, "ipAddressType", "ipv4") !== address)
        throw denied("v", `invalid IP address type ${address} for TargetGroup ${arn}`);
    const vpc = textOr(spec, "vpcID", "");
    if (vpc !== "" && !vpcForm.test(vpc)) {
        const rule = "VPC Id must begin with 'vpc-' followed by 8, 17 or 32 lowercase letters (a-f) or numbers.";
        throw denied("v", `ValidationError: vpcID ${vpc} failed to satisfy constraint: ${rule}`);
    }
    if (vpc !== "" && vpc !== group["vpcId"])
        throw denied("v", `invalid VpcID ${vpc} doesnt match VpcID from TargetGroup ${arn}`);
    const protocol = textOr(group, "protocol", "");
    const asked = textOr(spec, "targetGroupProtocol", protocol);
    if (asked !== protocol) throw denied("v", `TargetGroup ${arn} protocol differs (got ${asked}, expected ${protocol})`);
}

function checkImmutable(now: Props, before: Props): void {
    const changed = ["targetGroupARN", "targetType", "ipAddressType", "vpcID"].filter((name) => now[name] !== before[name]);
    if (changed.length === 0) return;
    const named = changed.map((name) => `spec.${name}`).join(",");
    throw denied("v", `TargetGroupBinding update may not change these immutable fields: ${named}`);
}

/** A target group has one binding, unless all of them share it on purpose. */
function checkUnbound(cluster: ClusterView, object: Manifest, old: KubeObject | undefined): void {
    const arn = specOf(object)["targetGroupARN"];
    const others = cluster.list(targetGroupBindingApi, "TargetGroupBinding").filter((each) => {
        return each.metadata.uid !== old?.metadata.uid && specOf(each)["targetGroupARN"] === arn;
    });
    if (others.length === 0) return;
    if (flag(specOf(object), "multiClusterTargetGroup") && others.every((each) => flag(specOf(each), "multiClusterTargetGroup")))
        return;
    const bound = `[${others.map((each) => idOf(keyOf(each))).join(" ")}]`;
    const share = `Please enable MultiCluster mode on all TargetGroupBindings referencing ${String(arn)}`;
    const cure = `${share} or choose a different Target Group ARN.`;
    throw denied("v", `TargetGroup ${String(arn)} is already bound to following TargetGroupBindings ${bound}. ${cure}`);
}
