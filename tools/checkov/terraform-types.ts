/** How Pulumi's AWS resource types are called in Terraform: the provider of the one is made from the other's. */

/** Types whose Terraform name does not follow from module and name. */
const irregular: { readonly [type: string]: string } = {
    "aws:alb/loadBalancer:LoadBalancer": "aws_alb",
    "aws:cfg/recorder:Recorder": "aws_config_configuration_recorder",
    "aws:cfg/recorderStatus:RecorderStatus": "aws_config_configuration_recorder_status",
    "aws:cloudtrail/trail:Trail": "aws_cloudtrail",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws_iam_openid_connect_provider",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:rds/clusterSnapshot:ClusterSnapshot": "aws_db_cluster_snapshot",
    "aws:rds/eventSubscription:EventSubscription": "aws_db_event_subscription",
    "aws:rds/instance:Instance": "aws_db_instance",
    "aws:rds/parameterGroup:ParameterGroup": "aws_db_parameter_group",
    "aws:rds/proxy:Proxy": "aws_db_proxy",
    "aws:rds/snapshot:Snapshot": "aws_db_snapshot",
    "aws:rds/subnetGroup:SubnetGroup": "aws_db_subnet_group",
    "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": "aws_route53_hosted_zone_dnssec",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
};

/** As `aws_s3_bucket` of `aws:s3/bucket:Bucket`. */
export function terraformType(type: string): string {
    const known = irregular[type];
    if (known !== undefined) return known;
    const [, module = "", name = ""] = /^aws:(\w+)\/(\w+):\w+$/.exec(type) ?? [];
    if (name === "") throw new Error(`${type}: is no type of @pulumi/aws; as "aws:s3/bucket:Bucket"`);
    // What is EC2's stands there without its service.
    return ["ec2"].includes(module) ? `aws_${snakeCase(name)}` : `aws_${module}_${snakeCase(name)}`;
}

/** As `vpc_security_group_ids` of `vpcSecurityGroupIds`. */
export function snakeCase(name: string): string {
    return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
