/** Users, roles, and what is attached to them. */
import { atLeast, isTrue, judged, parts, shown } from "../../core/conditions";
import { when } from "../../core/guards";
import type { Guard } from "../../core/guards";
import type { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter, textsOf, textsParameter } from "../../core/parameters";
import { saidAt } from "../../core/parts";
import { covers } from "../../core/policy-document";
import type { Condition, Context, Parameter, Rule, Subject } from "../../core/rule";
import { roleType } from "./iam-documents";

const inline: { readonly [type: string]: string } = {
    "aws:iam/rolePolicy:RolePolicy": "role", "aws:iam/userPolicy:UserPolicy": "user", "aws:iam/groupPolicy:GroupPolicy": "group",
};
const attachments = [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
];
const policyAttachment = "aws:iam/policyAttachment:PolicyAttachment";

function namesParameter(what: string): Parameter {
    return textsParameter(`names of ${what}; * stands for any letters`);
}

/** Whether a name is one that the parameter lists. No name is asked for where the list is empty. */
function excepted(node: Node, context: Context, parameter: string): boolean | Outcome {
    const names = textsOf(context, parameter);
    if (names.length === 0) return false;
    if (node.reading === "unknown") return unknown(node.path);
    return names.some((pattern) => covers(pattern, node.text ?? ""));
}

/** Nothing of the kind is allowed but for those that a parameter lists. */
function onlyFor(property: (subject: Subject) => string, parameter: string, text: (name: string) => string): Condition {
    return (subject, context) => {
        const node = subject.props.at(property(subject));
        const answer = excepted(node, context, parameter);
        if (typeof answer !== "boolean") return answer;
        return answer
            ? met
            : notMet(node.path, text(node.reading === "unknown" ? "a name that is not known yet" : shown(node.value ?? "")));
    };
}

const inlineOfRole: Condition = (subject, context) => {
    const list = saidAt(subject, "inlinePolicies");
    if (list.reading === "unknown") return unknown(list.path);
    // The provider writes one empty policy for none.
    if (list.items()
        .every((item) => item.reading === "known"
            && item.at("policy").reading === "absent"
            && item.at("name").reading === "absent")) {
        return met;
    }
    const answer = excepted(subject.props.at("name"), context, "principals");
    if (typeof answer !== "boolean") return answer;
    return answer ? met : notMet(list.path, "is set; an aws.iam.Policy that is attached is required");
};

const broad = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

function notBroad(node: Node): Outcome {
    return judged(node, "met", "", ({ text = "" }) => {
        const [, name = ""] = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(text) ?? [];
        return broad.includes(name) ? `is ${name}; a policy of what is needed is required` : undefined;
    });
}

/** Only roles outside of the stacks that make the platform itself. */
const outsidePlatform: Guard = ({ urn }, context) => {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return textsOf(context, "platform").some((pattern) => covers(pattern, `${project}/${stack}`))
        ? notApplicable("its stack is one of the platform")
        : undefined;
};

const age: Condition = ({ props }, context) => {
    const most = Number(context.parameter("maximumAge"));
    const required = `1 to ${most}`;
    // 0 stands for never, which is what absent means, too (IAM API reference, UpdateAccountPasswordPolicy).
    return judged(props.at("maxPasswordAge"), "notMet", required, ({ number, value }) =>
        (number !== undefined && number >= 1 && number <= most ? undefined : `is ${shown(value)}; ${required} is required`));
};

const inlineOfOther = onlyFor(({ type }) => inline[type] ?? "", "principals", (name) =>
    `is ${name}, for which the policy is inline; an aws.iam.Policy that is attached is required`);

