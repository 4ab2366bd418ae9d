import type { PerColor } from "../../config/types";

/** What a stack's outputs say about its traffic. */
export interface DeployedStack {
    readonly url: string;
    readonly clusterName: string;
    readonly listeners: { readonly https: string; readonly test: string };
    /** ARN of each public service's target group. */
    readonly targetGroups: PerColor<{ readonly [service: string]: string }>;
    readonly namespaces: PerColor<string>;
    /** How the cluster's API is reached; holds no secret. */
    readonly kubeconfig: string;
    /** Name of the load balancer in DNS. */
    readonly dnsName: string;
    /** Role with which the scheduler restores weights. */
    readonly deadManRoleArn: string;
}

/** Values of a stack file by path, as `colorway:slots.green.release`; `undefined` removes the key. */
export interface StackValues {
    readonly [path: string]: unknown;
}

/** The stack's configuration and the engine that follows it. */
export interface Engine {
    /** Puts values into the stack file; whole and durable when it returns. Doing it twice changes nothing. */
    edit(values: StackValues): void;
    /** What the stack file has at these paths, plain; `undefined` where it has nothing. */
    read(paths: readonly string[]): StackValues;
    /** Brings the cloud to what the stack file says. @throws EngineFailure */
    up(signal: AbortSignal): Promise<void>;
    /** The outputs of the last update; undefined where there was none. Asked often: an engine keeps them between updates. */
    deployed(): Promise<DeployedStack | undefined>;
}

/** An update that failed: every problem, with the resource that it is about. */
export class EngineFailure extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "EngineFailure";
    }
}
