import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { iamRules } from "../../../../policies/rules/aws/iam";
import { describeRules, later, type Made } from "../harness";

type Properties = Made["props"];
const made = (type: string, props: Properties): Made => ({ type: `aws:iam/${type}`, props });
const role = (props: Properties = {}): Made => made("role:Role", props);
const passwords = (props: Properties): Made => made("accountPasswordPolicy:AccountPasswordPolicy", props);
const strong = {
    minimumPasswordLength: 14, requireUppercaseCharacters: true, requireLowercaseCharacters: true, requireNumbers: true,
    requireSymbols: true, passwordReusePrevention: 24, maxPasswordAge: 90,
};
const notMet = (...findings: readonly string[]) => ({ kind: "notMet" as const, findings, undecided: [] });
const other = { otherType: "aws:iam/group:Group" };
const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const needed = "a policy of what is needed is required";
const attached = "an aws.iam.Policy that is attached is required";
const boundary = "arn:aws:iam::123456789012:policy/boundary";
const flags = ["requireUppercaseCharacters", "requireLowercaseCharacters", "requireNumbers", "requireSymbols"] as const;

/** A kind of resource that only listed users may have. */
const forUser = (type: string, text: string) => ({
    passes: [[made(type, { user: "emergency-1" })]] as const,
    fails: [{ given: [made(type, { user: "anna" })] as const, findings: [`user is "anna"${text}`] }],
    absent: { given: [made(type, {})] as const, verdict: notMet(`user is ""${text}`) },
    unknown: { given: [made(type, { user: later })] as const, undecided: ["user"] },
    notApplicable: other,
    parameters: { users: ["emergency-*"] },
});

describeRules("IAM", iamRules, {
    "iam-no-inline-policies": {
        passes: [
            [made("rolePolicy:RolePolicy", { role: "service-logs" })],
            [role({ name: "service-logs", inlinePolicies: [{ name: "own", policy: "{}" }] })],
            [role({ name: "web", inlinePolicies: [{}] })],
        ],
        fails: [
            {
                given: [made("rolePolicy:RolePolicy", { role: "web" })],
                findings: [`role is "web", for which the policy is inline; ${attached}`],
            },
            {
                given: [made("userPolicy:UserPolicy", { user: "anna" })],
                findings: [`user is "anna", for which the policy is inline; ${attached}`],
            },
            {
                given: [made("groupPolicy:GroupPolicy", { group: "staff" })],
                findings: [`group is "staff", for which the policy is inline; ${attached}`],
            },
            {
                given: [role({ name: "web", inlinePolicies: [{ name: "own", policy: later }] })],
                findings: [`inlinePolicies is set; ${attached}`],
            },
        ],
        absent: { given: [role()], verdict: { kind: "met" } },
        unknown: { given: [made("rolePolicy:RolePolicy", { role: later })], undecided: ["role"] },
        notApplicable: other,
        parameters: { principals: ["service-*"] },
    },
    "iam-user-no-direct-policies": {
        ...forUser("userPolicyAttachment:UserPolicyAttachment", "; a group or a role is required"),
        passes: [
            [made("policyAttachment:PolicyAttachment", { users: ["emergency-1"], roles: ["web"] })],
            [made("policyAttachment:PolicyAttachment", {})],
        ],
        fails: [
            {
                given: [made("userPolicyAttachment:UserPolicyAttachment", { user: "anna" })],
                findings: ["user is \"anna\"; a group or a role is required"],
            },
            {
                given: [made("userPolicy:UserPolicy", { user: "anna" })],
                findings: ["user is \"anna\"; a group or a role is required"],
            },
            {
                given: [made("policyAttachment:PolicyAttachment", { users: ["emergency-1", "anna"] })],
                findings: ["users[1] is \"anna\"; a group or a role is required"],
            },
        ],
    },
    "iam-no-user-access-keys": forUser("accessKey:AccessKey", ", who gets an access key; a role is required"),
    "iam-no-console-users": forUser(
        "userLoginProfile:UserLoginProfile", ", who gets a password; sign-in by the identity provider is required",
    ),
    "iam-no-admin-managed-policy": {
        passes: [
            [made("rolePolicyAttachment:RolePolicyAttachment", { policyArn: aws("ReadOnlyAccess") })],
            [made(
                "groupPolicyAttachment:GroupPolicyAttachment",
                { policyArn: "arn:aws:iam::123456789012:policy/AdministratorAccess" },
            )],
        ],
        fails: [
            {
                given: [made("rolePolicyAttachment:RolePolicyAttachment", { policyArn: aws("AdministratorAccess") })],
                findings: [`policyArn is AdministratorAccess; ${needed}`],
            },
            {
                given: [made("policyAttachment:PolicyAttachment", { policyArn: aws("PowerUserAccess") })],
                findings: [`policyArn is PowerUserAccess; ${needed}`],
            },
            {
                given: [role({ managedPolicyArns: [aws("ReadOnlyAccess"), aws("IAMFullAccess")] })],
                findings: [`managedPolicyArns[1] is IAMFullAccess; ${needed}`],
            },
        ],
        absent: { given: [role()], verdict: { kind: "met" } },
        unknown: { given: [made("userPolicyAttachment:UserPolicyAttachment", { policyArn: later })], undecided: ["policyArn"] },
        notApplicable: other,
    },
    "iam-password-policy-strong": {
        passes: [[passwords(strong)], [passwords({ ...strong, minimumPasswordLength: 20, maxPasswordAge: 1 })]],
        fails: [
            {
                given: [passwords({ ...strong, minimumPasswordLength: 13 })],
                findings: ["minimumPasswordLength is 13; 14 or more is required"],
            },
            ...flags.map(
                (flag) => ({
                    given: [passwords({ ...strong, [flag]: false })] as const, findings: [`${flag} is false; true is required`],
                }),
            ),
            {
                given: [passwords({ ...strong, passwordReusePrevention: 4 })],
                findings: ["passwordReusePrevention is 4; 24 or more is required"],
            },
            { given: [passwords({ ...strong, maxPasswordAge: 0 })], findings: ["maxPasswordAge is 0; 1 to 90 is required"] },
            { given: [passwords({ ...strong, maxPasswordAge: 91 })], findings: ["maxPasswordAge is 91; 1 to 90 is required"] },
        ],
        absent: {
            given: [passwords({})],
            verdict: notMet(
                "minimumPasswordLength is not set; 14 or more is required",
                ...flags.map((flag) => `${flag} is not set; true is required`),
                "passwordReusePrevention is not set; 24 or more is required", "maxPasswordAge is not set; 1 to 90 is required",
            ),
        },
        unknown: { given: [passwords({ ...strong, maxPasswordAge: later })], undecided: ["maxPasswordAge"] },
        notApplicable: other,
    },
    "iam-role-max-session-duration": {
        passes: [[role({ maxSessionDuration: 3600 })]],
        fails: [
            { given: [role({ maxSessionDuration: 43200 })], findings: ["maxSessionDuration is 43200; 3600 or less is required"] },
        ],
        absent: { given: [role()], verdict: { kind: "met" } },
        unknown: { given: [role({ maxSessionDuration: later })], undecided: ["maxSessionDuration"] },
        notApplicable: other,
    },
    "iam-role-permissions-boundary": {
        passes: [[role({ permissionsBoundary: boundary })]],
        fails: [
            {
                given: [role({ permissionsBoundary: aws("ReadOnlyAccess") })],
                findings: [`permissionsBoundary is "${aws("ReadOnlyAccess")}"; one of ${boundary} is required`],
            },
        ],
        absent: { given: [role()], verdict: notMet(`permissionsBoundary is not set; one of ${boundary} is required`) },
        unknown: { given: [role({ permissionsBoundary: later })], undecided: ["permissionsBoundary"] },
        notApplicable: other,
        parameters: { boundaries: [boundary], platform: ["platform/*"] },
    },
});

