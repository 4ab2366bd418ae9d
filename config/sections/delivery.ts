/** `colorway:delivery`: what the pipelines of a repository may do in the account. */

import type { DeliverySettings } from "../delivery";
import { type Checked, type Field, flag, object, text } from "../fields";
import type { Place } from "../problems";

/** GitHub documentation, "Username considerations" and "Repository name": no wildcard can be among it. */
const repositoryForm = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?\/[A-Za-z0-9._-]{1,100}$/;
/** S3 user guide, "General purpose bucket naming rules". */
const bucketForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const keyArnForm = /^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

export function deliveryField(defaults: DeliverySettings): Field<DeliverySettings> {
    return object<DeliverySettings>(
        {
            repository: text({
                about: "Repository on GitHub whose pipelines preview and deploy the stack; empty: none has access.",
                allowed: "OWNER/REPOSITORY, or nothing",
                example: "example/colorway",
                source: "GitHub documentation, \"OpenID Connect reference\"",
                check: name => (name === "" || repositoryForm.test(name) ? undefined : "is no repository of GitHub"),
            }),
            createProvider: flag({
                about: "Whether the stack makes GitHub's identity provider; an account has one: false where another stack made it.",
                source: "IAM API reference, CreateOpenIDConnectProvider",
            }),
            stateBucket: text({
                about: "Bucket of Pulumi's state, which the pipelines may use then; empty: it is in none of this account.",
                allowed: "the name of a bucket, or nothing",
                example: "example-pulumi-state",
                source: "S3 user guide, \"General purpose bucket naming rules\"",
                check: name => (name === "" || bucketForm.test(name) ? undefined : "is no name of a bucket"),
            }),
            stateKeyArn: text({
                about: "ARN of the key that secrets in the state are encrypted with, which they may use then; empty: none.",
                allowed: "the ARN of a key of KMS, or nothing",
                example: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                check: arn => (arn === "" || keyArnForm.test(arn) ? undefined : "is no ARN of a key"),
            }),
        },
        { about: "What the pipelines of a repository on GitHub may do in the account.", defaults },
    );
}

export function deliveryRules(delivery: Checked<DeliverySettings>, field: Field<DeliverySettings>, place: Place): void {
    if (delivery.repository !== "") return;
    for (const name of ["stateBucket", "stateKeyArn"] as const) {
        if ((delivery[name] ?? "") === "") continue;
        const cure = "name the repository, or leave it out";
        const complaint = { message: "is for pipelines, but there is no repository", cure };
        place.member(name).note(field.members?.[name] ?? field, complaint, delivery[name]);
    }
}