export const iamRules: readonly Rule[] = [
    {
        id: "iam-no-inline-policies",
        title: "Policies stand by themselves, not inside of a role, user or group",
        why: "An inline policy is in no list of policies, has no versions, and is judged by nobody who reviews them.",
        cure: "Make an aws.iam.Policy and attach it, or list the role in the parameter principals.",
        types: [...Object.keys(inline), roleType],
        kind: "resource",
        parameters: {
            principals: namesParameter("roles, users and groups that may have inline policies, as service roles of one purpose"),
        },
        conditions: [(subject, context) => (subject.type === roleType ? inlineOfRole : inlineOfOther)(subject, context)],
    },
    {
        id: "iam-user-no-direct-policies",
        title: "No policy is attached to a single user",
        why: "Rights that follow people one by one are not taken away when they change their work.",
        cure: "Attach the policy to a group or, better, a role.",
        types: ["aws:iam/userPolicy:UserPolicy", "aws:iam/userPolicyAttachment:UserPolicyAttachment", policyAttachment],
        kind: "resource",
        parameters: { users: namesParameter("users who may have policies of their own") },
        conditions: [(subject, context) => {
            const refused = (name: string): string => `is ${name}; a group or a role is required`;
            if (subject.type !== policyAttachment) return onlyFor(() => "user", "users", refused)(subject, context);
            return parts(subject.props.at("users"), (user) => {
                const answer = excepted(user, context, "users");
                if (typeof answer !== "boolean") return answer;
                return answer ? met : notMet(user.path, refused(shown(user.value)));
            });
        }],
    },
    {
        id: "iam-no-user-access-keys",
        title: "No user has access keys",
        why: "They are good until somebody takes them away, wherever they were copied to; the secret is in the program's "
            + "state, too.",
        cure: "Use a role: of the workload, or by OIDC federation for what is outside of AWS.",
        types: ["aws:iam/accessKey:AccessKey"],
        kind: "resource",
        parameters: { users: namesParameter("users who may have access keys") },
        conditions: [onlyFor(() => "user", "users", (name) => `is ${name}, who gets an access key; a role is required`)],
    },
    {
        id: "iam-no-console-users",
        title: "No user of IAM signs in with a password",
        why: "Sign-in past the identity provider knows neither its second factor nor that somebody has left.",
        cure: "Let people sign in by IAM Identity Center or SAML.",
        types: ["aws:iam/userLoginProfile:UserLoginProfile"],
        kind: "resource",
        parameters: { users: namesParameter("users who may sign in with a password, for emergencies") },
        conditions: [onlyFor(() => "user", "users", (name) =>
            `is ${name}, who gets a password; sign-in by the identity provider is required`)],
    },
    {
        id: "iam-no-admin-managed-policy",
        title: "None of AWS's policies for administrators is attached",
        why: "Who gets hold of one such identity has the whole account.",
        cure: "Attach a policy of what is needed.",
        types: [...attachments, roleType],
        kind: "resource",
        conditions: [
            (subject) => (subject.type === roleType
                ? [met, ...parts(saidAt(subject, "managedPolicyArns"), notBroad)]
                : notBroad(subject.props.at("policyArn"))),
        ],
    },
    {
        id: "iam-password-policy-strong",
        title: "Passwords of users are long, mixed, new, and changed",
        why: "Short and old passwords are guessed, or found among those that others lost.",
        cure: "Set all of aws.iam.AccountPasswordPolicy as the parameters say.",
        types: ["aws:iam/accountPasswordPolicy:AccountPasswordPolicy"],
        kind: "resource",
        parameters: {
            minimumLength: integerParameter(
                "least number of characters (PCI DSS 8.3.6: 12)", 14, { minimum: 6 }, "ia-05.01_odp.02",
            ),
            reusePrevention: integerParameter(
                "how many last passwords may not come again (PCI DSS 8.3.7: 4)", 24, { minimum: 1 },
            ),
            maximumAge: integerParameter("days after which a password must be changed (PCI DSS 8.3.9: 90)", 90, { minimum: 1 }),
        },
        conditions: [
            atLeast("minimumPasswordLength", "minimumLength"), isTrue("requireUppercaseCharacters"),
            isTrue("requireLowercaseCharacters"), isTrue("requireNumbers"), isTrue("requireSymbols"),
            atLeast("passwordReusePrevention", "reusePrevention"), age,
        ],
    },
    {
        id: "iam-role-max-session-duration",
        title: "Sessions of a role are short",
        why: "Credentials of a session that leak are good until it ends.",
        cure: "Take maxSessionDuration away, or set it to at most what the parameter seconds says.",
        types: [roleType],
        kind: "resource",
        parameters: { seconds: integerParameter("most seconds of a session", 3600, { minimum: 3600 }, "ac-12_odp") },
        // 3600 where nothing is said (IAM API reference, CreateRole).
        conditions: [({ props }, context) => {
            const most = Number(context.parameter("seconds"));
            return judged(props.at("maxSessionDuration"), "met", "", ({ number, value }) =>
                (number !== undefined && number <= most ? undefined : `is ${shown(value)}; ${most} or less is required`));
        }],
    },
    {
        id: "iam-role-permissions-boundary",
        title: "Roles that the platform does not make itself have a boundary",
        why: "Who may make roles could make one with more rights than his own.",
        cure: "Set permissionsBoundary to the ARN of an approved policy.",
        types: [roleType],
        kind: "resource",
        parameters: {
            platform: textsParameter("stacks of the platform, as PROJECT/STACK; * stands for any letters"),
            boundaries: textsParameter("ARNs of the approved policies; none for any"),
        },
        conditions: when(outsidePlatform, ({ props }, context) => {
            const boundaries = textsOf(context, "boundaries");
            const required = boundaries.length === 0 ? "the ARN of a policy" : `one of ${boundaries.join(", ")}`;
            return judged(props.at("permissionsBoundary"), "notMet", required, ({ text, value }) =>
                (text !== undefined && text !== "" && (boundaries.length === 0 || boundaries.includes(text))
                    ? undefined
                    : `is ${shown(value)}; ${required} is required`));
        }),
    },
];
