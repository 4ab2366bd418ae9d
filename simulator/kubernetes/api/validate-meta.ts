import { isProps, list, optionalText, Props, records, sameValue, texts, Value } from "../../cloud/values";
import type { Kind } from "./kinds";
import {
    labelKeyMistakes,
    labelNameMistakes,
    labelValueMistakes,
    pathSegmentMistakes,
    serviceNameMistakes,
    subdomainNameMistakes,
} from "./names";
import type { Problems } from "./problems";
import { finalizersOf, isDeleting, Manifest, ownersOf, stringsOf } from "./types";

/** All annotations together (k8s.io/apimachinery pkg/api/validation, TotalAnnotationSizeLimitB). */
const annotationBytes = 256 * 1024;

function nameRule(kind: Kind): (name: string) => readonly string[] {
    if (kind.kind === "Namespace") return labelNameMistakes;
    if (kind.kind === "Service") return serviceNameMistakes;
    // ValidatePodDisruptionBudget looks at the spec alone; that a name fits a URL is checked of all.
    const plain = kind.kind === "PodDisruptionBudget" || kind.apiVersion.startsWith("rbac.");
    return plain ? pathSegmentMistakes : subdomainNameMistakes;
}

/** k8s.io/apimachinery pkg/api/validation, ValidateObjectMeta. */
export function checkMeta(object: Manifest, kind: Kind, problems: Problems): void {
    const { metadata } = object;
    const name = optionalText(metadata, "name") ?? "";
    if (name === "") problems.required("metadata.name", "name or generateName is required");
    else problems.invalidEach("metadata.name", name, nameRule(kind)(name));
    const namespace = optionalText(metadata, "namespace");
    if (!kind.namespaced && namespace !== undefined) problems.forbidden("metadata.namespace", "not allowed on this type");
    if (kind.namespaced && namespace !== undefined)
        problems.invalidEach("metadata.namespace", namespace, labelNameMistakes(namespace));
    checkLabels(metadata["labels"], "metadata.labels", problems);
    checkAnnotations(metadata["annotations"], "metadata.annotations", problems);
    checkOwners(object, problems);
    for (const finalizer of finalizersOf(object))
        problems.invalidEach("metadata.finalizers", finalizer, labelKeyMistakes(finalizer));
}

export function checkMetaUpdate(object: Manifest, old: Manifest, problems: Problems): void {
    if (!isDeleting(old)) return;
    const extra = finalizersOf(object).filter((finalizer) => !finalizersOf(old).includes(finalizer));
    if (extra.length === 0) return;
    const named = extra.map((each) => JSON.stringify(each)).join(", ");
    const why = "no new finalizers can be added if the object is being deleted, found new finalizers";
    problems.forbidden("metadata.finalizers", `${why} []string{${named}}`);
}

export function checkLabels(labels: Value | undefined, at: string, problems: Problems): void {
    for (const [key, value] of Object.entries(stringsOf(labels))) {
        problems.invalidEach(at, key, labelKeyMistakes(key));
        problems.invalidEach(at, value, labelValueMistakes(value));
    }
}

export function checkAnnotations(annotations: Value | undefined, at: string, problems: Problems): void {
    const entries = Object.entries(stringsOf(annotations));
    for (const [key] of entries) problems.invalidEach(at, key, labelKeyMistakes(key.toLowerCase()));
    const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
    if (bytes > annotationBytes) problems.tooLong(at, annotationBytes);
}

function checkOwners(object: Manifest, problems: Problems): void {
    const at = "metadata.ownerReferences";
    for (const reference of records(object.metadata, "ownerReferences")) {
        for (const name of ["kind", "name", "uid"]) {
            if ((optionalText(reference, name) ?? "") === "") problems.invalid(`${at}.${name}`, "", "must not be empty");
        }
    }
    const [first, second] = ownersOf(object).filter((owner) => owner.controller);
    if (first === undefined || second === undefined) return;
    const found = `${first.kind}/${first.name} and ${second.kind}/${second.name}`;
    problems.invalid(
        at,
        list(object.metadata, "ownerReferences"),
        `Only one reference can have Controller set to true. Found "true" in references for ${found}`,
    );
}

/** k8s.io/apimachinery pkg/apis/meta/v1/validation, ValidateLabelSelector. */
export function checkSelector(selector: Props, at: string, problems: Problems): void {
    checkLabels(selector["matchLabels"], `${at}.matchLabels`, problems);
    records(selector, "matchExpressions").forEach((rule, index) => {
        const here = `${at}.matchExpressions[${index}]`;
        const operator = optionalText(rule, "operator") ?? "";
        const values = texts(rule, "values");
        if (operator === "In" || operator === "NotIn") {
            if (values.length === 0) problems.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
        } else if (operator === "Exists" || operator === "DoesNotExist") {
            if (values.length > 0)
                problems.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        } else {
            problems.invalid(`${here}.operator`, operator, "not a valid selector operator");
        }
        const key = optionalText(rule, "key") ?? "";
        problems.invalidEach(`${here}.key`, key, labelKeyMistakes(key));
        values.forEach((value, place) => problems.invalidEach(`${here}.values[${place}]`, value, labelValueMistakes(value)));
    });
}

export function isEmptySelector(selector: Props): boolean {
    return Object.keys(stringsOf(selector["matchLabels"])).length === 0 && list(selector, "matchExpressions").length === 0;
}

export function checkNonnegative(place: Props, name: string, at: string, problems: Problems): void {
    const value = place[name];
    if (typeof value === "number" && value < 0) problems.invalid(`${at}.${name}`, value, "must be greater than or equal to 0");
}

/** Refuses a change of a field that may not change after creation. */
export function checkImmutable(now: Value | undefined, before: Value | undefined, at: string, problems: Problems): void {
    if (!sameValue(now, before)) problems.invalid(at, isProps(now) || now !== undefined ? now : null, "field is immutable");
}
