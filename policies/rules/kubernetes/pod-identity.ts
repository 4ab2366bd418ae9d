/** Who a pod is to the API server and to AWS. */
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { flagIs, judged, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textParameter, textsOf, textsParameter } from "../../core/parameters";
import { covers, judgedPolicy, namesAction, type Statement } from "../../core/policy-document";
import type { Condition, Rule, StackView, Subject } from "../../core/rule";
import { about, annotation, listParameter, together, unlessListed } from "./objects";
import { inPod, podOf, podRule, workloads } from "./pods";

const serviceAccount = "kubernetes:core/v1:ServiceAccount";
const setting = "automountServiceAccountToken";
const roleArn = "eks.amazonaws.com/role-arn";
const roleType = "aws:iam/role:Role";

/** Name of the pod's account; `serviceAccount` is the older name of the same (Kubernetes API reference, PodSpec). */
function accountName(spec: Node): Node {
    const name = spec.at("serviceAccountName");
    const older = spec.at("serviceAccount");
    return name.reading === "absent" && older.reading !== "absent" ? older : name;
}

/** Whether a pod runs as an account: by where the name comes from while it is not known, else by the name. */
function isAccountOf(account: Subject, subject: Subject, name: Node): Answer {
    if (name.reading === "unknown") {
        const sources = subject.from("spec").filter(({ type }) => type === serviceAccount);
        return sources.length === 0 ? { unknown: name.path } : sources.some(({ urn }) => urn === account.urn);
    }
    return every(
        about(account, ask(account.props.at("metadata.name"), ({ text }) => text === (name.text ?? "default"))),
        together(account, subject),
    );
}

/** The setting of the pod, or of its account where the pod says nothing. Kubernetes mounts the token where neither does. */
function mountsToken(subject: Subject, stack: StackView): Outcome {
    const spec = podOf(subject).at("spec");
    const own = spec.at(setting);
    if (own.reading !== "absent") return flagIs(own, false, "notMet");
    const withheld = stack.ofType(serviceAccount).map((account) =>
        every(isAccountOf(account, subject, accountName(spec)), about(account, ask(account.props.at(setting), ({ flag }) =>
            flag === false))));
    return demanded(some(...withheld), own.path, "is not set, nor false for the ServiceAccount; false is required");
}

/** The role of the stack that an account takes on: by where its metadata come from, else by the name in the ARN. */
function roleOf(account: Subject, stack: StackView): Subject | undefined {
    const [name] = (annotation(account, roleArn).text ?? "").split("/").slice(-1);
    const named = stack.ofType(roleType).filter(({ props }) => name !== "" && props.at("name").text === name);
    const sources = account.from("metadata").filter(({ type }) => type === roleType);
    return named[0] ?? (sources.length === 1 ? sources[0] : undefined);
}

/**
 * Whether a trust policy lets a service account in. Where it says no subject it lets all of them in, which is another rule's
 * matter.
 */
function trusts(statement: Statement, account: string): boolean {
    if (statement.effect !== "Allow" || !namesAction(statement, "sts:AssumeRoleWithWebIdentity")) return false;
    const subjects = Object.entries(statement.conditions).flatMap(([operator, keys]) =>
        Object.entries(keys).filter(([key]) => key.endsWith(":sub")).map(([, values]) =>
            ({ like: operator.endsWith("StringLike"), values })));
    return subjects.every(({ like, values }) => values.some((value) => (like ? covers(value, account) : value === account)));
}

const trustedByItsRole: Condition = (subject, { stack }) => {
    if (annotation(subject, roleArn).reading === "absent") return notApplicable("it takes on no role");
    const role = roleOf(subject, stack);
    if (role === undefined) return notApplicable("its role is another program's");
    const [name, space] = [subject.props.at("metadata.name"), subject.props.at("metadata.namespace")];
    if (name.reading === "unknown" || space.reading === "unknown") {
        return unknown(name.reading === "unknown" ? name.path : space.path);
    }
    const account = `system:serviceaccount:${space.text ?? "default"}:${name.text ?? ""}`;
    const wrong = `takes on the role ${role.name} that does not trust ${account}; a trust policy that does is required`;
    const policy = role.props.at("assumeRolePolicy");
    const outcomes = judgedPolicy(policy, notApplicable("its role has no trust policy"), (statements) =>
        [statements.some((statement) => trusts(statement, account)) ? met : notMet("", wrong)]);
    return outcomes.map((outcome) => (outcome.kind === "unknown" ? unknown(`${role.name}.assumeRolePolicy`) : outcome));
};

export const podIdentityRules: readonly Rule[] = [
    {
        id: "k8s-no-automount-sa-token",
        title: "Pods get no token of the API server unless they need one",
        why: "Who takes a container takes its token, too, and all that its account may do in the cluster.",
        cure: "Set automountServiceAccountToken to false for the pod's spec or its ServiceAccount, or list what asks the API "
            + "server in the parameter apiClients.",
        types: [...workloads, serviceAccount],
        kind: "stack",
        parameters: { apiClients: listParameter("workloads and ServiceAccounts that ask the API server") },
        conditions: [unlessListed("apiClients", (subject, { stack }) =>
            (subject.type === serviceAccount
                ? flagIs(subject.props.at(setting), false, "notMet")
                : mountsToken(subject, stack)))],
    },
    podRule({
        id: "k8s-dedicated-service-account",
        title: "Pods have a service account of their own",
        why: "All pods of a namespace share the account default: a right for one is a right for all.",
        cure: "Make a core.v1.ServiceAccount for the workload and set serviceAccountName of the pod's spec.",
        conditions: [inPod((spec) => judged(accountName(spec), "notMet", "an account of its own", ({ text, value }) =>
            (text !== undefined && text !== "" && text !== "default"
                ? undefined
                : `is ${shown(value)}; an account of its own is required`)))],
    }),
    {
        id: "k8s-service-account-role-annotation",
        title: "Service accounts take on only roles of one's own accounts, which trust them",
        why: "A role of another account sends the pod's work, and its data, to whoever holds that account; one that trusts "
            + "another service account gives the pod nothing.",
        cure: "Set the annotation eks.amazonaws.com/role-arn to the ARN of a role in an account and path that the parameters "
            + "allow, with ISSUER:sub system:serviceaccount:NAMESPACE:NAME in its trust policy.",
        types: [serviceAccount],
        kind: "stack",
        parameters: {
            accounts: textsParameter("accounts, twelve digits each, whose roles are allowed; none for any"),
            path: textParameter("what the path of the roles begins with", "/", "^/([\\w+=,.@-]+/)*$"),
        },
        conditions: [trustedByItsRole, (subject, context) => {
            const accounts = textsOf(context, "accounts");
            const path = String(context.parameter("path"));
            const required = `a role${accounts.length === 0 ? "" : ` of ${accounts.join(", ")}`} under ${path}`;
            return judged(annotation(subject, roleArn), { notApplicable: "it takes on no role" }, required, ({ text = "" }) => {
                const [, account = "", name = ""] = /^arn:aws[a-z-]*:iam::(\d{12}):role(\/[\w+=,.@/-]+)$/.exec(text) ?? [];
                const allowed = name.startsWith(path) && (accounts.length === 0 || accounts.includes(account));
                return allowed ? undefined : `is ${shown(text)}; ${required} is required`;
            });
        }],
    },
];
