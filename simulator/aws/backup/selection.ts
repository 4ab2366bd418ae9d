import { randomUUID } from "node:crypto";
import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { isAbsent, list, Props, text } from "../../cloud/values";
import { needRole } from "../iam/roles";
import { listProperty, Made, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { invalid, invalidCode, planType, selectionType, service } from "./types";

const createSelection = "AWS Backup API Reference, CreateBackupSelection";
const selectionSource = "AWS Backup API Reference, BackupSelection";

const pair = objectProperty({ key: textProperty({ required: true }), value: textProperty({ required: true }) });
const arns = setProperty(textProperty({ pattern: /^(arn:.+|\*)$/ }), { maxItems: 500, source: selectionSource });

const inputs: Shape = {
    conditions: setProperty(objectProperty({
        stringEquals: listProperty(pair),
        stringLikes: listProperty(pair),
        stringNotEquals: listProperty(pair),
        stringNotLikes: listProperty(pair),
    })),
    iamRoleArn: textProperty({ required: true, pattern: /^arn:aws:iam::\d{12}:role\/.+$/, source: selectionSource }),
    name: textProperty({ computed: true, pattern: /^[a-zA-Z0-9_.-]{1,50}$/, source: selectionSource }),
    notResources: arns,
    planId: textProperty({ required: true, source: createSelection }),
    resources: arns,
    selectionTags: setProperty(
        objectProperty({
            key: textProperty({ required: true }),
            type: textProperty({ required: true, oneOf: ["STRINGEQUALS"] }),
            value: textProperty({ required: true }),
        }),
        { maxItems: 30, source: selectionSource },
    ),
};

/** What a plan backs up. */
export const selection: ResourceModel = {
    type: selectionType,
    service,
    actions: { create: "CreateBackupSelection", remove: "DeleteBackupSelection" },
    invalidCode,
    autoname: { property: "name", maxLength: 50 },
    tagged: false,
    inputs,
    outputs: [],
    create,
    // The provider imports by `PLAN|SELECTION`.
    lookup: (cloud, id) => cloud.find(selectionType, id.split("|").at(-1) ?? id),
    usualSeconds: { create: 2, remove: 2 },
    checks: [
        { what: "The plan exists (ResourceNotFoundException).", source: createSelection },
        { what: "The role exists and trusts backup.amazonaws.com (InvalidParameterValueException).", source: createSelection },
        { what: "It names resources or tags (InvalidParameterValueException).", source: selectionSource },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    cloud.need(
        planType, text(given, "planId"), "ResourceNotFoundException", `Cannot find Backup plan with ID ${text(given, "planId")}`,
    );
    const role = text(given, "iamRoleArn");
    needRole(cloud, role, {
        service: "backup.amazonaws.com", code: invalidCode, message: `IAM Role ${role} cannot be assumed by AWS Backup`,
    });
    if (["resources", "notResources", "selectionTags"].every((name) => isAbsent(given[name]) || list(given, name).length === 0)) {
        throw invalid("Invalid selection: one of Resources, NotResources and ListOfTags is required.");
    }
    if (cloud.all(selectionType).some(({ props }) => props["planId"] === given["planId"] && props["name"] === given["name"])) {
        throw new AwsError("AlreadyExistsException", `Backup selection with name ${text(given, "name")} already exists.`);
    }
    return { id: randomUUID(), props: given };
}
