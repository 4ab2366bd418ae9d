/** What `preview` and `up` print with `--json`, and what is read of it. */
import { assertGolden } from "./golden";

export interface Change {
    readonly operation: string;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly paths: readonly string[];
}

export interface Operation {
    readonly counts: { readonly [operation: string]: number };
    readonly changes: readonly Change[];
    readonly policyPacks: { readonly [name: string]: string };
}

/** `update aws:lb/listener:Listener dev-https`, sorted. */
export function changed(operation: Operation): readonly string[] {
    return operation.changes.map(({ operation: what, type, name }) => `${what} ${type} ${name}`).sort();
}

/** Which resources there are, and under which URN: a changed URN replaces what it stood for. */
export function assertIdentities(stack: string, made: Operation): void {
    const urns = made.changes.map(({ urn }) => urn.replace(/^urn:pulumi:[^:]+::colorway::/, "")).sort();
    assertGolden(`${stack}.urns.txt`, `${urns.join("\n")}\n`);
}

export function numbersOf({ changes }: Operation): { readonly [what: string]: number } {
    const count = (type: string): number => changes.filter((change) => change.type === type).length;
    return {
        natGateways: count("aws:ec2/natGateway:NatGateway"),
        subnets: count("aws:ec2/subnet:Subnet"),
        deployments: count("kubernetes:apps/v1:Deployment"),
        targetGroups: count("aws:lb/targetGroup:TargetGroup"),
    };
}
