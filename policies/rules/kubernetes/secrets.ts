/** Where secrets of a cluster are kept. Messages never show a value. */
import { judged, parts } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { textParameter, textsParameter, textsOf } from "../../core/parameters";
import type { Condition, Rule } from "../../core/rule";
import { listParameter, unlessListed } from "./objects";
import { eachContainer, podRule, workloads } from "./pods";

const secret = "kubernetes:core/v1:Secret";
const configMap = "kubernetes:core/v1:ConfigMap";

/**
 * What credentials look like, whatever their name (formats: IAM user guide "IAM identifiers", RFC 7468, GitHub, Slack and Stripe
 * documentation).
 */
const shapes = [
    /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, /\bgh[pousr]_[A-Za-z0-9]{36}/,
    /\bxox[abprs]-[A-Za-z0-9-]{10,}/, /\bsk_live_[A-Za-z0-9]{16,}/,
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@]+@/i,
];
const credentialName = "(password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|private_?key|credentials?)$";
/** Settings about a credential that are none. */
const harmless = /^(|true|false|\d{1,6}[a-z]{0,2}|\$\([A-Za-z_][\w.-]*\)|\/.*)$/i;

/** @param name what the value is called */
function literal(node: Node, name: string, pattern: RegExp): Outcome {
    return judged(node, "met", "", ({ text }) => {
        if (text === undefined) return undefined;
        const named = pattern.test(name) && !harmless.test(text);
        return named || shapes.some((shape) => shape.test(text))
            ? "holds a credential as plain text; a reference to a secret is required"
            : undefined;
    });
}

function patternOf(value: unknown): RegExp {
    return new RegExp(String(value), "i");
}

const literalInPod: Condition = eachContainer((container, _, context) => {
    const pattern = patternOf(context.parameter("names"));
    return parts(container.at("env"), (variable) => literal(variable.at("value"), variable.at("name").text ?? "", pattern));
});

const literalInMap: Condition = ({ props }, context) => {
    const pattern = patternOf(context.parameter("names"));
    const data = props.at("data");
    if (data.reading === "unknown") return unknown(data.path);
    return data.entries().map(([name, node]) => literal(node, name, pattern));
};

function reference(list: string, path: string): Condition {
    return eachContainer((container) => parts(container.at(list), (item) => {
        const node = item.at(path);
        if (node.reading === "unknown") return unknown(node.path);
        return node.reading === "absent" ? met : notMet(node.path, "is set; a mounted file is required");
    }));
}

export const secretRules: readonly Rule[] = [
    podRule({
        id: "k8s-no-secrets-in-env",
        title: "Secrets reach containers as files, not as variables",
        why: "Variables are inherited by every process, land in crash reports, and do not change when the secret is rotated.",
        cure: "Mount the Secret as a volume, or use the Secrets Store CSI driver.",
        conditions: [reference("env", "valueFrom.secretKeyRef"), reference("envFrom", "secretRef")],
    }),
    {
        id: "k8s-no-literal-credentials",
        title: "No credential stands as plain text in a workload or ConfigMap",
        why: "Everybody who may read workloads or their history can read it; it is in the program's state, too.",
        cure: "Keep the value in Secrets Manager and mount it, or refer to a Secret; then change the credential.",
        types: [...workloads, configMap],
        kind: "resource",
        parameters: {
            names: textParameter(
                "regular expression, regardless of case, of names whose values are credentials", credentialName, ".",
            ),
        },
        conditions: [(subject, context) => (subject.type === configMap ? literalInMap : literalInPod)(subject, context)],
    },
    {
        id: "k8s-secret-not-inline",
        title: "Programs do not write secrets into the cluster themselves",
        why: "The value passes through the program and its state, and nothing rotates it.",
        cure: "Let External Secrets or the Secrets Store CSI driver fetch it from Secrets Manager.",
        types: [secret],
        kind: "resource",
        parameters: { allowed: textsParameter("types of Secrets whose data a program may write") },
        // That there are data is known even where they are not.
        conditions: [({ props }, context) => {
            const full = ["data", "stringData"].map((name) => props.at(name)).find((node) =>
                node.reading === "unknown" || node.entries().length > 0);
            if (full === undefined) return met;
            const type = props.at("type");
            if (type.reading === "unknown") return unknown(type.path);
            // Opaque where nothing is said (Kubernetes, "Secrets", types of Secret).
            const kind = type.text ?? "Opaque";
            return textsOf(context, "allowed").includes(kind)
                ? met
                : notMet(full.path, `is set for the type ${kind}; a secret that is fetched from Secrets Manager is required`);
        }],
    },
    {
        id: "k8s-no-long-lived-token-secret",
        title: "No Secret holds a token that never expires",
        why: "Such a token is good for whoever finds it until the account is deleted.",
        cure: "Take the Secret away; pods get bound tokens that expire, and others ask for one with `kubectl create token`.",
        types: [secret],
        kind: "resource",
        parameters: { exempt: listParameter("Secrets of clients that can't renew a token") },
        conditions: [unlessListed("exempt", ({ props }) => judged(props.at("type"), "met", "", ({ text }) =>
            (text === "kubernetes.io/service-account-token"
                ? "is \"kubernetes.io/service-account-token\"; a bound token is required"
                : undefined)))],
    },
];
