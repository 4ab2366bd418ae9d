import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, list, optionalText, Props, record, text, texts, Value } from "../../cloud/values";
import { merged } from "../merge";
import { callerArn } from "../account/caller";
import { Made, Mistake, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { newUuid } from "../references";
import { accessPolicies } from "./policies";
import {
    accessEntryType,
    authenticationModeOf,
    clusterName,
    inUse,
    invalid,
    invalidParameter,
    invalidRequest,
    needCluster,
    nodeGroupType,
    ofCluster,
    policyAssociationType,
    service,
} from "./types";

const createAccessEntry = "EKS API Reference, CreateAccessEntry";
const associatePolicy = "EKS API Reference, AssociateAccessPolicy";
const entryTypes = ["STANDARD", "FARGATE_LINUX", "EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"];
const principal = /^arn:aws:iam::\d{12}:(role|user)\/.+$/;

const inputs: Shape = {
    clusterName: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 100,
        pattern: clusterName,
        source: createAccessEntry,
    }),
    kubernetesGroups: setProperty(textProperty({ minLength: 1, rule: groupRule }), { computed: true, source: createAccessEntry }),
    principalArn: textProperty({ required: true, replace: true, rule: principalRule, source: createAccessEntry }),
    type: textProperty({ default: "STANDARD", replace: true, oneOf: entryTypes, source: createAccessEntry }),
    userName: textProperty({ computed: true, rule: userRule, source: "EKS User Guide, create access entries" }),
};

function groupRule(value: Value): string | undefined {
    return String(value).startsWith("system:")
        ? `The kubernetes group name ${String(value)} is invalid, it cannot start with system:`
        : undefined;
}

function principalRule(value: Value): string | undefined {
    const arn = String(value);
    const wrong = !principal.test(arn) || arn.includes(":role/aws-service-role/");
    return wrong ? "The specified principalArn is invalid: invalid principal." : undefined;
}

function userRule(value: Value): string | undefined {
    const reserved = ["system:", "eks:", "aws:", "amazon:", "iam:"].find((prefix) => String(value).startsWith(prefix));
    return reserved === undefined ? undefined : `The username must not begin with ${reserved}`;
}

/** Who may sign in to a cluster. */
const accessEntry: ResourceModel = {
    type: accessEntryType,
    service,
    actions: { create: "CreateAccessEntry", update: "UpdateAccessEntry", remove: "DeleteAccessEntry" },
    invalidCode: invalid,
    tagged: true,
    inputs,
    outputs: ["accessEntryArn", "createdAt", "modifiedAt"],
    recomputed: () => ["modifiedAt"],
    validate: (props) => entryMistakes(props),
    create: createEntry,
    update: (cloud, object, news): Draft => ({ ...merged(inputs, object.props, news), modifiedAt: cloud.clock.iso() }),
    remove: (cloud, object) => {
        // An entry takes its policies along: EKS API Reference, DeleteAccessEntry.
        for (const association of associationsOf(cloud, object)) cloud.remove(policyAssociationType, association.id);
    },
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        {
            what: "The cluster must exist (ResourceNotFoundException) and take access entries (InvalidRequestException).",
            source: createAccessEntry,
        },
        {
            what: "A principal has one entry in a cluster; nodes' roles and the creator have theirs (ResourceInUseException).",
            source: createAccessEntry,
        },
        { what: "Entries for nodes have no groups and no user name (InvalidParameterException).", source: createAccessEntry },
    ],
};

function entryMistakes(props: Props): readonly Mistake[] {
    const type = optionalText(props, "type") ?? "STANDARD";
    if (type === "STANDARD") return [];
    const given = ["kubernetesGroups", "userName"].filter(
        (name) => list(props, name).length > 0 || optionalText(props, name) !== undefined,
    );
    return given.map((path) => ({
        path,
        message: `${path}: only entries of type STANDARD have it, this one is ${type} (${invalid})`,
    }));
}

function createEntry(cloud: Cloud, given: Props): Made {
    const cluster = needCluster(cloud, text(given, "clusterName"));
    if (authenticationModeOf(cluster) === "CONFIG_MAP") {
        throw invalidRequest(
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
        );
    }
    const arn = text(given, "principalArn");
    if (findEntry(cloud, cluster, arn) !== undefined || ownEntries(cloud, cluster).includes(arn)) {
        throw inUse("The specified access entry resource is already in use on this cluster.");
    }
    const [, account = "", kind = "", path = ""] = /^arn:aws:iam::(\d{12}):(role|user)\/(.+)$/.exec(arn) ?? [];
    const name = path.split("/").at(-1) ?? path;
    const now = cloud.clock.iso();
    const standard = kind === "role" ? `arn:aws:sts::${account}:assumed-role/${name}/{{SessionName}}` : arn;
    return {
        id: `${cluster.id}:${arn}`,
        props: {
            ...given,
            kubernetesGroups: list(given, "kubernetesGroups"),
            userName:
                optionalText(given, "userName")
                ?? (given["type"] === "STANDARD" ? standard : "system:node:{{EC2PrivateDNSName}}"),
            accessEntryArn: cloud.arn("eks", `access-entry/${cluster.id}/${kind}/${account}/${name}/${newUuid(cloud)}`),
            createdAt: now,
            modifiedAt: now,
        },
    };
}

