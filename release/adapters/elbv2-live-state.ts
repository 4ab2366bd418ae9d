import {
    DescribeListenersCommand,
    DescribeTargetHealthCommand,
    ElasticLoadBalancingV2Client,
    ListenerNotFoundException,
    TargetGroupNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { LiveState, Share } from "../ports/live-state";

/**
 * The load balancer's own view. Pods are not read: that needs a way into the cluster's private endpoint, which a machine that
 * may call the load balancer's API need not have; a pod that counts is a healthy target.
 */
export class ElbV2LiveState implements LiveState {
    private readonly client: ElasticLoadBalancingV2Client;

    constructor(region: string) {
        this.client = new ElasticLoadBalancingV2Client({ region });
    }

    async weights(listenerArn: string): Promise<{ readonly [targetGroupArn: string]: number }> {
        const command = new DescribeListenersCommand({ ListenerArns: [listenerArn] });
        const answer = this.client.send(command).then(({ Listeners = [] }) => Listeners);
        const [listener] = await answer.catch(noneWhere(ListenerNotFoundException));
        const groups = listener?.DefaultActions?.find((action) => action.Type === "forward")?.ForwardConfig?.TargetGroups ?? [];
        return Object.fromEntries(groups.map(({ TargetGroupArn = "", Weight = 0 }) => [TargetGroupArn, Weight]));
    }

    async targets(targetGroupArn: string): Promise<Share> {
        const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
        const answer = this.client.send(command).then(({ TargetHealthDescriptions = [] }) => TargetHealthDescriptions);
        const descriptions = await answer.catch(noneWhere(TargetGroupNotFoundException));
        const healthy = descriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
        return { part: healthy.length, all: descriptions.length };
    }

    async pods(): Promise<undefined> {
        return undefined;
    }
}

/** What was removed behind the engine's back has no weight and no targets; a drift, not a failure to look. */
function noneWhere(kind: new (...args: never[]) => Error): (error: unknown) => never[] {
    return (error) => {
        if (error instanceof kind) return [];
        throw error;
    };
}
