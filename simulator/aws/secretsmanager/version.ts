import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, list, Props, text, texts } from "../../cloud/values";
import { merged } from "../merge";
import { Made, Mistake, numberProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { newUuid } from "../references";
import { invalid, needSecret, owningService, invalidRequest, service, versionType } from "./types";

const putValue = "Secrets Manager API Reference, PutSecretValue";

const inputs: Shape = {
    secretBinary: textProperty({ replace: true, maxLength: 87384, conflictsWith: ["secretString", "secretStringWo"] }),
    secretId: textProperty({ required: true, replace: true, minLength: 1, maxLength: 2048, source: putValue }),
    secretString: textProperty({ replace: true, maxLength: 65536, conflictsWith: ["secretStringWo"], source: putValue }),
    secretStringWo: textProperty({ writeOnly: true, maxLength: 65536 }),
    secretStringWoVersion: numberProperty({ replace: true }),
    versionStages: setProperty(textProperty({ minLength: 1, maxLength: 256 }), {
        computed: true,
        maxItems: 20,
        source: putValue,
    }),
};

/** A value of a secret. */
export const version: ResourceModel = {
    type: versionType,
    service,
    actions: { create: "PutSecretValue", update: "UpdateSecretVersionStage", remove: "UpdateSecretVersionStage" },
    invalidCode: invalid,
    tagged: false,
    inputs,
    outputs: ["arn", "hasSecretStringWo", "secretArn", "versionId"],
    validate,
    create,
    update: (cloud, object, news): Draft => {
        moveStages(cloud, object.id, text(object.props, "secretArn"), stagesOf(news));
        return { ...merged(inputs, object.props, news), versionStages: stagesOf(news) };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The secret must exist (ResourceNotFoundException).", source: putValue },
        { what: "A secret that a service manages takes no value (InvalidRequestException).", source: putValue },
        { what: "A value must be given (InvalidParameterException).", source: putValue },
    ],
};

function validate(props: Props): readonly Mistake[] {
    const given = ["secretString", "secretBinary", "secretStringWo"].some((name) => name in props);
    return given
        ? []
        : [
              {
                  path: "secretString",
                  message: `secretString: one of secretString, secretBinary and secretStringWo must be given (${invalid})`,
              },
          ];
}

function create(cloud: Cloud, given: Props): Made {
    const secret = needSecret(cloud, text(given, "secretId"));
    if (owningService(secret) !== undefined)
        throw invalidRequest("You can't perform this operation on the secret because it is managed by another service.");
    const versionId = newUuid(cloud);
    const id = `${secret.id}|${versionId}`;
    const stages = stagesOf(given);
    if (stages.length === 0) throw new AwsError(invalid, "A version needs at least one staging label.");
    moveStages(cloud, id, secret.id, stages);
    return {
        id,
        props: {
            ...given,
            arn: secret.id,
            secretArn: secret.id,
            versionId,
            versionStages: stages,
            hasSecretStringWo: "secretStringWo" in given,
        },
    };
}

function stagesOf(given: Props): readonly string[] {
    return list(given, "versionStages").length > 0 ? texts(given, "versionStages") : ["AWSCURRENT"];
}

/** A staging label is at one version only; what was current becomes the previous one. */
function moveStages(cloud: Cloud, id: string, secretArn: string, stages: readonly string[]): void {
    const others = cloud.where(versionType, "secretArn", secretArn).filter((other: CloudObject) => other.id !== id);
    for (const other of others) {
        const had = texts(other.props, "versionStages");
        const left = had.filter(
            (stage) => !stages.includes(stage) && !(stage === "AWSPREVIOUS" && stages.includes("AWSCURRENT")),
        );
        const previous = had.includes("AWSCURRENT") && stages.includes("AWSCURRENT") ? ["AWSPREVIOUS"] : [];
        cloud.put(versionType, other.id, { ...other.props, versionStages: [...left, ...previous] }, other.hidden);
    }
}
