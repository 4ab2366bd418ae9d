import { LiveState, Share } from "../ports/live-state";

/** What the simulated cloud's control interface tells under `/status`. */
interface Status {
    readonly listeners: readonly { readonly arn: string; readonly weights: { readonly [arn: string]: number } }[];
    readonly targetGroups: readonly { readonly arn: string; readonly targets: readonly { readonly state: string }[] }[];
    readonly pods: readonly { readonly cluster: string; readonly namespace: string; readonly ready: boolean }[];
}

/** Reads the simulated cloud once; every question is answered from that moment. */
export class SimulatedLiveState implements LiveState {
    private readonly status: Promise<Status>;

    /** @param control address of the control interface, `http://127.0.0.1:PORT` */
    constructor(control: string) {
        this.status = fetch(`${control}/status`).then((response) => response.json() as Promise<Status>);
    }

    async weights(listenerArn: string): Promise<{ readonly [targetGroupArn: string]: number }> {
        return (await this.status).listeners.find(({ arn }) => arn === listenerArn)?.weights ?? {};
    }

    async targets(targetGroupArn: string): Promise<Share> {
        const targets = (await this.status).targetGroups.find(({ arn }) => arn === targetGroupArn)?.targets ?? [];
        return { part: targets.filter(({ state }) => state === "healthy").length, all: targets.length };
    }

    async pods(clusterName: string, namespace: string): Promise<Share> {
        const pods = (await this.status).pods.filter((pod) => pod.cluster === clusterName && pod.namespace === namespace);
        return { part: pods.filter(({ ready }) => ready).length, all: pods.length };
    }
}
