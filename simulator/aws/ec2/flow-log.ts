import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, optionalText, Props, textOr, Value } from "../../cloud/values";
import { needRole } from "../iam/roles";
import { flagProperty, Mistake, numberProperty, objectProperty, ResourceModel, textProperty } from "../model";
import { interfaceType } from "./interfaces";
import { invalidValue, needSubnet, needVpc } from "./types";

const create = "EC2 API Reference, CreateFlowLogs";
const guide = "VPC User Guide, Logging IP traffic using VPC Flow Logs";
const type = "aws:ec2/flowLog:FlowLog";
const watched = ["vpcId", "subnetId", "eniId"];

// VPC User Guide, Flow log records: the default format.
const defaultFormat = [
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start",
    "end", "action", "log-status",
]
    .map((field) => `\${${field}}`)
    .join(" ");

const fieldNames = new Set([
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start",
    "end", "action", "log-status", "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr",
    "region", "az-id", "sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction",
    "traffic-path", "ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id",
    "ecs-container-id", "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn", "ecs-task-arn", "ecs-task-id",
    "reject-reason",
]);

const arnPattern = /^arn:[\w-]+:[a-z0-9-]+:[\w-]*:\d*:.+$/;

export const flowLog: ResourceModel = {
    type,
    service: "EC2",
    actions: { create: "CreateFlowLogs", update: "CreateTags", remove: "DeleteFlowLogs" },
    invalidCode: "InvalidParameter",
    inputs: {
        vpcId: textProperty({ replace: true, source: create }),
        subnetId: textProperty({ replace: true, source: create }),
        eniId: textProperty({ replace: true, source: create }),
        trafficType: textProperty({ replace: true, oneOf: ["ACCEPT", "REJECT", "ALL"], source: create }),
        logDestinationType: textProperty({
            replace: true,
            default: "cloud-watch-logs",
            oneOf: ["cloud-watch-logs", "s3"],
            source: create,
        }),
        logDestination: textProperty({ replace: true, computed: true, pattern: arnPattern, source: create }),
        iamRoleArn: textProperty({ replace: true, pattern: arnPattern, source: create }),
        logFormat: textProperty({ replace: true, computed: true, rule: formatRule, source: "VPC User Guide, Flow log records" }),
        maxAggregationInterval: numberProperty({ replace: true, default: 600, oneOf: [60, 600], source: create }),
        destinationOptions: objectProperty(
            {
                fileFormat: textProperty({ replace: true, default: "plain-text", oneOf: ["plain-text", "parquet"] }),
                hiveCompatiblePartitions: flagProperty({ replace: true, default: false }),
                perHourPartition: flagProperty({ replace: true, default: false }),
            },
            { replace: true },
        ),
    },
    outputs: ["arn"],
    tagged: true,
    validate: oneResource,
    create: createModel,
    update: (_, object, inputs) => ({ ...object.props, ...inputs }),
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        {
            what: "Exactly one VPC, subnet or interface is watched and exists (InvalidVpcID.NotFound and the like).",
            source: create,
        },
        {
            what: "CloudWatch Logs needs a role that vpc-flow-logs.amazonaws.com may assume; S3 takes none (InvalidParameter).",
            source: guide,
        },
        {
            what: "A second flow log with the same resource, traffic and destination is refused (FlowLogAlreadyExists).",
            source: "EC2 API Reference, Error codes",
        },
        { what: "Fields of the format exist (InvalidParameter).", source: "VPC User Guide, Flow log records" },
    ],
};

function formatRule(value: Value): string | undefined {
    const unknown = [...String(value).matchAll(/\$\{([^}]*)\}/g)]
        .map((match) => match[1] ?? "")
        .filter((name) => !fieldNames.has(name));
    if (unknown.length > 0) return `unknown fields in the log format: ${unknown.join(", ")}`;
    return String(value).includes("${") ? undefined : "the log format names no field";
}

