import { podIdentityRules } from "../../../../policies/rules/kubernetes/pod-identity";
import { describeRules, later, type Made } from "../harness";
import { excused, object, pod, podFixtures, verdict, workload } from "./fixtures";

const account = (automount: unknown, more: { readonly [name: string]: unknown } = {}, name = "web"): Made =>
    object("core/v1:ServiceAccount", { automountServiceAccountToken: automount, ...more }, name);
const used = { serviceAccountName: "web" };
const own = `${pod}.automountServiceAccountToken`;
const mounted = `${own} is not set, nor false for the ServiceAccount; false is required`;
const role = (arn: unknown): Made => object(
    "core/v1:ServiceAccount",
    { metadata: { name: "web", namespace: "shop", annotations: { "eks.amazonaws.com/role-arn": arn } } },
);
const arn = "arn:aws:iam::123456789012:role/shop/web";
const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF";
const trust = (sub: unknown, operator = "StringEquals"): Made => ({
    type: "aws:iam/role:Role", name: "role",
    props: {
        name: "web",
        assumeRolePolicy: sub === later
            ? later
            : JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: issuer },
                        Condition: { [operator]: { [`${issuer}:sub`]: sub } },
                    },
                ],
            }),
    },
});
const distrusted = "takes on the role role that does not trust system:serviceaccount:shop:web; a trust policy that does is "
    + "required";
const from = { ...workload({ serviceAccountName: later }), from: { spec: ["shop/web"] } };

describeRules("who a pod is", podIdentityRules, {
    "k8s-no-automount-sa-token": {
        passes: [
            [workload({ automountServiceAccountToken: false })], [workload(used), account(false)], [account(false)],
            [from, account(false)],
            [workload({}), account(false, {}, "default")], [workload({ serviceAccount: "web" }), account(false)],
        ],
        fails: [
            {
                given: [workload({ ...used, automountServiceAccountToken: true }), account(false)],
                findings: [`${own} is true; false is required`],
            },
            { given: [workload(used), account(true)], findings: [mounted] },
            { given: [workload(used), account(false, {}, "other")], findings: [mounted] },
            { given: [account(undefined)], findings: ["automountServiceAccountToken is not set; false is required"] },
        ],
        absent: { given: [workload({})], verdict: verdict(mounted) },
        unknown: { given: [workload(used), account(later)], undecided: ["shop/web.automountServiceAccountToken"] },
        notApplicable: excused("the parameter apiClients lists it", object("apps/v1:Deployment", {}, "operator")),
        parameters: { apiClients: ["shop/operator"] },
    },
    "k8s-dedicated-service-account": podFixtures({
        passes: [used, { serviceAccount: "web" }],
        fails: [[{ serviceAccountName: "default" }, `${pod}.serviceAccountName is "default"; an account of its own is required`]],
        absent: [`${pod}.serviceAccountName is not set; an account of its own is required`],
        unknown: [{ serviceAccountName: later }, `${pod}.serviceAccountName`],
    }),
    "k8s-service-account-role-annotation": {
        passes: [
            [role(arn)], [role(arn), trust("system:serviceaccount:shop:web")],
            [role(arn), trust("system:serviceaccount:shop:*", "StringLike")],
            [role(arn), trust(["system:serviceaccount:shop:api", "system:serviceaccount:shop:web"])],
        ],
        fails: [...[
            "arn:aws:iam::999999999999:role/shop/web", "arn:aws:iam::123456789012:role/web",
            "arn:aws:iam::123456789012:user/shop/web",
        ].map((other) =>
            ({
                given: [role(other)] as const,
                findings: [
                    `metadata.annotations.eks.amazonaws.com/role-arn is "${other}"; a role of 123456789012 under /shop/ is `
                        + "required",
                ],
            })), { given: [role(arn), trust("system:serviceaccount:shop:api")] as const, findings: [distrusted] }, {
                given: [role(arn), trust("system:serviceaccount:shop:*")] as const, findings: [distrusted],
            }],
        absent: { given: [account(false)], verdict: { kind: "notApplicable", reason: "it takes on no role" } },
        unknown: {
            given: [{ ...role(later), from: { metadata: ["role"] } }, trust(later)],
            undecided: ["role.assumeRolePolicy", "metadata.annotations.eks.amazonaws.com/role-arn"],
        },
        notApplicable: excused("it takes on no role", account(false)),
        parameters: { accounts: ["123456789012"], path: "/shop/" },
    },
});
