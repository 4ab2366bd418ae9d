/** Where a command acts. The two never meet: states, secrets and configuration of the simulated cloud live in `.colorway/`. */
export interface SimulatedTarget {
    readonly kind: "simulated";
    /** Port on loopback by package name. */
    readonly providers: { readonly [name: string]: number };
    /** AWS's HTTP API. @default - there is none: a passphrase encrypts the secrets of new stacks */
    readonly aws?: string | undefined;
}

export interface AwsTarget {
    readonly kind: "aws";
    readonly account: string;
    readonly region: string;
}

export type Target = SimulatedTarget | AwsTarget;

/** The first line of every command. */
export function targetText(target: Target): string {
    return target.kind === "simulated" ? "simulated cloud" : `AWS account ${target.account}, ${target.region}`;
}
