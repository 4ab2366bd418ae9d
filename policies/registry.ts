/** All rules, and the standards that they serve. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule, Severity } from "./core/rule";
import type { Control, Mapping, Mappings, Standard } from "./core/standard";
import { acmRules } from "./rules/aws/acm";
import { backupRules } from "./rules/aws/backup";
import { cloudtrailRules } from "./rules/aws/cloudtrail";
import { cloudwatchRules } from "./rules/aws/cloudwatch";
import { computeRules } from "./rules/aws/compute";
import { detectionRules } from "./rules/aws/detection";
import { ecrRules } from "./rules/aws/ecr";
import { eksNodeRules } from "./rules/aws/eks-nodes";
import { eksRules } from "./rules/aws/eks";
import { elasticacheRules } from "./rules/aws/elasticache";
import { iamPolicyRules } from "./rules/aws/iam-policies";
import { iamTrustRules } from "./rules/aws/iam-trust";
import { iamRules } from "./rules/aws/iam";
import { instanceRules } from "./rules/aws/instances";
import { kmsRules } from "./rules/aws/kms";
import { listenerRules } from "./rules/aws/listeners";
import { loadBalancingRules } from "./rules/aws/load-balancing";
import { networkAclRules } from "./rules/aws/network-acls";
import { rdsOperationsRules } from "./rules/aws/rds-operations";
import { rdsRules } from "./rules/aws/rds";
import { route53Rules } from "./rules/aws/route53";
import { s3DataRules } from "./rules/aws/s3-data";
import { s3PolicyRules } from "./rules/aws/s3-policies";
import { s3Rules } from "./rules/aws/s3";
import { secretsManagerRules } from "./rules/aws/secrets-manager";
import { securityGroupDataRules } from "./rules/aws/security-groups-data";
import { securityGroupRules } from "./rules/aws/security-groups";
import { snsRules } from "./rules/aws/sns";
import { tagRules } from "./rules/aws/tags";
import { vpcEndpointRules } from "./rules/aws/vpc-endpoints";
import { vpcRouteRules } from "./rules/aws/vpc-routes";
import { vpcRules } from "./rules/aws/vpc";
import { wafRules } from "./rules/aws/wafv2";
import { availabilityRules } from "./rules/kubernetes/availability";
import { helmRules } from "./rules/kubernetes/helm";
import { ingressRules } from "./rules/kubernetes/ingress";
import { namespaceRules } from "./rules/kubernetes/namespaces";
import { networkRules } from "./rules/kubernetes/network";
import { podHostRules } from "./rules/kubernetes/pod-host";
import { podIdentityRules } from "./rules/kubernetes/pod-identity";
import { podImageRules } from "./rules/kubernetes/pod-images";
import { podResourceRules } from "./rules/kubernetes/pod-resources";
import { podSecurityRules } from "./rules/kubernetes/pod-security";
import { rbacRules } from "./rules/kubernetes/rbac";
import { secretRules } from "./rules/kubernetes/secrets";
import { serviceRules } from "./rules/kubernetes/services";
import { storageRules } from "./rules/kubernetes/storage";

export const rules: readonly Rule[] = [
    ...acmRules, ...backupRules, ...cloudtrailRules, ...cloudwatchRules, ...computeRules, ...detectionRules, ...ecrRules,
    ...eksNodeRules, ...eksRules, ...elasticacheRules, ...iamPolicyRules, ...iamTrustRules, ...iamRules, ...instanceRules, ...kmsRules,
    ...listenerRules, ...loadBalancingRules, ...networkAclRules, ...rdsOperationsRules, ...rdsRules, ...route53Rules,
    ...s3DataRules, ...s3PolicyRules, ...s3Rules, ...secretsManagerRules, ...securityGroupDataRules, ...securityGroupRules,
    ...snsRules, ...tagRules, ...vpcEndpointRules, ...vpcRouteRules, ...vpcRules, ...wafRules,
    ...availabilityRules, ...helmRules, ...ingressRules, ...namespaceRules, ...networkRules, ...podHostRules,
    ...podIdentityRules, ...podImageRules, ...podResourceRules, ...podSecurityRules, ...rbacRules, ...secretRules,
    ...serviceRules, ...storageRules,
];

interface MappingData {
    readonly severity: Severity;
    readonly nist?: readonly Mapping[];
    readonly pci?: readonly Mapping[];
}

/** PCI SSC's own words are not free: the labels are ours. */
interface PciData {
    readonly version: string;
    readonly requirements: readonly (Pick<Control, "id" | "kind"> & { readonly label?: string })[];
}

export const nistName = "NIST SP 800-53";
export const pciName = "PCI DSS";

/** The catalogs, whole. */
export const standards = once(readStandards);

/** Severity and controls of each rule. */
export const mappings = once(readMappings);

function readStandards(): { readonly nist: Standard; readonly pci: Standard } {
    const nist = read<Standard>("nist-800-53-r5.json");
    const pci = read<PciData>("pci-dss-4.0.1.json");
    const accountData = read<{ readonly groups: readonly string[]; readonly requirements: readonly string[] }>(
        "pci-account-data.json",
    );
    const ofAccountData = (id: string): boolean =>
        accountData.groups.includes(id.split(".")[0] ?? "") || accountData.requirements.includes(id);
    const requirements = pci.requirements.map(({ label, ...control }) => ({
        ...control, ...(label === undefined ? {} : { title: label }),
        ...(ofAccountData(control.id) ? { ofAccountData: true } : {}),
    }));
    return {
        nist: { name: nistName, version: nist.version, controls: nist.controls },
        pci: { name: pciName, version: pci.version, scoped: true, controls: requirements },
    };
}

function readMappings(): Mappings {
    const { rules: data } = read<{ readonly rules: { readonly [rule: string]: MappingData } }>("mappings.json");
    return Object.fromEntries(rules.map(({ id }) => {
        const { severity, nist = [], pci = [] } = data[id] ?? { severity: "medium" as const };
        return [id, { severity, controls: { [nistName]: nist, [pciName]: pci } }];
    }));
}

/** SHA-256 of rules and mappings. */
export function rulesHash(): string {
    const told = rules.map(({ id, title, kind, types, parameters = {}, conditions }) =>
        [id, title, kind, types, parameters, conditions.map(String)]);
    return createHash("sha256").update(JSON.stringify([told, mappings()])).digest("hex");
}

/** Of a control's id in either standard. */
export function controlNamed(id: string): readonly { readonly standard: string; readonly control: Control }[] {
    return Object.values(standards())
        .flatMap(({ name, controls }) => controls.filter((control) => control.id.toLowerCase() === id.toLowerCase())
            .map((control) => ({ standard: name, control })));
}

/** Read at the first call only. */
function once<T>(make: () => T): () => T {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}

function read<T>(name: string): T {
    return JSON.parse(readFileSync(join(__dirname, "data", name), "utf8")) as T;
}
