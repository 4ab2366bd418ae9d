/** What a stack's outputs say about its traffic. */
import { Color, colors, PerColor } from "../../config/types";
import type { DeployedStack } from "../ports/engine";

/** Outputs as the Automation API gives them. */
export interface OutputValues {
    readonly [name: string]: { readonly value: unknown };
}

export class OlderProgram extends Error {
    constructor(missing: string) {
        super(`the stack was made by an older program: it has no output ${missing}; \`colorway up\` first`);
        this.name = "OlderProgram";
    }
}

interface Outputs {
    readonly url: string;
    readonly clusterName: string;
    readonly listeners: { readonly https: string; readonly test: string };
    readonly targetGroups: PerColor<{ readonly [service: string]: { readonly arn: string } }>;
    readonly kubeconfig: string;
    readonly slots: PerColor<{ readonly namespace: string }>;
    readonly deadManRoleArn: string;
    readonly loadBalancer: { readonly dnsName: string };
}

/** Undefined where nothing was ever made. @throws OlderProgram */
export function deployedOf(outputs: OutputValues): DeployedStack | undefined {
    if (outputs["url"] === undefined) return undefined;
    const read = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])) as Partial<Outputs>;
    const { url, clusterName, kubeconfig, listeners, targetGroups, slots, deadManRoleArn, loadBalancer } = read;
    if (url === undefined || clusterName === undefined || listeners === undefined || targetGroups === undefined || slots === undefined) return undefined;
    if (kubeconfig === undefined) throw new OlderProgram("kubeconfig");
    if (deadManRoleArn === undefined) throw new OlderProgram("deadManRoleArn");
    if (loadBalancer === undefined) throw new OlderProgram("loadBalancer");
    const arns = (color: Color): { readonly [service: string]: string } =>
        Object.fromEntries(Object.entries(targetGroups[color]).map(([service, { arn }]) => [service, arn]));
    const [blue, green] = colors;
    return {
        url, clusterName, kubeconfig, listeners, deadManRoleArn,
        targetGroups: { blue: arns(blue), green: arns(green) },
        namespaces: { blue: slots.blue.namespace, green: slots.green.namespace },
        dnsName: loadBalancer.dnsName,
    };
}
