/** What `colorway sim status --json` prints; other tools may rely on it. */
export interface SimulatorStatus {
    readonly pid: number;
    /** ISO 8601. */
    readonly started: string;
    readonly control: string;
    /** Port on loopback of each provider by package: the engine attaches with `PULUMI_DEBUG_PROVIDERS=aws:PORT,…`. */
    readonly providers: { readonly [name: string]: number };
    /** AWS's HTTP API: the `endpoint` of SDKs. */
    readonly aws: string;
    /** Prometheus metrics of load balancers and services. */
    readonly metrics: string;
    readonly listeners: readonly ListenerStatus[];
    readonly targetGroups: readonly TargetGroupStatus[];
    readonly pods: readonly PodStatus[];
    /** Number of objects by type. */
    readonly objects: { readonly [type: string]: number };
}

export interface ListenerStatus {
    readonly arn: string;
    readonly loadBalancer: string;
    readonly dnsName: string;
    readonly port: number;
    readonly protocol: string;
    /** Where it answers on this machine, as `http://127.0.0.1:41231`. */
    readonly address: string;
    /** Weight of each target group, by ARN, in the default action. */
    readonly weights: { readonly [targetGroupArn: string]: number };
}

export interface TargetGroupStatus {
    readonly arn: string;
    readonly name: string;
    readonly targets: readonly { readonly id: string; readonly port: number; readonly state: string; readonly reason?: string }[];
}

export interface PodStatus {
    readonly cluster: string;
    readonly namespace: string;
    readonly name: string;
    readonly phase: string;
    readonly ready: boolean;
    /** Why it is not ready, as `ImagePullBackOff`. */
    readonly reason?: string;
    readonly image: string;
    /** Whether it is on its way out. */
    readonly ending: boolean;
    readonly restarts: number;
}
