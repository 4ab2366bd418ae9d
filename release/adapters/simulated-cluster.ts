/** What tells why a pod does not run, from the simulated cloud. */
import type { ApiObject, ApiObjects } from "../diagnosis/cluster-view";

type Kinds = { readonly [kind in keyof ApiObjects]: { readonly [cluster: string]: readonly ApiObject[] } };

/** @param control address of the control interface, `http://127.0.0.1:PORT` */
export async function simulatedObjects(control: string, cluster: string, namespace: string): Promise<ApiObjects> {
    const response = await fetch(`${control}/kubernetes`);
    if (!response.ok) throw new Error(`the simulated cloud answered ${response.status} to /kubernetes`);
    const kinds = (await response.json()) as Kinds;
    const own = (kind: keyof ApiObjects): readonly ApiObject[] =>
        (kinds[kind][cluster] ?? []).filter(({ metadata }) => (metadata as { readonly namespace?: string } | undefined)?.namespace === namespace);
    return { pods: own("pods"), events: own("events"), quotas: own("quotas") };
}
