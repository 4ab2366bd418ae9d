import { accountSources } from "../../../simulator/aws/account/models";
import { backupModels } from "../../../simulator/aws/backup/models";
import { cloudTrailModels } from "../../../simulator/aws/cloudtrail/models";
import { cloudwatchModels } from "../../../simulator/aws/cloudwatch/models";
import { ecrModels } from "../../../simulator/aws/ecr/models";
import { eksModels, eksSources } from "../../../simulator/aws/eks/models";
import { elastiCacheModels } from "../../../simulator/aws/elasticache/models";
import { DataSource, ResourceModel } from "../../../simulator/aws/model";
import { rdsModels } from "../../../simulator/aws/rds/models";
import { s3Models } from "../../../simulator/aws/s3/models";
import { secretsManagerModels } from "../../../simulator/aws/secretsmanager/models";
import { snsModels } from "../../../simulator/aws/sns/models";
import { models as foundation } from "./foundation";
import { Account } from "./harness";
import { Step } from "./refused/case";

export const models: readonly ResourceModel[] = [
    ...foundation,
    ...eksModels,
    ...rdsModels,
    ...elastiCacheModels,
    ...secretsManagerModels,
    ...s3Models,
    ...snsModels,
    ...cloudwatchModels,
    ...backupModels,
    ...cloudTrailModels,
    ...ecrModels,
];
export const sources: readonly DataSource[] = [...accountSources, ...eksSources];

/** An account in which these programs have run. */
export async function accountWith(...program: readonly Step[]): Promise<Account> {
    const account = new Account(models, sources);
    await account.run(program);
    return account;
}
