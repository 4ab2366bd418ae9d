/** `colorway:admission`: what may run in the cluster. */

import type { AdmissionSettings } from "../admission";
import { type Checked, type Field, flag, integer, object, text } from "../fields";
import type { Place } from "../problems";

/** More answer no faster: the API server asks one of them. */
const maxReplicas = 9;
const keyArnForm = /^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

export function admissionField(defaults: AdmissionSettings): Field<AdmissionSettings> {
    return object<AdmissionSettings>(
        {
            enforce: flag({ about: "Whether a pod that breaks a rule is refused; otherwise it is reported." }),
            replicas: integer({
                about: "Pods of Kyverno that answer the API server.",
                min: 1,
                max: maxReplicas,
                source: "the bound is this project's own",
            }),
            signingKeyArn: text({
                about: "ARN of the asymmetric KMS key that images are signed with; empty: signatures are not asked for.",
                allowed: "the ARN of a key of KMS, or nothing",
                example: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                check: arn => (arn === "" || keyArnForm.test(arn) ? undefined : "is no ARN of a key"),
            }),
        },
        { about: "What may run in the cluster.", defaults },
    );
}

export function admissionRules(admission: Checked<AdmissionSettings>, field: Field<AdmissionSettings>, place: Place): void {
    if (admission.enforce !== true || admission.replicas === undefined || admission.replicas > 1) return;
    const complaint = { message: "is too few where rules are enforced: nothing starts while it is replaced", cure: "write 2 or more" };
    place.member("replicas").note(field.members?.replicas ?? field, complaint, admission.replicas);
}
