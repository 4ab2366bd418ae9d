/** Who may use a cache: one user that signs in with IAM, and for Redis the `default` user that it cannot do without, shut out. */

import { User, UserGroup } from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import { fitName } from "../lib/names";
import { needsDefaultUser } from "./engine";

/** Letters of a user's and of a user group's id (ElastiCache API reference, CreateUser and CreateUserGroup). */
const maxId = 40;
/** All keys and channels, every command but those that stop, empty or reconfigure the cache. */
const servicesAccess = "on ~* &* +@all -@dangerous";
const noAccess = "off ~* -@all";

export interface CacheUsersArgs {
    /** `valkey` or `redis`. */
    readonly engine: string;
}

export interface CacheUsersOutputs {
    readonly userGroupId: pulumi.Output<string>;
    readonly userName: pulumi.Output<string>;
    readonly userArn: pulumi.Output<string>;
}

export class CacheUsers extends pulumi.ComponentResource implements CacheUsersOutputs {
    readonly userGroupId: pulumi.Output<string>;
    readonly userName: pulumi.Output<string>;
    readonly userArn: pulumi.Output<string>;

    constructor(name: string, args: CacheUsersArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cache:CacheUsers", name, {}, opts);
        const services = createServicesUser(name, args.engine, this);
        const others = needsDefaultUser(args.engine) ? [createDefaultUser(name, args.engine, this)] : [];
        const group = new UserGroup(`${name}-cache-users`, {
            userGroupId: fitName([name, "cache-users"], maxId),
            engine: args.engine,
            userIds: [...others, services].map(user => user.userId),
        }, { parent: this });
        this.userGroupId = group.userGroupId;
        this.userName = services.userName;
        this.userArn = services.arn;
        this.registerOutputs({ userGroupId: this.userGroupId, userName: this.userName, userArn: this.userArn });
    }
}

function createServicesUser(name: string, engine: string, parent: pulumi.Resource): User {
    // With IAM the id and the name must be the same (ElastiCache user guide, "Authenticating with IAM", Limitations).
    const id = fitName([name, "cache-services"], maxId);
    return new User(`${name}-cache-services`, {
        userId: id,
        userName: id,
        engine,
        accessString: servicesAccess,
        authenticationMode: { type: "iam" },
    }, { parent });
}

function createDefaultUser(name: string, engine: string, parent: pulumi.Resource): User {
    return new User(`${name}-cache-default`, {
        userId: fitName([name, "cache-default"], maxId),
        userName: "default",
        engine,
        accessString: noAccess,
        authenticationMode: { type: "no-password-required" },
    }, { parent });
}
