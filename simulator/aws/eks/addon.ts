import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, isProps, optionalText, Props, record, records, text, textOr } from "../../cloud/values";
import { parseJson } from "../iam/document";
import { needRole } from "../iam/roles";
import { merged } from "../merge";
import { flagProperty, Made, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { newUuid } from "../references";
import { needPodRole, takenAssociation } from "./pod-identity";
import { addonType, clusterName, inUse, invalid, invalidParameter, needCluster, service, versionOf } from "./types";
import { addonOffer, addonVersionFits, newestAddonVersion } from "./versions";

const createAddon = "EKS API Reference, CreateAddon";
const updateAddon = "EKS API Reference, UpdateAddon";

const inputs: Shape = {
    addonName: textProperty({ required: true, replace: true, source: createAddon }),
    addonVersion: textProperty({ computed: true, source: createAddon }),
    clusterName: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 100,
        pattern: clusterName,
        source: createAddon,
    }),
    configurationValues: textProperty({ computed: true, source: createAddon }),
    namespaceConfig: objectProperty(
        { namespace: textProperty({ required: true, replace: true, maxLength: 63 }) },
        { computed: true, replace: true },
    ),
    podIdentityAssociations: setProperty(
        objectProperty({
            roleArn: textProperty({ required: true, pattern: /^arn:/ }),
            serviceAccount: textProperty({ required: true }),
        }),
        { source: "EKS API Reference, AddonPodIdentityAssociations" },
    ),
    preserve: flagProperty(),
    // terraform-provider-aws, eks/addon.go: PRESERVE is for updates only.
    resolveConflictsOnCreate: textProperty({ oneOf: ["NONE", "OVERWRITE"], source: createAddon }),
    resolveConflictsOnUpdate: textProperty({ oneOf: ["NONE", "OVERWRITE", "PRESERVE"], source: updateAddon }),
    serviceAccountRoleArn: textProperty({ pattern: /^arn:/, maxLength: 255, source: createAddon }),
};

/** An EKS add-on. */
export const addon: ResourceModel = {
    type: addonType,
    service,
    actions: { create: "CreateAddon", update: "UpdateAddon", remove: "DeleteAddon" },
    invalidCode: invalid,
    tagged: true,
    inputs,
    outputs: ["arn", "createdAt", "modifiedAt"],
    recomputed: () => ["modifiedAt"],
    create,
    update,
    usualSeconds: { create: 30, update: 30, remove: 15 },
    checks: [
        { what: "The cluster must exist (ResourceNotFoundException).", source: createAddon },
        { what: "An add-on that the cluster has is refused (ResourceInUseException).", source: createAddon },
        {
            what: "Name and version must be offered for the cluster's version (InvalidParameterException).",
            source: "EKS API Reference, DescribeAddonVersions",
        },
        {
            what:
                "Configuration must be a JSON object; keys outside the networking add-ons' schemas are refused "
                + "(InvalidParameterException).",
            source: "EKS API Reference, DescribeAddonConfiguration",
        },
        { what: "The service account's role must exist (InvalidParameterException).", source: createAddon },
        {
            what: "Roles of pod identity associations must trust pods.eks.amazonaws.com (InvalidParameterException).",
            source: "EKS User Guide, pod identity role",
        },
        {
            what: "A service account with another association is refused (ResourceInUseException).",
            source: "EKS API Reference, CreatePodIdentityAssociation",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const cluster = needCluster(cloud, text(given, "clusterName"));
    const name = text(given, "addonName");
    const id = `${cluster.id}:${name}`;
    if (cloud.find(addonType, id) !== undefined) throw inUse("Addon already exists.");
    const offer = addonOffer(name);
    if (offer === undefined) throw invalidParameter(`Addon ${name} specified is not supported`);
    const namespace = optionalText(record(given, "namespaceConfig"), "namespace") ?? offer.namespace;
    const version = checkedVersion(given, cluster, name);
    checkConfiguration(given, name);
    checkRoles(cloud, given, id, namespace);
    const now = cloud.clock.iso();
    return {
        id,
        props: {
            ...given,
            addonVersion: version,
            configurationValues: textOr(given, "configurationValues", ""),
            namespaceConfig: { namespace },
            arn: cloud.arn("eks", `addon/${cluster.id}/${name}/${newUuid(cloud)}`),
            createdAt: now,
            modifiedAt: now,
        },
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const cluster = needCluster(cloud, text(object.props, "clusterName"));
    const name = text(object.props, "addonName");
    const next = merged(inputs, object.props, news);
    const version = text(next, "addonVersion");
    // A version that has left the table stays as it is.
    if (version !== object.props["addonVersion"]) checkedVersion(news, cluster, name);
    checkConfiguration(next, name);
    checkRoles(cloud, next, object.id, text(record(next, "namespaceConfig"), "namespace"));
    return { ...next, modifiedAt: cloud.clock.iso() };
}

function checkedVersion(given: Props, cluster: CloudObject, name: string): string {
    const offer = addonOffer(name);
    const wanted = optionalText(given, "addonVersion");
    const newest = offer === undefined ? undefined : newestAddonVersion(offer, versionOf(cluster));
    const fits = offer !== undefined && wanted !== undefined && addonVersionFits(offer, wanted, versionOf(cluster));
    if (newest === undefined || (wanted !== undefined && !fits))
        throw invalidParameter("Addon version specified is not supported");
    return wanted ?? newest;
}

function checkConfiguration(given: Props, name: string): void {
    const configuration = optionalText(given, "configurationValues") ?? "";
    if (configuration === "") return;
    const parsed = parseJson(configuration);
    if (!isProps(parsed)) throw unsupported("Invalid JSON format");
    const keys = addonOffer(name)?.configuration;
    const unknown = keys === undefined ? [] : Object.keys(parsed).filter((key) => !keys.includes(key));
    if (unknown.length > 0) {
        const errors = unknown.map(
            (key) => `$.${key}: is not defined in the schema and the schema does not allow additional properties`,
        );
        throw unsupported(`Json schema validation failed with error: [${errors.join(", ")}]`);
    }
}

function unsupported(why: string): AwsError {
    return invalidParameter(`ConfigurationValue provided in request is not supported: ${why}`);
}

function checkRoles(cloud: Cloud, given: Props, id: string, namespace: string): void {
    const roleArn = optionalText(given, "serviceAccountRoleArn");
    if (roleArn !== undefined)
        needRole(cloud, roleArn, { code: invalid, message: `The role ${roleArn} of the service account does not exist` });
    const associations = records(given, "podIdentityAssociations");
    if (!isAbsent(given["serviceAccountRoleArn"]) && associations.length > 0) {
        throw invalidParameter("Only one of serviceAccountRoleArn and podIdentityAssociations may be given");
    }
    const accounts = associations.map((association) => text(association, "serviceAccount"));
    for (const [index, association] of associations.entries()) {
        needPodRole(cloud, text(association, "roleArn"));
        const account = accounts[index] ?? "";
        const taken = takenAssociation(cloud, text(given, "clusterName"), namespace, account);
        if ((taken !== undefined && taken !== id) || accounts.indexOf(account) !== index) {
            throw inUse(`Association already exists: ${taken ?? account}`);
        }
    }
}
