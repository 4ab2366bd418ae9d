import { Cloud, CloudObject } from "../../cloud/cloud";
import { Draft, flag, optionalText, Props, record, records, text } from "../../cloud/values";
import { statementsOf } from "../iam/document";
import { isAllowed } from "../iam/evaluate";
import { needRole } from "../iam/roles";
import { merged } from "../merge";
import { flagProperty, Made, ResourceModel, Shape, textProperty } from "../model";
import {
    addonType,
    clusterName,
    inUse,
    invalid,
    invalidParameter,
    needCluster,
    ofCluster,
    podIdentityType,
    service,
} from "./types";

const createAssociation = "EKS API Reference, CreatePodIdentityAssociation";
// Kubernetes, "Object Names and IDs": labels for namespaces, subdomains for service accounts.
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const inputs: Shape = {
    clusterName: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 100,
        pattern: clusterName,
        source: createAssociation,
    }),
    disableSessionTags: flagProperty({ computed: true }),
    namespace: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 63,
        pattern: label,
        source: createAssociation,
    }),
    roleArn: textProperty({ required: true, pattern: /^arn:aws:iam::\d{12}:role\/.+$/, source: createAssociation }),
    serviceAccount: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 253,
        pattern: subdomain,
        source: createAssociation,
    }),
    targetRoleArn: textProperty({ pattern: /^arn:aws:iam::\d{12}:role\/.+$/, source: createAssociation }),
};

/** Which IAM role the pods of a service account get. The agent add-on need not be there: EKS does not ask for it. */
export const podIdentityAssociation: ResourceModel = {
    type: podIdentityType,
    service,
    actions: {
        create: "CreatePodIdentityAssociation",
        update: "UpdatePodIdentityAssociation",
        remove: "DeletePodIdentityAssociation",
    },
    invalidCode: invalid,
    tagged: true,
    inputs,
    outputs: ["associationArn", "associationId", "externalId"],
    create,
    update,
    // Imports name it `cluster,association`.
    lookup: (cloud, id) => cloud.find(podIdentityType, id.split(",").at(-1) ?? id),
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "The cluster must exist (ResourceNotFoundException).", source: createAssociation },
        { what: "A service account has one association (ResourceInUseException).", source: createAssociation },
        {
            what:
                "The role must exist and trust pods.eks.amazonaws.com with sts:AssumeRole and sts:TagSession "
                + "(InvalidParameterException).",
            source: "EKS User Guide, pod identity role",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const cluster = needCluster(cloud, text(given, "clusterName"));
    const taken = takenAssociation(cloud, cluster.id, text(given, "namespace"), text(given, "serviceAccount"));
    if (taken !== undefined) throw inUse(`Association already exists: ${taken}`);
    checkRoles(cloud, given);
    const id = `a-${cloud.hex(17)}`;
    return {
        id,
        props: {
            ...given,
            disableSessionTags: flag(given, "disableSessionTags"),
            associationId: id,
            associationArn: cloud.arn("eks", `podidentityassociation/${cluster.id}/${id}`),
            externalId: optionalText(given, "targetRoleArn") === undefined ? "" : cloud.hexOf(id, 32),
        },
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    checkRoles(cloud, news);
    return merged(inputs, object.props, news);
}

function checkRoles(cloud: Cloud, given: Props): void {
    needPodRole(cloud, text(given, "roleArn"));
}

/**
 * The role, if its trust policy names EKS Pod Identity. Conditions do not count here: they decide when a pod asks for
 * credentials, by its namespace and service account.
 */
export function needPodRole(cloud: Cloud, arn: string): CloudObject {
    const message = `The trust policy of role ${arn} must allow pods.eks.amazonaws.com to sts:AssumeRole and sts:TagSession`;
    const role = needRole(cloud, arn, { code: invalid, message });
    const statements = statementsOf(text(role.props, "assumeRolePolicy"), "trust")
        .filter((statement) => statement.allows)
        .map((statement) => ({ ...statement, condition: {} }));
    const principal = { service: "pods.eks.amazonaws.com" };
    const trusted = ["sts:AssumeRole", "sts:TagSession"].every((action) =>
        isAllowed(statements, { principal, action, resource: arn }),
    );
    if (!trusted) throw invalidParameter(message);
    return role;
}

/** Id of the association, or of the add-on with an association, that a service account has already. */
export function takenAssociation(cloud: Cloud, cluster: string, namespace: string, serviceAccount: string): string | undefined {
    const own = ofCluster(cloud, podIdentityType, cluster).find(
        ({ props }) => text(props, "namespace") === namespace && text(props, "serviceAccount") === serviceAccount,
    );
    if (own !== undefined) return own.id;
    return ofCluster(cloud, addonType, cluster).find(
        ({ props }) =>
            optionalText(record(props, "namespaceConfig"), "namespace") === namespace
            && records(props, "podIdentityAssociations").some(
                (association) => text(association, "serviceAccount") === serviceAccount,
            ),
    )?.id;
}
