import { rbacRules } from "../../../../policies/rules/kubernetes/rbac";
import { describeRules, later, type Case, type Fixtures, type Made } from "../harness";
import { excused, object, type Properties, verdict } from "./fixtures";

const api = "rbac.authorization.k8s.io/v1";
const role = (...rules: readonly unknown[]): Made => object(`${api}:Role`, { rules });
const clusterRole = (rules: unknown, name: unknown = "web"): Made =>
    ({ type: `kubernetes:${api}:ClusterRole`, name: "role", props: { metadata: { name }, rules } });
const grant = (verbs: readonly unknown[], resources: readonly unknown[], group = "", more: Properties = {}): Properties =>
    ({ apiGroups: [group], resources, verbs, ...more });
const reader = grant(["get", "list", "watch"], ["pods", "configmaps"]);
const binding = (name: unknown, subjects: unknown = [], kind = "ClusterRoleBinding"): Made => ({
    type: `kubernetes:${api}:${kind}`, name: "binding",
    props: { metadata: { name: "web" }, roleRef: { kind: "ClusterRole", name }, subjects },
});
const group = (name: unknown): Properties => ({ kind: "Group", name });
const other = { otherType: "kubernetes:core/v1:ServiceAccount" };

/** Of rules of roles; a ClusterRole of the name `listed` is exempt. */
function grants(passes: readonly Made[], fails: readonly (readonly [Made, ...string[]])[]): Fixtures {
    return {
        passes: [role(reader), clusterRole([reader]), ...passes]
            .filter(({ type }) => fails.some(([made]) => made.type === type))
            .map((made): Case => [made]),
        fails: fails.map(([made, ...findings]) => ({ given: [made] as const, findings })),
        absent: { given: [clusterRole(undefined)], verdict: verdict() },
        unknown: { given: [clusterRole([grant([later], ["pods"])])], undecided: ["rules[0]"] },
        notApplicable: excused("the parameter exempt lists it", clusterRole([grant(["*"], ["*"], "*")], "listed")),
        parameters: { exempt: ["listed"] },
    };
}

const read = "grants get, list on secrets of every namespace; none is allowed";
const groups = ["system:anonymous", "system:unauthenticated", "system:authenticated", "system:masters"];

