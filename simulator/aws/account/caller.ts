import { Cloud } from "../../cloud/cloud";

/** Who the simulated account's caller is: an administrator of account 111122223333. */
export function callerArn(cloud: Cloud): string {
    return `arn:${cloud.partition}:iam::${cloud.account}:user/colorway`;
}
