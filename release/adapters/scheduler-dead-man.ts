/**
 * The dead-man as one-time schedules of Amazon EventBridge Scheduler, one a rule, that call the load balancer's API themselves
 * ("Using universal targets in EventBridge Scheduler", EventBridge Scheduler user guide). They need neither this process nor this
 * machine.
 *
 * A schedule acts within the minute that follows its time ("All schedule types … invoke their targets with 60 second precision",
 * user guide, "Schedule types on EventBridge Scheduler"): whoever renews must do so before that time, and a lost runner has its
 * live weights back within a minute after it.
 *
 * Who runs it needs `scheduler:CreateSchedule`, `UpdateSchedule`, `GetSchedule` and `DeleteSchedule` on the schedules
 * `colorway-*` of the group, `scheduler:ListSchedules`, and `iam:PassRole` on the role that the schedules act with (stack output
 * `deadManRoleArn`).
 */

import { createHash, randomUUID } from "node:crypto";
import type { CreateScheduleCommandInput, SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Traffic } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { DeadMan, DeadManOrder } from "../ports/dead-man";
import type { SplitRule } from "../ports/load-balancer";
import { type AwsPlace, clientSettings, callMessageOf, codeOf, isTransient } from "./aws-client";
import { persist, type Persistence } from "./persistent-call";
import { forwardTo } from "./split-rules";
import { SystemClock } from "./system-clock";

/** No second call beside the first one: a late creation must not come after the removal. */
const usualPersistence: Persistence = { attempts: 5, deadline: 3_000, patience: 10_000, firstPause: 100, longestPause: 2_000 };

/**
 * Seconds for which a schedule that fails is tried again, 60–86,400, and how often, 0–185 (API reference, RetryPolicy). The usual
 * day would bring old weights back long after a person has taken over.
 */
const retryPolicy = { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 10 };

/**
 * Letters of the rollout's identifier in a name. A name has at most 64, of `0-9a-zA-Z-_.` (API reference, CreateSchedule,
 * `Name`).
 */
const slugLength = 24;

/** Every account has it; the role's trust policy names it. */
const scheduleGroup = "default";

export interface SchedulerOptions extends AwsPlace {
    /** Role that the schedules act with: stack output `deadManRoleArn`. */
    readonly roleArn: string;
    readonly clock?: Clock;
    /** @default - up to 5 attempts of up to 3 s, pauses of 0.1 s to 2 s */
    readonly persistence?: Persistence;
}

/** The dead-man cannot be set, moved or removed. */
export class DeadManError extends Error {
    constructor(
        readonly rollout: string,
        /** AWS's code, as `AccessDeniedException`. */
        readonly code: string,
        problem: string,
        /** Whether the same may succeed later. */
        readonly transient: boolean,
    ) {
        super(`dead-man of rollout ${rollout}: ${code}: ${problem}`);
        this.name = "DeadManError";
    }
}

type Sdk = typeof import("@aws-sdk/client-scheduler");

interface Connection {
    readonly sdk: Sdk;
    readonly client: SchedulerClient;
}

export class SchedulerDeadMan implements DeadMan {
    private connected: Promise<Connection> | undefined;
    private readonly clock: Clock;
    private readonly persistence: Persistence;
    /** Names that this process made, by rollout: a list that AWS gives may not know the newest yet. */
    private readonly made = new Map<string, Set<string>>();

    constructor(private readonly options: SchedulerOptions) {
        this.clock = options.clock ?? new SystemClock();
        this.persistence = options.persistence ?? usualPersistence;
    }

    /** Rules that an earlier order of this rollout had and this one has not are no longer restored. */
    async arm(order: DeadManOrder): Promise<void> {
        const { rollout } = order;
        const wanted = new Map(order.rules.map(rule => [scheduleName(rollout, rule), this.scheduleOf(order, rule)]));
        const existing = new Set(await this.names(rollout));
        this.made.set(rollout, new Set([...existing, ...wanted.keys()]));
        await Promise.all([...wanted].map(([name, schedule]) => this.put(rollout, schedule, existing.has(name))));
        await this.remove(rollout, [...existing].filter(name => !wanted.has(name)));
    }

    async disarm(rollout: string): Promise<void> {
        await this.remove(rollout, await this.names(rollout));
    }

    /** The earliest time of the rollout's schedules. */
    async armed(rollout: string): Promise<number | undefined> {
        const names = await this.names(rollout);
        const times = await Promise.all(names.map(name => this.timeOf(rollout, name)));
        const known = times.filter(time => time !== undefined);
        return known.length === 0 ? undefined : Math.min(...known);
    }

    /** Closes its connections. */
    async close(): Promise<void> {
        const connection = await this.connected?.catch(() => undefined);
        connection?.client.destroy();
        this.connected = undefined;
    }

    private scheduleOf(order: DeadManOrder, rule: SplitRule): CreateScheduleCommandInput {
        return {
            Name: scheduleName(order.rollout, rule),
            GroupName: scheduleGroup,
            Description: descriptionOf(order),
            ScheduleExpression: atExpression(order.at),
            ScheduleExpressionTimezone: "UTC",
            FlexibleTimeWindow: { Mode: "OFF" },
            ActionAfterCompletion: "DELETE",
            Target: { ...universalTarget(rule, order.traffic), RoleArn: this.options.roleArn, RetryPolicy: retryPolicy },
            ClientToken: randomUUID(),
        };
    }

    /**
     * Whatever the list said, one of the two fits: somebody may have been faster, or the schedule may just have acted and gone.
     */
    private async put(rollout: string, schedule: CreateScheduleCommandInput, exists: boolean): Promise<void> {
        const done = exists ? await this.update(rollout, schedule) : await this.create(rollout, schedule);
        if (!done && !(exists ? await this.create(rollout, schedule) : await this.update(rollout, schedule))) {
            const problem = `schedule ${schedule.Name} is being changed by another process`;
            throw new DeadManError(rollout, "ConflictException", problem, true);
        }
    }