function oneResource(inputs: Props): readonly Mistake[] {
    const given = watched.filter((name) => !isAbsent(inputs[name]));
    if (given.length === 1) return [];
    const got = given.length === 0 ? "none" : given.join(", ");
    return [{ path: "vpcId", message: `vpcId: one of ${watched.join(", ")} must be specified, got ${got} (InvalidParameter)` }];
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    mustExist(cloud, inputs);
    const destination = optionalText(inputs, "logDestination")?.replace(/:\*$/, "");
    const id = cloud.newId("fl");
    const arn = cloud.arn("ec2", `vpc-flow-log/${id}`);
    checkDestination(cloud, inputs, destination, arn);
    if (optionalText(inputs, "trafficType") === undefined) {
        throw new AwsError("MissingParameter", "The request must contain the parameter TrafficType");
    }
    const rival = cloud
        .all(type)
        .some(
            ({ props }) =>
                watched.every((name) => optionalText(props, name) === optionalText(inputs, name))
                && optionalText(props, "trafficType") === optionalText(inputs, "trafficType")
                && optionalText(props, "logDestination") === destination,
        );
    if (rival) {
        throw new AwsError(
            "FlowLogAlreadyExists",
            "There is an existing Flow Log with the same configuration and log destination.",
        );
    }
    return {
        id,
        props: {
            ...inputs,
            arn,
            logDestination: destination ?? "",
            logFormat: optionalText(inputs, "logFormat") ?? defaultFormat,
        },
    };
}

function mustExist(cloud: Cloud, inputs: Props): void {
    const vpcId = optionalText(inputs, "vpcId");
    if (vpcId !== undefined) needVpc(cloud, vpcId);
    const subnetId = optionalText(inputs, "subnetId");
    if (subnetId !== undefined) needSubnet(cloud, subnetId);
    const card = optionalText(inputs, "eniId");
    if (card !== undefined) {
        cloud.need(interfaceType, card, "InvalidNetworkInterfaceID.NotFound", `The networkInterface ID '${card}' does not exist`);
    }
}

function checkDestination(cloud: Cloud, inputs: Props, destination: string | undefined, sourceArn: string): void {
    const kind = textOr(inputs, "logDestinationType", "cloud-watch-logs");
    const role = optionalText(inputs, "iamRoleArn");
    if (destination === undefined) throw new AwsError("InvalidParameter", "LogDestination can't be empty");
    const service = destination.split(":")[2];
    if (service !== (kind === "s3" ? "s3" : "logs")) {
        throw new AwsError("InvalidParameter", `LogDestination: ${destination} is not a valid destination of type ${kind}`);
    }
    if (kind === "s3") {
        if (role !== undefined) {
            throw new AwsError("InvalidParameter", "DeliverLogsPermissionArn is not applicable for s3 delivery");
        }
        mustHaveBucket(cloud, destination);
        return;
    }
    if (!isAbsent(inputs["destinationOptions"])) throw new AwsError(invalidValue, "DestinationOptions are for s3 delivery only");
    if (role === undefined) throw new AwsError("InvalidParameter", "DeliverLogsPermissionArn can't be empty");
    needRole(cloud, role, {
        service: "vpc-flow-logs.amazonaws.com",
        sourceArn,
        code: "InvalidParameter",
        message: "Unable to assume given IAM role",
    });
}

function mustHaveBucket(cloud: Cloud, destination: string): void {
    const path = destination.split(":::")[1] ?? "";
    const [bucket = "", ...folders] = path.split("/");
    if (folders.includes("AWSLogs")) throw new AwsError("InvalidParameter", "AWSLogs can't be used as a subfolder name");
    const found = cloud.find("aws:s3/bucket:Bucket", bucket) ?? cloud.where("aws:s3/bucket:Bucket", "bucket", bucket)[0];
    if (found === undefined) throw new AwsError("InvalidParameter", `LogDestination: ${bucket} does not exist`);
}
