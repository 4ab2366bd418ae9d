import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isProps, list, optionalText, Props, record, text, texts, Value } from "../../cloud/values";
import { merged } from "../merge";
import {
    flagProperty,
    listProperty,
    Made,
    Mistake,
    numberProperty,
    objectProperty,
    ResourceModel,
    setProperty,
    Shape,
    textProperty,
} from "../model";
import {
    invalidCombination,
    invalidValue,
    invalidValueCode,
    replicationGroupType,
    service,
    userGroupType,
    userType,
} from "./types";

const createUser = "ElastiCache API Reference, CreateUser";
const deleteUser = "ElastiCache API Reference, DeleteUser";
const createGroup = "ElastiCache API Reference, CreateUserGroup";
const deleteGroup = "ElastiCache API Reference, DeleteUserGroup";
const iamLimits = "ElastiCache User Guide, authenticating with IAM, limitations";

// The user that every account has from the start.
const defaultUser = "default";
const idForm = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*(?<!-)$/;
const password = textProperty({ minLength: 16, maxLength: 128, source: "ElastiCache User Guide, role-based access control" });
const engine = textProperty({
    required: true,
    oneOf: ["redis", "valkey", "REDIS", "VALKEY"],
    same: sameCase,
    source: createUser,
});

function sameCase(a: Value, b: Value): boolean {
    return String(a).toLowerCase() === String(b).toLowerCase();
}

const userInputs: Shape = {
    accessString: textProperty({
        required: true,
        pattern: /^\s*(on|off)\b/,
        source: "ElastiCache User Guide, specifying permissions using an access string",
    }),
    authenticationMode: objectProperty(
        {
            passwords: setProperty(password, { minItems: 1, maxItems: 2 }),
            type: textProperty({
                required: true,
                oneOf: ["iam", "password", "no-password-required"],
                source: "ElastiCache API Reference, AuthenticationMode",
            }),
        },
        { computed: true },
    ),
    engine,
    noPasswordRequired: flagProperty(),
    passwords: setProperty(password, { minItems: 1, maxItems: 2, conflictsWith: ["authenticationMode"], source: createUser }),
    passwordsWo: listProperty(password, { writeOnly: true, maxItems: 2 }),
    passwordsWoVersion: numberProperty(),
    userId: textProperty({ required: true, replace: true, minLength: 1, maxLength: 40, pattern: idForm, source: createUser }),
    userName: textProperty({ required: true, replace: true, minLength: 1, source: createUser }),
};

const user: ResourceModel = {
    type: userType,
    service,
    actions: { create: "CreateUser", update: "ModifyUser", remove: "DeleteUser" },
    invalidCode: invalidValueCode,
    tagged: true,
    inputs: userInputs,
    outputs: ["arn"],
    validate: userMistakes,
    create: (cloud, given): Made => {
        const id = text(given, "userId").toLowerCase();
        if (cloud.find(userType, id) !== undefined || id === defaultUser)
            throw new AwsError("UserAlreadyExists", `User ${id} already exists.`);
        checkUser(given);
        return { id, props: { ...given, userId: id, ...signIn(given), arn: cloud.arn("elasticache", `user:${id}`) } };
    },
    update: (_, object, news): Draft => {
        const next = merged(userInputs, object.props, news);
        checkUser({ ...next, authenticationMode: news["authenticationMode"] ?? null });
        return { ...next, ...signIn(isProps(news["authenticationMode"]) || list(news, "passwords").length > 0 ? news : next) };
    },
    remove: removeUser,
    usualSeconds: { create: 20, update: 20, remove: 20 },
    checks: [
        { what: "An id that is taken is refused (UserAlreadyExists).", source: createUser },
        { what: "With IAM, id and name must be the same (InvalidParameterCombination).", source: iamLimits },
        {
            what: "The way to sign in must be said once: IAM, one or two passwords, or none (InvalidParameterCombination).",
            source: createUser,
        },
        { what: "The default user of a group is not deleted (DefaultUserAssociatedToUserGroup).", source: deleteUser },
    ],
};

function userMistakes(given: Props): readonly Mistake[] {
    const mode = record(given, "authenticationMode");
    const type = optionalText(mode, "type");
    const passwords = list(mode, "passwords").length;
    if (type === "password" && passwords === 0 && !("passwords" in mode)) {
        return [
            {
                path: "authenticationMode.passwords",
                message: `authenticationMode.passwords: type password needs one or two (${invalidValueCode})`,
            },
        ];
    }
    if (type !== undefined && type !== "password" && passwords > 0) {
        return [
            {
                path: "authenticationMode.passwords",
                message: `authenticationMode.passwords: type ${type} has none (${invalidValueCode})`,
            },
        ];
    }
    return [];
}

function checkUser(given: Props): void {
    const type = optionalText(record(given, "authenticationMode"), "type");
    if (type === "iam" && text(given, "userId").toLowerCase() !== text(given, "userName")) {
        throw invalidCombination(
            `With IAM authentication the user name must be the user id: got user id ${text(given, "userId")} and user `
                + `name ${text(given, "userName")}.`,
        );
    }
    const ways = [type !== undefined, list(given, "passwords").length > 0, flag(given, "noPasswordRequired")].filter(
        Boolean,
    ).length;
    if (ways === 0 && !("passwordsWo" in given)) {
        throw invalidCombination("Input password should not be empty or no-password-required flag should be set");
    }
    if (ways > 1) throw invalidCombination("Only one of AuthenticationMode, Passwords and NoPasswordRequired may be specified.");
}