describeRules("rights in the cluster", rbacRules, {
    "k8s-rbac-no-wildcards": {
        ...grants([], [
            [role(reader, { ...reader, verbs: ["*"] }), "rules[1].verbs has \"*\"; each one by its name is required"],
            [
                clusterRole([{ ...reader, resources: ["pods", "*"] }]),
                "rules[0].resources has \"*\"; each one by its name is required",
            ],
            [
                clusterRole([{ ...reader, apiGroups: ["*"], verbs: [later] }]),
                "rules[0].apiGroups has \"*\"; each one by its name is required",
            ],
        ]),
        unknown: { given: [clusterRole([grant([later], ["pods"])])], undecided: ["rules[0].verbs"] },
    },
    "k8s-rbac-no-cluster-admin": {
        passes: [[binding("view")], [binding("admin", [], "RoleBinding")]],
        fails: [
            {
                given: [binding("cluster-admin", [group("emergency"), group("developers")])],
                findings: ["roleRef.name is \"cluster-admin\"; a role with fewer rights is required"],
            },
            {
                given: [binding("cluster-admin", [], "RoleBinding")],
                findings: ["roleRef.name is \"cluster-admin\"; a role with fewer rights is required"],
            },
            { given: [binding("admin")], findings: ["roleRef.name is \"admin\"; a role with fewer rights is required"] },
            {
                given: [binding("cluster-admin", [{ kind: "User", name: "emergency" }])],
                findings: ["roleRef.name is \"cluster-admin\"; a role with fewer rights is required"],
            },
        ],
        absent: { given: [binding(undefined)], verdict: verdict() },
        unknown: { given: [binding("cluster-admin", [group(later)])], undecided: ["subjects"] },
        notApplicable: excused("it is for groups for emergencies", binding("cluster-admin", [group("emergency")])),
        parameters: { breakGlassGroups: ["emergency"] },
    },
    "k8s-rbac-limit-secret-access": grants(
        [
            role(grant(["get"], ["secrets"], "", { resourceNames: ["web"] })), clusterRole([grant(["create"], ["secrets"])]),
            clusterRole([grant(["get"], ["secrets"], "example.com")]),
        ],
        [
            [role(grant(["get"], ["secrets"])), "rules[0] grants get on all secrets; resourceNames are required"],
            [clusterRole([grant(["list", "get"], ["secrets"], "", { resourceNames: ["web"] })]), `rules[0] ${read}`],
            [clusterRole([grant(["*"], ["*"], "*")]), "rules[0] grants * on secrets of every namespace; none is allowed"],
        ],
    ),
    "k8s-rbac-limit-pod-create-exec": grants([clusterRole([grant(["delete"], ["pods"])])], [
        [role(grant(["create"], ["pods"])), "rules[0] lets create or enter pods; neither is allowed"],
        [
            clusterRole([grant(["create"], ["serviceaccounts/token", "pods/attach"])]),
            "rules[0] lets create or enter serviceaccounts/token, pods/attach; neither is allowed",
        ],
        [
            clusterRole([grant(["get"], ["pods/exec", "nodes/proxy"])]),
            "rules[0] lets create or enter pods/exec, nodes/proxy; neither is allowed",
        ],
        [clusterRole([grant(["*"], ["pods/portforward"])]), "rules[0] lets create or enter pods/portforward; neither is allowed"],
    ]),
    "k8s-rbac-no-escalation-verbs": grants([], [
        [role(grant(["bind"], ["roles"], api)), "rules[0] grants bind; none of bind, escalate, impersonate is allowed"],
        [
            clusterRole([grant(["escalate", "impersonate"], ["x"])]),
            "rules[0] grants escalate, impersonate; none of bind, escalate, impersonate is allowed",
        ],
        [clusterRole([grant(["*"], ["users"])]), "rules[0] grants impersonate; none of bind, escalate, impersonate is allowed"],
    ]),
    "k8s-rbac-no-webhook-or-csr-control": grants(
        [
            clusterRole([
                grant(["get"], ["validatingwebhookconfigurations"], "admissionregistration.k8s.io"),
                grant(["get"], ["certificatesigningrequests/approval"], "certificates.k8s.io"),
            ]),
            clusterRole([grant(["update"], ["certificatesigningrequests"], "certificates.k8s.io")]),
        ],
        [
            [
                clusterRole([grant(["get", "patch"], ["mutatingwebhookconfigurations"], "admissionregistration.k8s.io")]),
                "rules[0] grants patch on webhook configurations; only reading is allowed",
            ],
            [
                clusterRole([grant(["update"], ["certificatesigningrequests/approval"], "certificates.k8s.io")]),
                "rules[0] lets approve certificates; that is not allowed",
            ],
            [
                clusterRole([grant(["approve"], ["signers"], "certificates.k8s.io")]),
                "rules[0] lets approve certificates; that is not allowed",
            ],
        ],
    ),
    "k8s-rbac-no-system-group-bindings": {
        passes: [[binding("view", [group("developers")])]],
        fails: groups.map(
            (name) => ({
                given: [binding("view", [group("developers"), group(name)])] as const,
                findings: [`subjects[1] is ${name}; a group or account of one's own is required`],
            }),
        ),
        absent: { given: [binding("view", undefined)], verdict: verdict() },
        unknown: { given: [binding("view", [group(later)])], undecided: ["subjects[0].name"] },
        notApplicable: other,
    },
    "k8s-rbac-no-default-sa-bindings": {
        passes: [[binding("view", [{ kind: "ServiceAccount", name: "web", namespace: "shop" }, group("default")])]],
        fails: [
            {
                given: [binding("view", [{ kind: "ServiceAccount", name: "default", namespace: "shop" }], "RoleBinding")],
                findings: ["subjects[0] is the service account default; one of its own is required"],
            },
        ],
        absent: { given: [binding("view", undefined)], verdict: verdict() },
        unknown: { given: [binding("view", [{ kind: later, name: "default" }])], undecided: ["subjects[0].kind"] },
        notApplicable: other,
    },
});
