/** What a rollout works with in the cloud that the command acts in. */
import { join } from "node:path";
import { Settings } from "../config/types";
import { awsWorld } from "../release/adapters/aws-world";
import { FolderJournalStore } from "../release/adapters/folder-journal";
import { FolderLeaseStore } from "../release/adapters/folder-lease";
import { PrometheusMetrics } from "../release/adapters/prometheus-metrics";
import { RolloutStores, s3RolloutStores } from "../release/adapters/s3-rollouts";
import { SimulatedMetrics } from "../release/adapters/simulated-metrics";
import { SystemClock } from "../release/adapters/system-clock";
import { deployedOf, OlderProgram } from "../release/engine/deployed";
import { KnownStack } from "../release/engine/known-stack";
import { StackFile } from "../release/engine/stack-file";
import { DeployedStack, Engine } from "../release/ports/engine";
import { JournalStore } from "../release/ports/journal";
import { Metrics } from "../release/ports/metrics";
import { Replicas } from "../release/rollout/effects";
import { RolloutWorld } from "../release/rollout/rollouts";
import { readAddresses } from "../simulator/daemon/addresses";
import { CommandFailure, exitCodes } from "./failure";
import { recordsPlace } from "./release-records";
import { Session } from "./session";
import { runOperation, stackOf } from "./update";

/** Address of the Prometheus that a release in a real account is judged by. */
export const prometheusVariable = "COLORWAY_PROMETHEUS";

interface OpenedWorld {
    readonly world: RolloutWorld;
    readonly close: () => Promise<void>;
}

/** The ports, and an end of what they keep open. */
export async function openWorld(session: Session, stack: string, settings: Settings, engine: Engine): Promise<OpenedWorld> {
    const deployed = await deployedNow(engine);
    if (deployed === undefined) {
        throw new CommandFailure(`${stack}: nothing is deployed, so there is no live color to go on from; \`colorway up --stack ${stack}\` first`, exitCodes.refused);
    }
    if (session.target.kind === "simulated") return simulatedWorld(session, engine, deployed, settings);
    const clock = new SystemClock();
    return awsWorld({ projectDir: session.project.dir, clock, engine, deployed, settings, metrics: prometheusMetrics(clock) });
}

async function deployedNow(engine: Engine): Promise<DeployedStack | undefined> {
    try {
        return await engine.deployed();
    } catch (error) {
        if (error instanceof OlderProgram) throw new CommandFailure(error.message, exitCodes.refused);
        throw error;
    }
}

async function simulatedWorld(session: Session, engine: Engine, deployed: DeployedStack, settings: Settings): Promise<OpenedWorld> {
    const clock = new SystemClock();
    const addresses = readAddresses(session.daemon.dir);
    const status = await session.daemon.status();
    if (addresses === undefined || status === undefined) throw new Error("the simulated cloud does not run");
    const address = (arn: string): string => status.listeners.find((each) => each.arn === arn)?.address ?? "";
    const listeners = { https: address(deployed.listeners.https), test: address(deployed.listeners.test) };
    const metrics = new SimulatedMetrics({ address: `${addresses.control}/metrics`, clock, cluster: deployed.clusterName });
    metrics.start();
    const replicas = simulatedReplicas(session, settings, deployed.clusterName);
    const { world, close } = awsWorld({ projectDir: session.project.dir, clock, engine, deployed, settings, metrics, replicas, endpoint: addresses.aws, listeners });
    return { world, close: () => (metrics.stop(), close()) };
}

function simulatedReplicas(session: Session, settings: Settings, cluster: string): Replicas {
    return async (namespace) => {
        const pods = (await session.daemon.status())?.pods ?? [];
        const own = pods.filter((pod) => pod.cluster === cluster && pod.namespace === namespace && pod.ready);
        // A pod is named `SERVICE-HASH-LETTERS`.
        const serviceOf = (name: string): string => name.split("-").slice(0, -2).join("-");
        return Object.fromEntries(settings.services.map(({ name }) => [name, own.filter((pod) => serviceOf(pod.name) === name).length]));
    };
}

function prometheusMetrics(clock: SystemClock): Metrics {
    const address = process.env[prometheusVariable];
    if (address !== undefined && address !== "") return new PrometheusMetrics({ address, clock });
    throw new CommandFailure(`${prometheusVariable} is not set: a release is judged by the figures of a Prometheus; set its address, as https://prometheus.example`, exitCodes.usage);
}

/** Where journals, requests and the lease of a stack are kept. */
export function rolloutStores(session: Pick<Session, "target" | "project">, stack: string): RolloutStores {
    if (session.target.kind === "simulated") {
        const folder = join(session.project.simulated, "rollouts", stack);
        const store = (name: string): JournalStore => new FolderJournalStore(join(folder, name));
        return { journals: store("journals"), requests: store("requests"), lease: new FolderLeaseStore(join(folder, "lease")) };
    }
    const place = recordsPlace();
    if (place === undefined) {
        throw new CommandFailure("COLORWAY_RECORDS is not set: journal and lease of a real account are kept in a bucket; set it to s3://BUCKET/PREFIX?region=REGION", exitCodes.usage);
    }
    return s3RolloutStores(place, stack);
}

/** The stack's configuration, and the engine with the commands' own progress. @param breakLock see `runOperation`; of the first update */
export function engineOf(session: Session, stack: string, breakLock = false): Engine {
    const file = new StackFile(session.project.dir, stack);
    const known = new KnownStack(async () => {
        const opened = await stackOf(session, stack, async () => undefined);
        return deployedOf(await opened.outputs());
    });
    let updated = false;
    return {
        edit: (values) => file.edit(values),
        read: (paths) => file.read(paths),
        up: async (signal) => {
            const word = breakLock && !updated;
            updated = true;
            const { outputs } = await runOperation(session, stack, "up", { breakLock: word, signal });
            known.learn(deployedOf(outputs));
        },
        deployed: () => known.get(),
    };
}
