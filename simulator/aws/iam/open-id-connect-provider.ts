import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, Props, text, texts, Value } from "../../cloud/values";
import { listProperty, ResourceModel, setProperty, textProperty } from "../model";
import { iamArn } from "./role";

const create = "IAM API Reference, CreateOpenIDConnectProvider";
export const oidcProviderType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

export const openIdConnectProvider: ResourceModel = {
    type: oidcProviderType,
    service: "IAM",
    actions: {
        create: "CreateOpenIDConnectProvider",
        update: "UpdateOpenIDConnectProviderThumbprint",
        remove: "DeleteOpenIDConnectProvider",
    },
    invalidCode: "InvalidInput",
    inputs: {
        url: textProperty({
            required: true,
            replace: true,
            maxLength: 255,
            rule: urlRule,
            same: (a, b) => bare(a) === bare(b),
            source: create,
        }),
        // 100 client IDs, not adjustable: IAM User Guide, IAM and AWS STS quotas.
        clientIdLists: setProperty(textProperty({ minLength: 1, maxLength: 255 }), {
            required: true,
            minItems: 1,
            maxItems: 100,
            source: create,
        }),
        thumbprintLists: listProperty(textProperty({ minLength: 40, maxLength: 40, pattern: /^[0-9a-fA-F]{40}$/ }), {
            computed: true,
            maxItems: 5,
            source: create,
        }),
    },
    outputs: ["arn"],
    tagged: true,
    create: createModel,
    update: (_, object, inputs) => ({
        ...object.props,
        ...inputs,
        url: text(object.props, "url"),
        thumbprintLists:
            texts(inputs, "thumbprintLists").length > 0
                ? texts(inputs, "thumbprintLists")
                : texts(object.props, "thumbprintLists"),
    }),
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        { what: "The URL begins with https:// and has no query, port or fragment (InvalidInput).", source: create },
        { what: "There is no other provider of that URL (EntityAlreadyExists).", source: create },
    ],
};

function urlRule(value: Value): string | undefined {
    const url = String(value);
    if (!/^https:\/\//i.test(url)) return `must begin with https://, got ${JSON.stringify(url)}`;
    try {
        const parsed = new URL(url);
        return parsed.search === "" && parsed.hash === "" && parsed.port === ""
            ? undefined
            : "must have no query, fragment or port";
    } catch {
        return `not a valid URL: ${JSON.stringify(url)}`;
    }
}

/** The URL as IAM shows it, without its scheme. */
function bare(url: Value): string {
    return String(url)
        .replace(/^https:\/\//i, "")
        .replace(/\/$/, "");
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const url = bare(text(inputs, "url"));
    const arn = iamArn(cloud, `oidc-provider/${url}`);
    if (cloud.find(oidcProviderType, arn) !== undefined) {
        throw new AwsError("EntityAlreadyExists", `Provider with url https://${url} already exists.`, 409);
    }
    const given = texts(inputs, "thumbprintLists");
    return {
        id: arn,
        // Without thumbprints IAM takes that of the certificate authority.
        props: { ...inputs, arn, url, thumbprintLists: given.length > 0 ? given : [cloud.hexOf(url.split("/")[0] ?? url, 40)] },
    };
}
