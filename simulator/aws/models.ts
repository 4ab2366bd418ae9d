import { accountSources } from "./account/models";
import { acmModels } from "./acm/models";
import { backupModels } from "./backup/models";
import { cloudTrailModels } from "./cloudtrail/models";
import { cloudwatchModels } from "./cloudwatch/models";
import { ec2Models } from "./ec2/models";
import { ecrModels } from "./ecr/models";
import { eksModels, eksSources } from "./eks/models";
import { elastiCacheModels } from "./elasticache/models";
import { elbv2Models } from "./elbv2/models";
import { iamModels } from "./iam/models";
import { kmsModels } from "./kms/models";
import { logsModels } from "./logs/models";
import { DataSource, ResourceModel } from "./model";
import { rdsModels } from "./rds/models";
import { route53Models, route53Sources } from "./route53/models";
import { s3Models } from "./s3/models";
import { secretsManagerModels } from "./secretsmanager/models";
import { snsModels } from "./sns/models";
import { wafv2Models } from "./wafv2/models";

/** Every resource type of `aws` that the simulated cloud has. */
export const awsModels: readonly ResourceModel[] = [
    ...ec2Models, ...iamModels, ...kmsModels, ...logsModels, ...eksModels, ...rdsModels, ...elastiCacheModels,
    ...secretsManagerModels, ...s3Models, ...elbv2Models, ...acmModels, ...route53Models, ...wafv2Models,
    ...snsModels, ...cloudwatchModels, ...backupModels, ...cloudTrailModels, ...ecrModels,
];

/** Every data source of `aws` that the simulated cloud has. */
export const awsSources: readonly DataSource[] = [...accountSources, ...eksSources, ...route53Sources];