describe("rules: what only AWS says of a role", () => {
    it("is not the role's own: an attachment is judged by itself", () => {
        const props = {
            managedPolicyArns: [aws("AdministratorAccess")], inlinePolicies: [{ name: "own", policy: "{}" }],
            assumeRolePolicy: "{}",
        };
        const stack = new Stack([{ ...role(props), urn: "urn:role", name: "role", from: { assumeRolePolicy: [] } }]);
        const [subject] = stack.all();
        for (const id of ["iam-no-admin-managed-policy", "iam-no-inline-policies"]) {
            const rule = iamRules.find((each) => each.id === id);
            assert.ok(rule !== undefined && subject !== undefined);
            assert.deepEqual(judge(rule, subject, stack), { kind: "met" });
        }
    });
});

describe("rules: exceptions of IAM", () => {
    it("ask for no boundary in the platform's own stacks", () => {
        const rule = iamRules.find(({ id }) => id === "iam-role-permissions-boundary");
        const stack = new Stack([{ ...role(), urn: "urn:pulumi:prod::colorway::aws:iam/role:Role::web", name: "web" }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(
            judge(rule, subject, stack, { [rule.id]: { platform: ["colorway/*"] } }),
            { kind: "notApplicable", reason: "its stack is one of the platform" },
        );
    });

    it("refuse what nobody may have though the name is not known, where no name is listed", () => {
        const rule = iamRules.find(({ id }) => id === "iam-no-user-access-keys");
        const stack = new Stack([{ ...made("accessKey:AccessKey", { user: later }), urn: "urn:key", name: "key" }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(
            judge(rule, subject, stack),
            notMet("user is a name that is not known yet, who gets an access key; a role is required"),
        );
    });
});
