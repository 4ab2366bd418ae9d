import { accountSources } from "../../../simulator/aws/account/models";
import { ec2Models } from "../../../simulator/aws/ec2/models";
import { iamModels } from "../../../simulator/aws/iam/models";
import { kmsModels } from "../../../simulator/aws/kms/models";
import { logsModels } from "../../../simulator/aws/logs/models";
import { ResourceModel } from "../../../simulator/aws/model";
import { Props } from "../../../simulator/cloud/values";
import { Account } from "./harness";

export const models: readonly ResourceModel[] = [...ec2Models, ...iamModels, ...kmsModels, ...logsModels];
export const zone = { availabilityZone: "us-east-1a" };

export async function accountWith(...program: Parameters<Account["run"]>[0]): Promise<Account> {
    const account = new Account(models, accountSources);
    await account.run(program);
    return account;
}

/** The code and words of the service in an error's text. */
export async function refusal(act: Promise<unknown>): Promise<string> {
    try {
        await act;
    } catch (error) {
        return /api error (.*)$/s.exec(String(error))?.[1] ?? String(error);
    }
    throw new Error("was not refused");
}

export function outputs(account: Account, name: string): Props {
    return account.resource(name).properties;
}
