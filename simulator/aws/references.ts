import { Cloud, CloudObject } from "../cloud/cloud";
import { AwsError } from "../cloud/errors";
import { flag, optionalText, text } from "../cloud/values";
import { subnetType } from "./ec2/types";

/** What models of several services refer to. */
const keyType = "aws:kms/key:Key";
const aliasType = "aws:kms/alias:Alias";

/** The subnets of those ids, each once; `refuse` makes the service's error of the ones that do not exist. */
export function subnetsOf(
    cloud: Cloud,
    ids: readonly string[],
    refuse: (missing: readonly string[]) => AwsError,
): readonly CloudObject[] {
    const unique = [...new Set(ids)];
    const missing = unique.filter((id) => cloud.find(subnetType, id) === undefined);
    if (missing.length > 0) throw refuse(missing);
    return unique.flatMap((id) => cloud.find(subnetType, id) ?? []);
}

/** The Availability Zones of subnets, sorted. */
export function zonesOfSubnets(subnets: readonly CloudObject[]): readonly string[] {
    return [...new Set(subnets.map(({ props }) => text(props, "availabilityZone")))].sort();
}

/** The VPCs of subnets. */
export function vpcsOfSubnets(subnets: readonly CloudObject[]): readonly string[] {
    return [...new Set(subnets.map(({ props }) => text(props, "vpcId")))];
}

/**
 * ARN of the usable key that a key id, key ARN, alias name or alias ARN stands for; undefined where there is none, or where
 * it is disabled. Keys that AWS manages (`alias/aws/rds`) always exist.
 */
export function keyArnOf(cloud: Cloud, reference: string): string | undefined {
    const alias = /(?:^|:)(alias\/.+)$/.exec(reference)?.[1];
    if (alias?.startsWith("alias/aws/") === true) return managedKeyArn(cloud, alias.slice("alias/aws/".length));
    if (alias !== undefined) {
        const found = cloud.all(aliasType).find(({ id, props }) => id === alias || optionalText(props, "name") === alias);
        const target =
            found === undefined
                ? undefined
                : (optionalText(found.props, "targetKeyArn") ?? optionalText(found.props, "targetKeyId"));
        return target === undefined ? undefined : keyArnOf(cloud, target);
    }
    const managed = /^arn:aws:kms:[^:]+:\d+:key\/(.+)$/.exec(reference);
    const key = cloud.all(keyType).find(({ id, props }) => id === reference || optionalText(props, "arn") === reference);
    if (key === undefined) return managed?.[1]?.startsWith(managedPrefix) === true ? reference : undefined;
    return flag(key.props, "isEnabled", true) ? text(key.props, "arn") : undefined;
}

// Marks the made-up ids of the keys that AWS manages, so that their ARNs are known again.
const managedPrefix = "a0a0a0a0";

/** ARN of the key that AWS keeps for a service in this account (`rds`, `secretsmanager`, `elasticache`, `s3`). */
export function managedKeyArn(cloud: Cloud, service: string): string {
    const hex = cloud.hexOf(`aws/${service}/${cloud.region}`, 24);
    const id = `${managedPrefix}-${hex.slice(0, 4)}-4${hex.slice(5, 8)}-8${hex.slice(9, 12)}-${hex.slice(12)}`;
    return cloud.arn("kms", `key/${id}`);
}

/** A random UUID's form from random digits of the cloud. */
export function newUuid(cloud: Cloud): string {
    const hex = cloud.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
