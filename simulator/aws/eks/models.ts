import { DataSource, ResourceModel, textProperty } from "../model";
import { text } from "../../cloud/values";
import { accessModels } from "./access";
import { addon } from "./addon";
import { cluster } from "./cluster";
import { nodeGroup } from "./node-group";
import { podIdentityAssociation } from "./pod-identity";
import { needCluster } from "./types";

/** Every modeled type of EKS. */
export const eksModels: readonly ResourceModel[] = [cluster, nodeGroup, addon, ...accessModels, podIdentityAssociation];

const clusterAuth: DataSource = {
    token: "aws:eks/getClusterAuth:getClusterAuth",
    inputs: { name: textProperty({ required: true }) },
    read: (cloud, args) => {
        const name = text(args, "name");
        // A signed STS request in the real thing; its form is all that a client sees of it.
        const request = `https://sts.${cloud.region}.amazonaws.com/?Action=GetCallerIdentity&x-k8s-aws-id=${name}`;
        return { id: name, name, token: `k8s-aws-v1.${Buffer.from(request).toString("base64url")}` };
    },
    checks: [],
};

const clusterFacts: DataSource = {
    token: "aws:eks/getCluster:getCluster",
    inputs: { name: textProperty({ required: true }) },
    read: (cloud, args) => {
        const { id, props } = needCluster(cloud, text(args, "name"));
        return {
            id,
            name: id,
            arn: props["arn"] ?? null,
            accessConfigs: [props["accessConfig"] ?? null],
            certificateAuthorities: [props["certificateAuthority"] ?? null],
            createdAt: props["createdAt"] ?? null,
            deletionProtection: props["deletionProtection"] ?? false,
            enabledClusterLogTypes: props["enabledClusterLogTypes"] ?? [],
            endpoint: props["endpoint"] ?? null,
            identities: props["identities"] ?? [],
            kubernetesNetworkConfigs: [props["kubernetesNetworkConfig"] ?? null],
            platformVersion: props["platformVersion"] ?? null,
            roleArn: props["roleArn"] ?? null,
            status: props["status"] ?? null,
            tags: props["tagsAll"] ?? {},
            upgradePolicies: [props["upgradePolicy"] ?? null],
            version: props["version"] ?? null,
            vpcConfig: props["vpcConfig"] ?? null,
        };
    },
    checks: [{ what: "The cluster must exist (ResourceNotFoundException).", source: "EKS API Reference, DescribeCluster" }],
};

export const eksSources: readonly DataSource[] = [clusterAuth, clusterFacts];
