import { LiveState, Pods, Share } from "../ports/live-state";

/** What the simulated cloud's control interface tells under `/status`. */
interface Status {
    readonly listeners: readonly { readonly arn: string; readonly weights: { readonly [arn: string]: number } }[];
    readonly targetGroups: readonly { readonly arn: string; readonly targets: readonly { readonly state: string }[] }[];
    readonly pods: readonly PodStatus[];
}

interface PodStatus {
    readonly cluster: string;
    readonly namespace: string;
    readonly ready: boolean;
    readonly ending: boolean;
    readonly image: string;
}

/** Reads the simulated cloud once, at the first question; all are answered from that moment. */
export class SimulatedLiveState implements LiveState {
    private read: Promise<Status> | undefined;

    /** @param control address of the control interface, `http://127.0.0.1:PORT` */
    constructor(private readonly control: string) {}

    private get status(): Promise<Status> {
        return (this.read ??= statusOf(this.control));
    }

    async weights(listenerArn: string): Promise<{ readonly [targetGroupArn: string]: number }> {
        return (await this.status).listeners.find(({ arn }) => arn === listenerArn)?.weights ?? {};
    }

    async targets(targetGroupArn: string): Promise<Share> {
        const targets = (await this.status).targetGroups.find(({ arn }) => arn === targetGroupArn)?.targets ?? [];
        return { part: targets.filter(({ state }) => state === "healthy").length, all: targets.length };
    }

    async pods(clusterName: string, namespace: string): Promise<Pods> {
        const pods = (await this.status).pods.filter((pod) => pod.cluster === clusterName && pod.namespace === namespace);
        const images = pods.filter(({ ending }) => !ending).map(({ image }) => image);
        return { part: pods.filter(({ ready }) => ready).length, all: pods.length, images };
    }
}

async function statusOf(control: string): Promise<Status> {
    const response = await fetch(`${control}/status`);
    if (!response.ok) throw new Error(`the simulated cloud answered ${response.status} to /status`);
    return (await response.json()) as Status;
}
