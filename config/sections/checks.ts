/** `colorway:checks`: what must be known of a release before a rollout. */

import { type CheckSettings, policyLevels, vulnerabilityLevels } from "../checks";
import { type Field, flag, integer, list, object, oneOf, text } from "../fields";

/** Of kinds of evidence. */
export const kindForm = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const stackForm = /^([A-Za-z0-9._-]{1,100})?$/;

export function checksField(defaults: CheckSettings): Field<CheckSettings> {
    return object<CheckSettings>(
        {
            earlier: text({
                about: "Stack in which a rollout of the very same manifest must have been done, and not been taken back; " +
                    "empty: in none.",
                allowed: "the name of a stack, or nothing",
                example: "staging",
                check: (name) => (stackForm.test(name) ? undefined : "is no name of a stack"),
            }),
            endToEnd: flag({
                about: "Whether end-to-end tests must have passed in the stack `earlier`, since the release was live there.",
            }),
            evidence: list(
                text({
                    about: "A kind.",
                    allowed: "a lower-case word, with - inside",
                    example: "sbom",
                    check: (kind) => (kindForm.test(kind) ? undefined : "is no such word"),
                }),
                {
                    about: "Kinds of evidence that must be there, in the manifest or by `colorway evidence add`.",
                    allowed: "a list of words, at most 20",
                    cure: "write [sbom, provenance]",
                    max: 20,
                    sameness: (kind) => kind,
                },
            ),
            vulnerabilities: oneOf(vulnerabilityLevels, {
                about: "Severity from which on a vulnerability in an image refuses; " +
                    "every image needs a scan then. `none`: nothing is asked.",
            }),
            scanDays: integer({
                about: "Days after which a scan counts no more: what is known of an image grows.",
                min: 1,
                max: 365,
                unit: "days",
            }),
            signatures: flag({ about: "Whether every image's digest must be signed, in cosign's form." }),
            signatureKeys: text({
                about: "File with the public keys that may sign, in PEM, one after the other.",
                allowed: "a path inside the project, of letters, digits, ., _ and -",
                example: "keys/cosign.pub",
                check: (path) =>
                    path.split("/").every((part) => /^[\w.-]+$/.test(part) && part !== "." && part !== "..")
                        ? undefined
                        : "is no path inside the project",
            }),
            policies: oneOf(policyLevels, {
                about: "Severity from which on a rule that the deployed stack breaks refuses, " +
                    "unless an exception holds. `none`: nothing is asked.",
            }),
            approval: flag({ about: "Whether people must approve the manifest; `approvers.yaml` says who and how many." }),
        },
        { about: "What must be known of a release before a rollout; rollbacks are never asked.", defaults },
    );
}
