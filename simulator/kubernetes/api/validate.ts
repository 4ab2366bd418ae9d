import { Props, record, records, sameValue, textOr } from "../../cloud/values";
import { Kind } from "./kinds";
import { checkPodSecurityLabels } from "./pod-security";
import { Problems } from "./problems";
import { checkDescription } from "./schema";
import { Manifest } from "./types";
import {
    checkBinding,
    checkBindingUpdate,
    checkConfigMap,
    checkConfigUpdate,
    checkLimitRange,
    checkQuota,
    checkQuotaUpdate,
    checkRole,
    checkSecret,
} from "./validate-config";
import { checkImmutable, checkMeta, checkMetaUpdate } from "./validate-meta";
import { checkNetworkPolicy, checkService, checkServiceUpdate } from "./validate-network";
import { checkPodSpec } from "./validate-pod";
import { checkStorageClass, checkStorageClassUpdate } from "./validate-storage";
import { checkAutoscaler, checkBudget, checkDeployment } from "./validate-workload";

/** What the API server checks of an object's meaning. Throws 422 Invalid with every mistake. */
export function validate(object: Manifest, kind: Kind, old: Manifest | undefined): void {
    const problems = new Problems();
    checkMeta(object, kind, problems);
    checkKind(object, problems);
    if (old !== undefined) {
        checkMetaUpdate(object, old, problems);
        checkUpdate(object, old, problems);
    }
    checkDescription(object, problems);
    problems.throwFor(object);
}

function checkKind(object: Manifest, problems: Problems): void {
    switch (object.kind) {
        case "Namespace":
            return checkPodSecurityLabels(object, problems);
        case "Service":
            return checkService(object, problems);
        case "ConfigMap":
            return checkConfigMap(object, problems);
        case "Secret":
            return checkSecret(object, problems);
        case "ResourceQuota":
            return checkQuota(object, problems);
        case "LimitRange":
            return checkLimitRange(object, problems);
        case "Pod":
            return checkPodSpec({ at: "spec", value: record(object, "spec") }, true, problems);
        case "Deployment":
            return checkDeployment(object, false, problems);
        case "ReplicaSet":
            return checkDeployment(object, true, problems);
        case "HorizontalPodAutoscaler":
            return checkAutoscaler(object, problems);
        case "PodDisruptionBudget":
            return checkBudget(object, problems);
        case "NetworkPolicy":
            return checkNetworkPolicy(object, problems);
        case "Role":
        case "ClusterRole":
            return checkRole(object, object.kind === "Role", problems);
        case "RoleBinding":
        case "ClusterRoleBinding":
            return checkBinding(object, object.kind === "RoleBinding", problems);
        case "StorageClass":
            return checkStorageClass(object, problems);
        default:
            return;
    }
}

function checkUpdate(object: Manifest, old: Manifest, problems: Problems): void {
    switch (object.kind) {
        case "Deployment":
        case "ReplicaSet":
            return checkImmutable(record(object, "spec")["selector"], record(old, "spec")["selector"], "spec.selector", problems);
        case "Service":
            return checkServiceUpdate(object, old, problems);
        case "ConfigMap":
        case "Secret":
            return checkConfigUpdate(object, old, problems);
        case "ResourceQuota":
            return checkQuotaUpdate(object, old, problems);
        case "RoleBinding":
        case "ClusterRoleBinding":
            return checkBindingUpdate(object, old, problems);
        case "StorageClass":
            return checkStorageClassUpdate(object, old, problems);
        case "Pod":
            return checkPodUpdate(record(object, "spec"), record(old, "spec"), problems);
        default:
            return;
    }
}

const mutable: readonly string[] = ["containers", "initContainers", "tolerations", "activeDeadlineSeconds", "nodeName"];

/** Of a pod's spec only images, deadline, tolerations and the node of an unscheduled pod may change. */
function checkPodUpdate(now: Props, before: Props, problems: Problems): void {
    const frozen = (spec: Props): Props => Object.fromEntries(Object.entries(spec).filter(([name]) => !mutable.includes(name)));
    const imageless = (spec: Props, name: string): readonly Props[] => records(spec, name).map((each) => ({ ...each, image: "" }));
    const same = ["containers", "initContainers"].every((name) => sameValue(imageless(now, name), imageless(before, name)));
    const moved = textOr(before, "nodeName", "") !== "" && now["nodeName"] !== before["nodeName"];
    if (same && !moved && sameValue(frozen(now), frozen(before))) return;
    const allowed =
        "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`," +
        "`spec.tolerations` (only additions to existing tolerations)";
    problems.forbidden("spec", `pod updates may not change fields other than ${allowed},\`spec.terminationGracePeriodSeconds\``);
}