function findEntry(cloud: Cloud, cluster: CloudObject, arn: string): CloudObject | undefined {
    return cloud.find(accessEntryType, `${cluster.id}:${arn}`);
}

/** Principals for which EKS makes entries by itself: the cluster's creator and the roles of managed node groups. */
function ownEntries(cloud: Cloud, cluster: CloudObject): readonly string[] {
    const creator =
        record(cluster.props, "accessConfig")["bootstrapClusterCreatorAdminPermissions"] === true ? [callerArn(cloud)] : [];
    return [...creator, ...ofCluster(cloud, nodeGroupType, cluster.id).map(({ props }) => text(props, "nodeRoleArn"))];
}

function associationsOf(cloud: Cloud, entry: CloudObject): readonly CloudObject[] {
    return ofCluster(cloud, policyAssociationType, text(entry.props, "clusterName")).filter(
        ({ props }) => text(props, "principalArn") === text(entry.props, "principalArn"),
    );
}

// Kubernetes, "Object Names and IDs", with EKS's wildcard: EKS API Reference, AccessScope.
const namespace = /^[a-z0-9*]([-a-z0-9*]{0,61}[a-z0-9*])?$/;

/** What a principal may do in a cluster. Nothing changes in place: terraform-provider-aws, access_policy_association.go. */
const accessPolicyAssociation: ResourceModel = {
    type: policyAssociationType,
    service,
    actions: { create: "AssociateAccessPolicy", remove: "DisassociateAccessPolicy" },
    invalidCode: invalid,
    tagged: false,
    inputs: {
        accessScope: objectProperty(
            {
                namespaces: setProperty(textProperty({ pattern: namespace })),
                type: textProperty({ required: true, oneOf: ["cluster", "namespace"] }),
            },
            { required: true, replace: true, source: "EKS API Reference, AccessScope" },
        ),
        clusterName: textProperty({
            required: true,
            replace: true,
            minLength: 1,
            maxLength: 100,
            pattern: clusterName,
            source: associatePolicy,
        }),
        policyArn: textProperty({ required: true, replace: true, pattern: /^arn:/, source: associatePolicy }),
        principalArn: textProperty({ required: true, replace: true, pattern: /^arn:/, source: associatePolicy }),
    },
    outputs: ["associatedAt", "modifiedAt"],
    create: associate,
    usualSeconds: { create: 2, remove: 2 },
    checks: [
        { what: "The cluster and the principal's access entry must exist (ResourceNotFoundException).", source: associatePolicy },
        {
            what: "The policy must be one of EKS's own (InvalidParameterException).",
            source: "EKS User Guide, review access policy permissions",
        },
        {
            what: "A scope of namespaces names them, a scope of the cluster does not (InvalidParameterException).",
            source: "EKS API Reference, AccessScope",
        },
        {
            what: "Entries for nodes take no policies (InvalidRequestException).",
            source: "EKS User Guide, associate access policies",
        },
    ],
};

function associate(cloud: Cloud, given: Props): Made {
    const cluster = needCluster(cloud, text(given, "clusterName"));
    const principalArn = text(given, "principalArn");
    const entry = findEntry(cloud, cluster, principalArn);
    if (entry === undefined && !ownEntries(cloud, cluster).includes(principalArn)) {
        throw new AwsError(
            "ResourceNotFoundException",
            "The specified principalArn could not be found. You can view your available access entries with "
                + "'list-access-entries'.",
            404,
        );
    }
    const type = entry === undefined ? "STANDARD" : text(entry.props, "type");
    if (!["STANDARD", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"].includes(type)) {
        throw invalidRequest(`Access policies cannot be associated with an access entry of type ${type}`);
    }
    const policyArn = text(given, "policyArn");
    const name = policyArn.replace("arn:aws:eks::aws:cluster-access-policy/", "");
    if (!accessPolicies.includes(name)) throw invalidParameter("The specified policyArn is invalid: invalid policy.");
    const scope = record(given, "accessScope");
    const namespaces = texts(scope, "namespaces");
    if (text(scope, "type") === "namespace" && namespaces.length === 0) {
        throw invalidParameter("The accessScope of type namespace requires at least one namespace.");
    }
    if (text(scope, "type") === "cluster" && namespaces.length > 0) {
        throw invalidParameter("The accessScope of type cluster cannot have namespaces.");
    }
    const now = cloud.clock.iso();
    return { id: `${cluster.id}#${principalArn}#${policyArn}`, props: { ...given, associatedAt: now, modifiedAt: now } };
}

export const accessModels: readonly ResourceModel[] = [accessEntry, accessPolicyAssociation];
