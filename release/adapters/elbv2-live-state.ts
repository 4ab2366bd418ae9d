import {
    DescribeListenersCommand,
    DescribeTargetHealthCommand,
    ElasticLoadBalancingV2Client,
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
        const { Listeners = [] } = await this.client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
        const groups = Listeners[0]?.DefaultActions?.find((action) => action.Type === "forward")?.ForwardConfig?.TargetGroups ?? [];
        return Object.fromEntries(groups.map(({ TargetGroupArn = "", Weight = 0 }) => [TargetGroupArn, Weight]));
    }

    async targets(targetGroupArn: string): Promise<Share> {
        const answer = await this.client.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
        const descriptions = answer.TargetHealthDescriptions ?? [];
        const healthy = descriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
        return { part: healthy.length, all: descriptions.length };
    }

    async pods(): Promise<undefined> {
        return undefined;
    }
}
