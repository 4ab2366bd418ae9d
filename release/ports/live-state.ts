/** What the cloud does at this moment, read from the cloud itself rather than from the engine's state. */
export interface LiveState {
    /** Weight of each target group, by ARN, in the default action of a listener. */
    weights(listenerArn: string): Promise<{ readonly [targetGroupArn: string]: number }>;
    targets(targetGroupArn: string): Promise<Share>;
    /** Pods of a namespace; undefined where they cannot be seen from here. */
    pods(clusterName: string, namespace: string): Promise<Pods | undefined>;
}

/** The ready ones of all pods. */
export interface Pods extends Share {
    /** Image of each pod that is there to stay. */
    readonly images: readonly string[];
}

/** `part` of `all` are healthy, ready, … */
export interface Share {
    readonly part: number;
    readonly all: number;
}
