import { Cloud } from "../../cloud/cloud";

/**
 * Alias of the key that encrypts secrets in the states of stacks. As in a real account it is there before the first stack and no
 * stack's own.
 */
export const stateAlias = "alias/colorway-state";

export function stateKeyArn(cloud: Cloud): string {
    const digits = cloud.hexOf(`${stateAlias} ${cloud.region}`, 32);
    const id = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
    return cloud.arn("kms", `key/${id}`);
}
