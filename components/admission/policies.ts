/**
 * What may run in the cluster, as policies of Kyverno. Knows no Pulumi, so that Kyverno's own command line can try them.
 *
 * Rules are about pods; Kyverno itself derives those for what makes pods (its documentation, "Auto-Gen Rules").
 */

export interface AdmissionRules {
    /** `Enforce` refuses; `Audit` only reports. */
    readonly action: string;
    /** Where images come from, as `111122223333.dkr.ecr.us-east-1.amazonaws.com/colorway`. */
    readonly registry: string;
}

export interface AdmissionPolicy {
    /** Of the ClusterPolicy. */
    readonly name: string;
    readonly spec: { readonly [field: string]: unknown };
}

/**
 * Namespaces of what EKS and operators run: their images come from their makers, and they need rights that services must not have. Nobody
 * but administrators may make pods there.
 */
export const platformNamespaces = ["kube-system", "kyverno", "external-secrets", "observability"];

/** Seconds that the API server waits for Kyverno; 10 is its default, 30 the most that Kubernetes allows. */
const timeoutSeconds = 10;
/** Looking a signature up takes calls to the registry and to KMS. */
const signatureTimeoutSeconds = 30;

/** Kinds with a namespace of their own choice; what they make follows them. */
const workloads = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

type Part = { readonly [field: string]: unknown };

/** What pods must be like. */
export function podPolicy({ action }: AdmissionRules): AdmissionPolicy {
    return {
        name: "colorway-pods",
        spec: {
            ...every(action, timeoutSeconds),
            rules: [
                rule("restricted", {
                    validate: { failureAction: action, podSecurity: { level: "restricted", version: "latest" } },
                }),
                rule("requests-and-limits", validated(action,
                    "spec.containers[].resources: requests and limits of cpu and memory are required",
                    ofContainers({ resources: { requests: amounts, limits: amounts } }, ["initContainers"]))),
                rule("no-token", validated(action,
                    "spec.automountServiceAccountToken: false is required; services do not call the Kubernetes API",
                    { spec: { automountServiceAccountToken: false } })),
            ],
        },
    };
}

/**
 * Where pods may be. By itself: a policy with a rule on anything but pods gets no derived rules (Kyverno, "Auto-Gen Rules"), and those on
 * what makes pods are more than a template can say.
 */
export function namespacePolicy({ action }: AdmissionRules): AdmissionPolicy {
    return {
        name: "colorway-namespaces",
        spec: {
            ...every(action, timeoutSeconds),
            rules: [rule("no-default-namespace", validated(action,
                "metadata.namespace: default is for nobody; name the namespace of a slot",
                { metadata: { namespace: "!default" } }), workloads)],
        },
    };
}

/** Which images may run. */
export function imagePolicy({ action, registry }: AdmissionRules): AdmissionPolicy {
    return {
        name: "colorway-images",
        spec: {
            ...every(action, timeoutSeconds),
            rules: [
                rule("by-digest", validated(action,
                    "spec.containers[].image: by digest only, as REPOSITORY@sha256:DIGEST, since a tag may be moved",
                    ofContainers({ image: `*@sha256:${"?".repeat(64)}` }, ["initContainers", "ephemeralContainers"]))),
                rule("own-registry", validated(action,
                    `spec.containers[].image: from ${registry}/ only`,
                    ofContainers({ image: `${registry}/*` }, ["initContainers", "ephemeralContainers"]))),
            ],
        },
    };
}

/**
 * By whom images are signed. The key says everything: no log of transparency is asked, which would tell the world of our releases.
 *
 * @param keyUri key that cosign signed with, as `awskms:///ARN`
 */
export function signaturePolicy({ action, registry }: AdmissionRules, keyUri: string): AdmissionPolicy {
    const key = { kms: keyUri, signatureAlgorithm: "sha256", rekor: { ignoreTlog: true }, ctlog: { ignoreSCT: true } };
    return {
        name: "colorway-signatures",
        spec: {
            ...every(action, signatureTimeoutSeconds),
            rules: [rule("signed", {
                verifyImages: [{
                    type: "Cosign",
                    imageReferences: [`${registry}/*`],
                    failureAction: action,
                    required: true,
                    verifyDigest: true,
                    // The digest is what the release names; a policy that wrote another one would hide what runs.
                    mutateDigest: false,
                    attestors: [{ count: 1, entries: [{ keys: key }] }],
                }],
            })],
        },
    };
}

const amounts = { cpu: "?*", memory: "?*" };

/** With Kyverno away nothing new may run where its word counts. */
function every(action: string, seconds: number): Part {
    return { background: true, webhookConfiguration: { failurePolicy: action === "Enforce" ? "Fail" : "Ignore", timeoutSeconds: seconds } };
}

function rule(name: string, check: Part, kinds: readonly string[] = ["Pod"]): Part {
    return {
        name,
        match: { any: [{ resources: { kinds } }] },
        exclude: { any: [{ resources: { namespaces: platformNamespaces } }] },
        ...check,
    };
}

function validated(failureAction: string, message: string, pattern: Part): Part {
    return { validate: { failureAction, message, pattern } };
}

/** The same of every container; `=(…)` where there are any (Kyverno, "Anchors"). */
function ofContainers(pattern: Part, others: readonly string[]): Part {
    return { spec: { ...Object.fromEntries(others.map(list => [`=(${list})`, [pattern]])), containers: [pattern] } };
}
