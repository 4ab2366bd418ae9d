/**
 * The brake and the shift by the load balancer's own API (Elastic Load Balancing API reference, version 2015-12-01).
 *
 * A write that is not answered soon is sent again beside the first one: it does the same however often it is done. What was sent
 * and never answered may still be carried out late, so a newer write of the same rule is repeated once the older ones have ended.
 */

import type { Action, ElasticLoadBalancingV2Client, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { PerColor, Traffic } from "../../config/types";
import type { Clock } from "../ports/clock";
import { type LiveRule, type LoadBalancer, LoadBalancerError, type SplitRule, type TargetState } from "../ports/load-balancer";
import { type AwsPlace, clientSettings, callMessageOf, codeOf, isTransient } from "./aws-client";
import { persist, type Persistence } from "./persistent-call";
import { forwardTo, liveRule } from "./split-rules";
import { SystemClock } from "./system-clock";

/** So that a rollback stays within 2 seconds when one call goes astray. */
const usualPersistence: Persistence = { attempts: 8, deadline: 3_000, patience: 700, firstPause: 100, longestPause: 2_000 };

/** Most rules of one answer (DescribeRules, `PageSize`: 1–400). */
const pageSize = 400;

export interface ElbV2Options extends AwsPlace {
    readonly clock?: Clock;
    /**
     * @default - up to 8 attempts of up to 3 s, another one after 0.7 s without an answer, pauses of 0.1 s to 2 s after a
     * throttle
     */
    readonly persistence?: Persistence;
}

type Sdk = typeof import("@aws-sdk/client-elastic-load-balancing-v2");

interface Connection {
    readonly sdk: Sdk;
    readonly client: ElasticLoadBalancingV2Client;
}

/** The writes of one rule. */
interface Writes {
    /** Number of the newest one. */
    newest: number;
    /** Calls that have not ended, of whichever write. */
    readonly calls: Set<Promise<unknown>>;
}

export class ElbV2LoadBalancer implements LoadBalancer {
    private connected: Promise<Connection> | undefined;
    private readonly clock: Clock;
    private readonly persistence: Persistence;
    private readonly writes = new Map<string, Writes>();

    constructor(private readonly options: ElbV2Options) {
        this.clock = options.clock ?? new SystemClock();
        this.persistence = options.persistence ?? usualPersistence;
    }

    async rules(listenerArn: string, targetGroups: readonly PerColor<string>[]): Promise<readonly LiveRule[]> {
        const [actions, rules] = await Promise.all([this.defaultActions(listenerArn), this.rulesOf(listenerArn)]);
        return [
            liveRule(listenerArn, "listener", actions, targetGroups),
            ...rules.map(rule => liveRule(rule.RuleArn ?? "", "rule", rule.Actions ?? [], targetGroups)),
        ].filter(rule => rule !== undefined);
    }

    /**
     * Nothing else of the listener or the rule changes: "Any properties that you do not specify remain unchanged"
     * (ModifyListener, ModifyRule). The action is replaced whole, as the program writes it.
     *
     * @throws RangeError for weights that are not whole numbers from 0 to 100 with the sum 100
     * @throws LoadBalancerError with code `Superseded` where another write of this rule began meanwhile: that one counts
     */
    async write(rule: SplitRule, traffic: Traffic): Promise<void> {
        const actions = [forwardTo(rule.targetGroups, traffic)];
        const writes = this.writesOf(rule.arn);
        const number = writes.newest += 1;
        const older = [...writes.calls];
        await this.writeOnce(rule, actions, number, writes);
        if (older.some(call => writes.calls.has(call))) {
            await Promise.allSettled(older);
            if (writes.newest === number) {
                await this.writeOnce(rule, actions, number, writes);
            }
        }
    }

    async targets(targetGroupArn: string): Promise<readonly TargetState[]> {
        const answer = await this.read(({ sdk, client }, abortSignal) => client.send(
            new sdk.DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }), { abortSignal },
        ), "TargetGroupNotFound");
        return (answer?.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
            id: Target?.Id ?? "",
            port: Target?.Port ?? 0,
            ...(Target?.AvailabilityZone === undefined ? {} : { zone: Target.AvailabilityZone }),
            state: TargetHealth?.State ?? "unavailable",
            ...(TargetHealth?.Reason === undefined ? {} : { reason: TargetHealth.Reason }),
            ...(TargetHealth?.Description === undefined ? {} : { description: TargetHealth.Description }),
        }));
    }

    /** Closes its connections. */
    async close(): Promise<void> {
        const connection = await this.connected?.catch(() => undefined);
        connection?.client.destroy();
        this.connected = undefined;
    }

    private async defaultActions(listenerArn: string): Promise<readonly Action[]> {
        const answer = await this.read(({ sdk, client }, abortSignal) =>
            client.send(new sdk.DescribeListenersCommand({ ListenerArns: [listenerArn] }), { abortSignal }), "ListenerNotFound");
        return answer?.Listeners?.[0]?.DefaultActions ?? [];
    }

    /** Without the default rule: that is the listener's default action. */
    private async rulesOf(listenerArn: string): Promise<readonly Rule[]> {
        const found: Rule[] = [];
        for (let marker: string | undefined, more = true; more;) {
            const page = await this.read(({ sdk, client }, abortSignal) => client.send(
                new sdk.DescribeRulesCommand({ ListenerArn: listenerArn, PageSize: pageSize, Marker: marker }), { abortSignal },
            ), "ListenerNotFound");
            found.push(...(page?.Rules ?? []).filter(rule => rule.IsDefault !== true));
            marker = page?.NextMarker;
            more = marker !== undefined && marker !== "";
        }
        return found;
    }

    /** Undefined where AWS says that code. */
    private async read<T>(call: (connection: Connection, signal: AbortSignal) => Promise<T>, none: string): Promise<T | undefined> {
        const connection = await this.connect();
        try {
            const make = (signal: AbortSignal): Promise<T> => call(connection, signal);
            return await persist({ make, transient: isTransient, losers: "abort" }, this.persistence, this.clock);
        } catch (error) {
            if (codeOf(error) === none || codeOf(error) === `${none}Exception`) {
                return undefined;
            }
            throw failure(error);
        }
    }

    private async writeOnce(rule: SplitRule, actions: Action[], number: number, writes: Writes): Promise<void> {
        const { sdk, client } = await this.connect();
        const send = (abortSignal: AbortSignal): Promise<unknown> => rule.kind === "listener"
            ? client.send(new sdk.ModifyListenerCommand({ ListenerArn: rule.arn, DefaultActions: actions }), { abortSignal })
            : client.send(new sdk.ModifyRuleCommand({ RuleArn: rule.arn, Actions: actions }), { abortSignal });
        const make = (signal: AbortSignal): Promise<unknown> => {
            const call = send(signal);
            writes.calls.add(call);
            const end = (): boolean => writes.calls.delete(call);
            call.then(end, end);
            return call;
        };
        const check = (): void => {
            if (writes.newest !== number) {
                throw new LoadBalancerError("Superseded", `a newer write of ${rule.arn} began`, false);
            }
        };
        await persist({ make, check, transient: isTransient, losers: "keep" }, this.persistence, this.clock)
            .catch((error: unknown) => { throw failure(error); });
    }

    private writesOf(arn: string): Writes {
        const known = this.writes.get(arn) ?? { newest: 0, calls: new Set() };
        this.writes.set(arn, known);
        return known;
    }

    private connect(): Promise<Connection> {
        // Loaded only here: most commands never ask the load balancer.
        return this.connected ??= import("@aws-sdk/client-elastic-load-balancing-v2")
            .then(sdk => ({ sdk, client: new sdk.ElasticLoadBalancingV2Client(clientSettings(this.options)) }));
    }
}

function failure(error: unknown): LoadBalancerError {
    return error instanceof LoadBalancerError ? error : new LoadBalancerError(codeOf(error), callMessageOf(error), isTransient(error));
}
