/**
 * Rights in the cluster (kubernetes.io/docs/concepts/security/rbac-good-practices). Not known yet where a part of a role's rule
 * is.
 */
import { judged, parts, shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import type { Node } from "../../core/node";
import type { Condition, Rule } from "../../core/rule";
import { listParameter, unlessListed } from "./objects";

const api = "kubernetes:rbac.authorization.k8s.io/v1";
const clusterRole = `${api}:ClusterRole`;
const roles = [clusterRole, `${api}:Role`];
const clusterBinding = `${api}:ClusterRoleBinding`;
const bindings = [clusterBinding, `${api}:RoleBinding`];

/** What one rule of a role grants. */
interface Grant {
    readonly verbs: readonly string[];
    readonly groups: readonly string[];
    readonly resources: readonly string[];
    readonly names: readonly string[];
}

function texts(list: Node): readonly string[] {
    return list.items().map(({ text }) => text ?? "");
}

/** @param test gives what is wrong with a rule; @param roleType of which kind of role it is */
function eachGrant(test: (grant: Grant, roleType: string) => string | undefined): Condition {
    return ({ type, props }) => parts(props.at("rules"), (rule) => {
        if (!rule.settled) return unknown(rule.path);
        const wrong = test({
            verbs: texts(rule.at("verbs")), groups: texts(rule.at("apiGroups")), resources: texts(rule.at("resources")),
            names: texts(rule.at("resourceNames")),
        }, type);
        return wrong === undefined ? met : notMet(rule.path, wrong);
    });
}

function holds(list: readonly string[], ...wanted: readonly string[]): readonly string[] {
    return list.includes("*") ? ["*"] : wanted.filter((each) => list.includes(each));
}

/** One of the lists of a rule has no wildcard. */
function named(field: "verbs" | "resources" | "apiGroups"): Condition {
    return ({ props }) => parts(props.at("rules"), (rule) => {
        const list = rule.at(field);
        if (list.items().some(({ text }) => text === "*")) {
            return notMet(list.path, "has \"*\"; each one by its name is required");
        }
        return list.settled ? met : unknown(list.path);
    });
}

const openers = ["pods/exec", "pods/attach", "pods/portforward", "nodes/proxy"];

/** Which way into pods or to tokens a rule opens. */
function opens({ verbs, resources }: Grant): readonly string[] {
    const creates = holds(verbs, "create").length > 0 ? holds(resources, "pods", "serviceaccounts/token", ...openers) : [];
    // Over a websocket these are opened with get, too.
    const gets = holds(verbs, "get").length > 0 ? holds(resources, ...openers) : [];
    return [...new Set([...creates, ...gets])];
}

const escalations: { readonly [verb: string]: readonly string[] } = {
    bind: ["roles", "clusterroles"], escalate: ["roles", "clusterroles"],
    impersonate: ["users", "groups", "serviceaccounts", "uids"],
};

function escalates({ verbs, resources }: Grant): readonly string[] {
    return Object.entries(escalations)
        .filter(([verb, targets]) =>
            verbs.includes(verb) || (verbs.includes("*") && targets.some((target) => resources.includes(target))))
        .map(([verb]) => verb);
}

const writes = ["create", "update", "patch", "delete", "deletecollection"];

/** Names of a binding's subjects that a test finds. */
function subjects(test: (kind: string, name: string) => string | undefined): Condition {
    return ({ props }) => parts(props.at("subjects"), (subject) => {
        const open = [subject.at("kind"), subject.at("name")].find(({ reading }) => reading === "unknown");
        if (open !== undefined) return unknown(open.path);
        const wrong = test(subject.at("kind").text ?? "", subject.at("name").text ?? "");
        return wrong === undefined ? met : notMet(subject.path, wrong);
    });
}

/** Everybody a binding is for is a group that the parameter lists. */
function isBreakGlass(list: Node, groups: readonly string[]): Outcome | boolean {
    if (groups.length === 0) return false;
    if (!list.settled) return unknown(list.path);
    return list.items().length > 0 && list.items().every((each) =>
        each.at("kind").text === "Group" && groups.includes(each.at("name").text ?? ""));
}

export const rbacRules: readonly Rule[] = [
    {
        id: "k8s-rbac-no-wildcards",
        title: "Roles name each verb, resource and API group",
        why: "A wildcard takes in what is added later, by an update or an operator, without anybody having granted it.",
        cure: "Write out verbs, resources and apiGroups of each rule.",
        types: roles,
        kind: "resource",
        parameters: { exempt: listParameter("roles that may have wildcards") },
        conditions: (["verbs", "resources", "apiGroups"] as const).map((field) => unlessListed("exempt", named(field))),
    },
    {
        id: "k8s-rbac-no-cluster-admin",
        title: "Nobody is bound to cluster-admin but groups for emergencies",
        why: "It is every right on everything, past every policy of the cluster.",
        cure: "Bind a role with the rights that are needed, or list the group in the parameter breakGlassGroups.",
        types: bindings,
        kind: "resource",
        parameters: { breakGlassGroups: textsParameter("groups for emergencies") },
        conditions: [({ type, props }, context) => {
            const excepted = isBreakGlass(props.at("subjects"), textsOf(context, "breakGlassGroups"));
            const role = judged(props.at("roleRef.name"), "met", "", ({ text }) =>
                (text === "cluster-admin" || (text === "admin" && type === clusterBinding)
                    ? `is ${shown(text)}; a role with fewer rights is required`
                    : undefined));
            if (role.kind !== "notMet" || excepted === false) return role;
            return excepted === true ? notApplicable("it is for groups for emergencies") : excepted;
        }],
    },
    {
        id: "k8s-rbac-limit-secret-access",
        title: "Roles read only the secrets that they name",
        why: "Who reads all secrets has all passwords and tokens of the namespace, or of the cluster.",
        cure: "Use a Role, not a ClusterRole, with resourceNames in the rule for secrets, or list the role in the parameter "
            + "exempt.",
        types: roles,
        kind: "resource",
        parameters: { exempt: listParameter("roles that may read secrets that they do not name") },
        conditions: [unlessListed("exempt", eachGrant(({ verbs, groups, resources, names }, type) => {
            const reads = holds(verbs, "get", "list", "watch");
            if (reads.length === 0 || holds(resources, "secrets").length === 0 || holds(groups, "").length === 0) {
                return undefined;
            }
            if (type === clusterRole) return `grants ${reads.join(", ")} on secrets of every namespace; none is allowed`;
            return names.length > 0 ? undefined : `grants ${reads.join(", ")} on all secrets; resourceNames are required`;
        }))],
    },
    {
        id: "k8s-rbac-limit-pod-create-exec",
        title: "Only listed roles start pods, enter them, or make tokens",
        why: "Who may do one of these may act as every service account of the namespace; through nodes/proxy, as all of the "
            + "cluster.",
        cure: "Take the verbs away, or list the role in the parameter exempt.",
        types: roles,
        kind: "resource",
        parameters: { exempt: listParameter("roles that may start or enter pods or make tokens") },
        conditions: [unlessListed("exempt", eachGrant((grant) => {
            const open = opens(grant);
            return open.length === 0 ? undefined : `lets create or enter ${open.join(", ")}; neither is allowed`;
        }))],
    },
    {
        id: "k8s-rbac-no-escalation-verbs",
        title: "No role lets its holder get more rights",
        why: "bind, escalate and impersonate make an administrator out of who has them.",
        cure: "Take the verbs bind, escalate and impersonate away.",
        types: roles,
        kind: "resource",
        parameters: { exempt: listParameter("roles that may grant rights") },
        conditions: [unlessListed("exempt", eachGrant((grant) => {
            const verbs = escalates(grant);
            return verbs.length === 0 ? undefined : `grants ${verbs.join(", ")}; none of bind, escalate, impersonate is allowed`;
        }))],
    },
    {
        id: "k8s-rbac-no-webhook-or-csr-control",
        title: "No role changes admission webhooks or approves certificates",
        why: "A webhook sees, and changes, every object that is made, secrets too; a certificate can be one for an "
            + "administrator.",
        cure: "Take away writing of webhook configurations, certificatesigningrequests/approval, and the verb approve.",
        types: [clusterRole],
        kind: "resource",
        parameters: { exempt: listParameter("roles that may change webhooks or approve certificates") },
        conditions: [
            unlessListed("exempt", eachGrant(({ verbs, groups, resources }) => {
                const hooks = holds(groups, "admissionregistration.k8s.io").length === 0
                    ? []
                    : holds(resources, "validatingwebhookconfigurations", "mutatingwebhookconfigurations");
                const found = hooks.length === 0 ? [] : holds(verbs, ...writes);
                return found.length === 0
                    ? undefined
                    : `grants ${found.join(", ")} on webhook configurations; only reading is allowed`;
            })),
            unlessListed("exempt", eachGrant(({ verbs, groups, resources }) => {
                if (holds(groups, "certificates.k8s.io").length === 0) return undefined;
                const approves = holds(resources, "certificatesigningrequests/approval").length > 0
                    ? holds(verbs, "update", "patch")
                    : [];
                const signs = holds(resources, "signers").length > 0 ? holds(verbs, "approve") : [];
                return approves.length + signs.length === 0 ? undefined : "lets approve certificates; that is not allowed";
            })),
        ],
    },
    {
        id: "k8s-rbac-no-system-group-bindings",
        title: "Nothing is granted to everybody, nor to the group of administrators",
        why: "Three of these groups are whoever reaches the API server; members of system:masters can't be refused anything.",
        cure: "Bind to a group or account of one's own.",
        types: bindings,
        kind: "resource",
        conditions: [subjects((_, name) =>
            (["system:anonymous", "system:unauthenticated", "system:authenticated", "system:masters"].includes(name)
                ? `is ${name}; a group or account of one's own is required`
                : undefined))],
    },
    {
        id: "k8s-rbac-no-default-sa-bindings",
        title: "Nothing is granted to the service account default",
        why: "Every pod of the namespace that names no account has the right.",
        cure: "Make a core.v1.ServiceAccount for what needs the right and bind to it.",
        types: bindings,
        kind: "resource",
        conditions: [
            subjects(
                (kind, name) => (kind === "ServiceAccount" && name === "default"
                    ? "is the service account default; one of its own is required"
                    : undefined),
            ),
        ],
    },
];