    private create(rollout: string, schedule: CreateScheduleCommandInput): Promise<boolean> {
        return this.call(rollout, ({ sdk, client }, abortSignal) => client.send(
            new sdk.CreateScheduleCommand(schedule), { abortSignal },
        ).then(() => true), "ConflictException", false);
    }

    private update(rollout: string, schedule: CreateScheduleCommandInput): Promise<boolean> {
        return this.call(rollout, ({ sdk, client }, abortSignal) => client.send(
            new sdk.UpdateScheduleCommand(schedule), { abortSignal },
        ).then(() => true), "ResourceNotFoundException", false);
    }

    private async remove(rollout: string, names: readonly string[]): Promise<void> {
        await Promise.all(names.map(name => this.call(rollout, ({ sdk, client }, abortSignal) => client.send(
            new sdk.DeleteScheduleCommand({ Name: name, GroupName: scheduleGroup, ClientToken: randomUUID() }), { abortSignal },
        ).then(() => undefined), "ResourceNotFoundException", undefined)));
        names.forEach(name => this.made.get(rollout)?.delete(name));
    }

    private async names(rollout: string): Promise<readonly string[]> {
        const names = new Set(this.made.get(rollout));
        for (let token: string | undefined, more = true; more;) {
            const page = await this.call(rollout, ({ sdk, client }, abortSignal) => client.send(
                new sdk.ListSchedulesCommand({ GroupName: scheduleGroup, NamePrefix: namePrefix(rollout), NextToken: token }),
                { abortSignal },
            ));
            (page.Schedules ?? []).forEach(({ Name = "" }) => names.add(Name));
            token = page.NextToken;
            more = token !== undefined && token !== "";
        }
        return [...names];
    }

    private async timeOf(rollout: string, name: string): Promise<number | undefined> {
        const schedule = await this.call(rollout, ({ sdk, client }, abortSignal) => client.send(
            new sdk.GetScheduleCommand({ Name: name, GroupName: scheduleGroup }), { abortSignal },
        ), "ResourceNotFoundException", undefined);
        return schedule === undefined ? undefined : timeOfExpression(schedule.ScheduleExpression ?? "");
    }

    private call<T>(rollout: string, send: (connection: Connection, signal: AbortSignal) => Promise<T>): Promise<T>;
    /** `otherwise` where AWS says that code. */
    private call<T, U>(
        rollout: string, send: (connection: Connection, signal: AbortSignal) => Promise<T>, expected: string, otherwise: U,
    ): Promise<T | U>;
    private async call<T, U>(
        rollout: string, send: (connection: Connection, signal: AbortSignal) => Promise<T>, expected?: string, otherwise?: U,
    ): Promise<T | U | undefined> {
        const connection = await this.connect();
        const make = (signal: AbortSignal): Promise<T> => send(connection, signal);
        return persist({ make, transient: isTransient, losers: "abort" }, this.persistence, this.clock).catch((error: unknown) => {
            if (expected !== undefined && codeOf(error) === expected) {
                return otherwise;
            }
            throw new DeadManError(rollout, codeOf(error), callMessageOf(error), isTransient(error));
        });
    }

    private connect(): Promise<Connection> {
        // Loaded only here: most commands never set a dead-man.
        return this.connected ??= import("@aws-sdk/client-scheduler")
            .then(sdk => ({ sdk, client: new sdk.SchedulerClient(clientSettings(this.options)) }));
    }
}

/** Which schedules are a rollout's: the hash keeps rollouts apart whose identifiers begin alike. */
export function namePrefix(rollout: string): string {
    return `colorway-${rollout.replaceAll(/[^0-9a-zA-Z-_]/g, "-").slice(0, slugLength)}-${shortHash(rollout)}.`;
}

/** Name of the schedule of a rule. */
export function scheduleName(rollout: string, rule: SplitRule): string {
    return `${namePrefix(rollout)}${shortHash(rule.arn)}`;
}

/** At most 512 letters (API reference, CreateSchedule, `Description`). */
function descriptionOf({ rollout, traffic }: DeadManOrder): string {
    return `Restores blue ${traffic.blue}, green ${traffic.green} unless rollout ${rollout} renews it`.slice(0, 512);
}

/** In UTC, with seconds; a part of a second counts as a whole one, so that it never acts too early. */
export function atExpression(time: number): string {
    return `at(${new Date(Math.ceil(time / 1_000) * 1_000).toISOString().slice(0, 19)})`;
}

/**
 * The call of the load balancer's API: service and action as in the SDKs, members as in the API reference (user guide, "Using
 * universal targets").
 */
export function universalTarget(rule: SplitRule, traffic: Traffic): { readonly Arn: string; readonly Input: string } {
    const [, partition = "aws"] = rule.arn.split(":");
    const actions = [forwardTo(rule.targetGroups, traffic)];
    const call = (action: string, input: object): { readonly Arn: string; readonly Input: string } =>
        ({ Arn: `arn:${partition}:scheduler:::aws-sdk:elasticloadbalancingv2:${action}`, Input: JSON.stringify(input) });
    return rule.kind === "listener"
        ? call("modifyListener", { ListenerArn: rule.arn, DefaultActions: actions })
        : call("modifyRule", { RuleArn: rule.arn, Actions: actions });
}

function timeOfExpression(expression: string): number | undefined {
    const [, time] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
    return time === undefined ? undefined : Date.parse(`${time}Z`);
}

function shortHash(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
