/** Gathers what a diagnosis looks at, in the cloud that the command acts in. */
import type { Stack } from "@pulumi/pulumi/automation";
import { ElbV2LoadBalancer } from "../release/adapters/elbv2-load-balancer";
import { clusterObjects } from "../release/adapters/kubeconfig-replicas";
import { simulatedObjects } from "../release/adapters/simulated-cluster";
import { SystemClock } from "../release/adapters/system-clock";
import { gather } from "../release/diagnosis/gather";
import { EngineSeen, Snapshot } from "../release/diagnosis/snapshot";
import { deployedOf } from "../release/engine/deployed";
import { locksIn, lockText, stateOf } from "../release/engine/locks";
import { Deployment } from "../release/engine/pending";
import { labelOf } from "../release/engine/problems";
import { projectName } from "../release/engine/project";
import { stateFolder } from "../release/engine/recover";
import { runOnStack } from "../release/engine/stack-cli";
import { thisProcess } from "../release/journal/lease";
import { readAddresses } from "../simulator/daemon/addresses";
import { stackState } from "./commands/status";
import { rolloutStores } from "./rollout-ports";
import { Session, settingsOf } from "./session";
import { stackOf } from "./update";

/** @param rollout its identifier; default: the newest */
export async function snapshotOf(session: Session, stack: string, rollout?: string): Promise<Snapshot> {
    const settings = settingsOf(session.project, stack);
    const clock = new SystemClock();
    const opened = await stackOf(session, stack, async () => undefined);
    const addresses = session.target.kind === "simulated" ? readAddresses(session.daemon.dir) : undefined;
    const endpoint = addresses === undefined ? {} : { endpoint: addresses.aws };
    const loadBalancer = new ElbV2LoadBalancer({ region: settings.region, clock, ...endpoint });
    const { journals, lease } = rolloutStores(session, stack);
    try {
        return await gather(stack, {
            clock, journals, lease, settings, loadBalancer,
            hasEnded: thisProcess().hasEnded,
            deployed: async () => deployedOf(await opened.outputs()),
            cluster: ({ clusterName, kubeconfig }, namespace) =>
                (addresses === undefined
                    ? clusterObjects(kubeconfig, namespace)
                    : simulatedObjects(addresses.control, clusterName, namespace)),
            engine: () => engineSeen(opened),
            differences: async () => (await stackState(session, stack)).differences,
        }, rollout);
    } finally {
        await loadBalancer.close();
    }
}

async function engineSeen(stack: Stack): Promise<EngineSeen> {
    const folder = stateFolder(stack);
    const [locks, exported, [last]] = await Promise.all([
        // Of locks in a bucket only the refusal of an update tells: it is in the rollout's cause then.
        folder === undefined ? [] : locksIn(folder, projectName, stack.name),
        runOnStack(stack, ["stack", "export"]),
        stack.history(1, 1),
    ]);
    const { pending_operations: pending = [] } = (JSON.parse(exported) as { readonly deployment: Deployment }).deployment;
    return {
        locks: locks.map((lock) => ({ text: lockText(lock), state: stateOf(lock) })),
        pending: pending.map(({ type, resource }) => `${type} ${labelOf(resource.urn)}`),
        lastFailed: last !== undefined && last.result === "failed",
    };
}
