/** Types of resources whose loss is a loss of data, keys, or evidence. */

const holders: ReadonlySet<string> = new Set([
    "aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance", "aws:rds/snapshot:Snapshot",
    "aws:rds/clusterSnapshot:ClusterSnapshot", "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster", "aws:redshift/cluster:Cluster",
    "aws:dynamodb/table:Table", "aws:dynamodb/globalTable:GlobalTable", "aws:opensearch/domain:Domain", "aws:memorydb/cluster:Cluster",
    "aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster", "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws:s3/directoryBucket:DirectoryBucket", "aws:s3/bucketObject:BucketObject",
    "aws:ebs/volume:Volume", "aws:ebs/snapshot:Snapshot", "aws:efs/fileSystem:FileSystem", "aws:fsx/lustreFileSystem:LustreFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem", "aws:fsx/openZfsFileSystem:OpenZfsFileSystem", "aws:fsx/windowsFileSystem:WindowsFileSystem",
    "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey", "aws:cloudhsmv2/cluster:Cluster",
    "aws:secretsmanager/secret:Secret", "aws:backup/vault:Vault", "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault",
    "aws:ecr/repository:Repository", "aws:cloudwatch/logGroup:LogGroup", "aws:cloudtrail/eventDataStore:EventDataStore",
    "aws:sqs/queue:Queue", "aws:kinesis/stream:Stream", "aws:msk/cluster:Cluster", "aws:mq/broker:Broker",
    "aws:cognito/userPool:UserPool", "aws:route53/zone:Zone", "aws:timestreamwrite/table:Table", "aws:qldb/ledger:Ledger",
    "kubernetes:core/v1:PersistentVolume", "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshot",
]);

export function holdsData(type: string): boolean {
    return holders.has(type);
}