/** How the user signs in, as DescribeUsers says it. */
function signIn(given: Props): Draft {
    const mode = record(given, "authenticationMode");
    const count = list(given, "passwords").length + list(mode, "passwords").length;
    const type = optionalText(mode, "type") ?? (flag(given, "noPasswordRequired") ? "no-password-required" : "password");
    return { authenticationMode: { ...mode, type, passwordCount: count } };
}

function removeUser(cloud: Cloud, object: CloudObject): void {
    const groups = cloud.all(userGroupType).filter(({ props }) => texts(props, "userIds").includes(object.id));
    if (
        text(object.props, "userName") === defaultUser
        && groups.some(({ props }) => text(props, "engine").toLowerCase() === "redis")
    ) {
        throw new AwsError(
            "DefaultUserAssociatedToUserGroup",
            `The default user ${object.id} is associated with a user group and cannot be deleted.`,
        );
    }
    // A deleted user leaves its groups: ElastiCache API Reference, DeleteUser.
    for (const group of groups) {
        cloud.put(
            userGroupType,
            group.id,
            { ...group.props, userIds: texts(group.props, "userIds").filter((id) => id !== object.id) },
            group.hidden,
        );
    }
}

const groupInputs: Shape = {
    engine,
    userGroupId: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 40,
        pattern: idForm,
        source: createGroup,
    }),
    userIds: setProperty(textProperty(), { source: createGroup }),
};

const userGroup: ResourceModel = {
    type: userGroupType,
    service,
    actions: { create: "CreateUserGroup", update: "ModifyUserGroup", remove: "DeleteUserGroup" },
    invalidCode: invalidValueCode,
    tagged: true,
    inputs: groupInputs,
    outputs: ["arn"],
    // terraform-provider-aws, elasticache: from Valkey there is no way back.
    replaceOn: (olds, news) =>
        text(olds, "engine").toLowerCase() === "valkey" && optionalText(news, "engine")?.toLowerCase() === "redis"
            ? ["engine"]
            : [],
    create: (cloud, given): Made => {
        const id = text(given, "userGroupId").toLowerCase();
        if (cloud.find(userGroupType, id) !== undefined)
            throw new AwsError("UserGroupAlreadyExists", `User group ${id} already exists.`);
        checkMembers(cloud, given);
        return { id, props: { ...given, userGroupId: id, arn: cloud.arn("elasticache", `usergroup:${id}`) } };
    },
    update: (cloud, object, news): Draft => {
        checkMembers(cloud, news);
        return merged(groupInputs, object.props, news);
    },
    remove: (cloud, object) => {
        const users = cloud.all(replicationGroupType).filter(({ props }) => texts(props, "userGroupIds").includes(object.id));
        if (users.length > 0) {
            throw new AwsError(
                "InvalidUserGroupState",
                `User group ${object.id} is associated with replication group ${users[0]?.id ?? ""} and cannot be deleted.`,
            );
        }
    },
    usualSeconds: { create: 30, update: 30, remove: 30 },
    checks: [
        { what: "An id that is taken is refused (UserGroupAlreadyExists).", source: createGroup },
        {
            what:
                "Users must exist (UserNotFound), have different names (DuplicateUserName) and fit the engine "
                + "(InvalidParameterCombination).",
            source: createGroup,
        },
        { what: "A group for Redis OSS has a user named default (DefaultUserRequired).", source: createGroup },
        { what: "A group that a cache uses is not deleted (InvalidUserGroupState).", source: deleteGroup },
    ],
};

interface Member {
    readonly id: string;
    readonly name: string;
    readonly engine: string;
}

function checkMembers(cloud: Cloud, given: Props): void {
    const wanted = text(given, "engine").toLowerCase();
    const members = texts(given, "userIds").map((id) => memberOf(cloud, id));
    const names = members.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
        throw new AwsError("DuplicateUserName", `User group contains more than one user with the user name ${twice}.`);
    if (wanted === "redis" && !names.includes(defaultUser)) {
        throw new AwsError("DefaultUserRequired", "User group needs to contain a user with the user name default.");
    }
    // A group for Valkey takes users of both engines; one for Redis OSS takes only its own.
    const other = members.find((member) => wanted === "redis" && member.engine !== "redis");
    if (other !== undefined)
        throw invalidCombination(`The user ${other.id} has engine ${other.engine}, the user group has engine ${wanted}.`);
}

function memberOf(cloud: Cloud, id: string): Member {
    if (id === defaultUser) return { id, name: defaultUser, engine: "redis" };
    const found = cloud.need(userType, id.toLowerCase(), "UserNotFound", `User ${id} not found.`, 404);
    return { id, name: text(found.props, "userName"), engine: text(found.props, "engine").toLowerCase() };
}

/** Checks that a replication group can use a user group. */
export function checkUserGroup(cloud: Cloud, id: string, engineName: string): void {
    const group = cloud.need(userGroupType, id.toLowerCase(), "UserGroupNotFound", `User group ${id} not found.`, 404);
    const own = text(group.props, "engine").toLowerCase();
    if (own !== engineName && !(engineName === "valkey" && own === "redis")) {
        throw invalidCombination(`User group ${id} has engine ${own}, the replication group has engine ${engineName}.`);
    }
    if (texts(group.props, "userIds").length === 0) throw invalidValue(`User group ${id} has no users.`);
}

export const userModels: readonly ResourceModel[] = [user, userGroup];
