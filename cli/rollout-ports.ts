/** What a rollout works with in the cloud that the command acts in. */
import { join } from "node:path";
import { Color, colors, PerColor, Settings } from "../config/types";
import { ElbV2LoadBalancer } from "../release/adapters/elbv2-load-balancer";
import { FolderJournalStore } from "../release/adapters/folder-journal";
import { FolderLeaseStore } from "../release/adapters/folder-lease";
import { HttpProbe } from "../release/adapters/http-probe";
import { PrometheusMetrics } from "../release/adapters/prometheus-metrics";
import { S3JournalStore } from "../release/adapters/s3-journal";
import { S3LeaseStore } from "../release/adapters/s3-lease";
import { SchedulerDeadMan } from "../release/adapters/scheduler-dead-man";
import { SimulatedMetrics } from "../release/adapters/simulated-metrics";
import { SystemClock } from "../release/adapters/system-clock";
import { StackFile } from "../release/engine/stack-file";
import { DeployedStack, Engine } from "../release/ports/engine";
import { JournalStore } from "../release/ports/journal";
import { LeaseStore } from "../release/ports/lease";
import { Metrics } from "../release/ports/metrics";
import { Replicas, RolloutPorts } from "../release/rollout/effects";
import { readAddresses } from "../simulator/daemon/addresses";
import { CommandFailure, exitCodes } from "./failure";
import { recordsPlace } from "./release-records";
import { Session } from "./session";
import { runOperation, stackOf } from "./update";

/** Address of the Prometheus that a release in a real account is judged by. */
export const prometheusVariable = "COLORWAY_PROMETHEUS";

type World = Pick<RolloutPorts, "clock" | "engine" | "loadBalancer" | "probe" | "deadMan" | "metrics" | "replicas">;

/** The ports, and an end of what they keep open. */
export async function openWorld(session: Session, stack: string, settings: Settings): Promise<{ readonly world: World; readonly close: () => void }> {
    const engine = engineOf(session, stack);
    const deployed = await engine.deployed();
    if (deployed === undefined) {
        throw new CommandFailure(`${stack}: nothing is deployed, so there is no live color to go on from; \`colorway up --stack ${stack}\` first`, exitCodes.refused);
    }
    return session.target.kind === "aws" ? awsWorld(engine, deployed, settings) : simulatedWorld(session, engine, deployed, settings);
}

async function simulatedWorld(session: Session, engine: Engine, deployed: DeployedStack, settings: Settings): Promise<{ world: World; close: () => void }> {
    const clock = new SystemClock();
    const addresses = readAddresses(session.daemon.dir);
    const status = await session.daemon.status();
    if (addresses === undefined || status === undefined) throw new Error("the simulated cloud does not run");
    const listener = (arn: string): string => status.listeners.find((each) => each.arn === arn)?.address ?? "";
    const place = { region: settings.region, endpoint: addresses.aws };
    const metrics = new SimulatedMetrics({ address: `${addresses.control}/metrics`, clock, cluster: deployed.clusterName });
    metrics.start();
    const listeners = { https: listener(deployed.listeners.https), test: listener(deployed.listeners.test) };
    const world: World = {
        clock,
        engine,
        loadBalancer: new ElbV2LoadBalancer({ ...place, clock }),
        probe: new HttpProbe({ listeners, domain: settings.edge.domain }),
        deadMan: new SchedulerDeadMan({ ...place, clock, roleArn: deployed.deadManRoleArn }),
        metrics,
        replicas: simulatedReplicas(session, settings),
    };
    return { world, close: () => metrics.stop() };
}

function simulatedReplicas(session: Session, settings: Settings): Replicas {
    return async (cluster, namespace) => {
        const pods = (await session.daemon.status())?.pods ?? [];
        const own = pods.filter((pod) => pod.cluster === cluster && pod.namespace === namespace && pod.ready);
        // A pod is named `SERVICE-HASH-LETTERS`.
        const serviceOf = (name: string): string => name.split("-").slice(0, -2).join("-");
        return Object.fromEntries(settings.services.map(({ name }) => [name, own.filter((pod) => serviceOf(pod.name) === name).length]));
    };
}

function awsWorld(engine: Engine, deployed: DeployedStack & { readonly dnsName?: string }, settings: Settings): { world: World; close: () => void } {
    const clock = new SystemClock();
    const place = { region: settings.region };
    const world: World = {
        clock,
        engine,
        loadBalancer: new ElbV2LoadBalancer({ ...place, clock }),
        probe: new HttpProbe({ dnsName: deployed.dnsName ?? settings.edge.domain, domain: settings.edge.domain }),
        deadMan: new SchedulerDeadMan({ ...place, clock, roleArn: deployed.deadManRoleArn }),
        metrics: prometheusMetrics(clock),
        // Needs a way into the cluster; the slot's own least number of pods counts then.
        replicas: async () => undefined,
    };
    return { world, close: () => undefined };
}

function prometheusMetrics(clock: SystemClock): Metrics {
    const address = process.env[prometheusVariable];
    if (address !== undefined && address !== "") return new PrometheusMetrics({ address, clock });
    throw new CommandFailure(`${prometheusVariable} is not set: a release is judged by the figures of a Prometheus; set its address, as https://prometheus.example`, exitCodes.usage);
}

/** Where journals and the lease of a stack are kept. */
export function rolloutStores(session: Session, stack: string): { readonly journals: JournalStore; readonly lease: LeaseStore } {
    if (session.target.kind === "simulated") {
        const folder = join(session.project.simulated, "rollouts", stack);
        return { journals: new FolderJournalStore(join(folder, "journals")), lease: new FolderLeaseStore(join(folder, "lease")) };
    }
    const place = recordsPlace();
    if (place === undefined) {
        throw new CommandFailure("COLORWAY_RECORDS is not set: journal and lease of a real account are kept in a bucket; set it to s3://BUCKET/PREFIX?region=REGION", exitCodes.usage);
    }
    const of = (name: string): typeof place => ({ ...place, prefix: `${place.prefix}rollouts/${stack}/${name}` });
    return { journals: new S3JournalStore(of("journals")), lease: new S3LeaseStore(of("lease")) };
}

function engineOf(session: Session, stack: string): Engine {
    const file = new StackFile(session.project.dir, stack);
    return {
        edit: (values) => file.edit(values),
        read: (paths) => file.read(paths),
        // Ctrl-C reaches the operation by itself: it lets the engine end what it is at.
        up: async () => {
            await runOperation(session, stack, "up");
        },
        deployed: async () => {
            const opened = await stackOf(session, stack, async () => undefined);
            return deployedOf(await opened.outputs());
        },
    };
}

interface Outputs {
    readonly url: string;
    readonly clusterName: string;
    readonly listeners: { readonly https: string; readonly test: string };
    readonly targetGroups: PerColor<{ readonly [service: string]: { readonly arn: string } }>;
    readonly slots: PerColor<{ readonly namespace: string }>;
    readonly deadManRoleArn: string;
    readonly loadBalancer: { readonly dnsName: string };
}

function deployedOf(outputs: { readonly [name: string]: { readonly value: unknown } }): (DeployedStack & { readonly dnsName: string }) | undefined {
    if (outputs["url"] === undefined) return undefined;
    const read = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])) as Partial<Outputs>;
    const { url, clusterName, listeners, targetGroups, slots, deadManRoleArn, loadBalancer } = read;
    if (url === undefined || clusterName === undefined || listeners === undefined || targetGroups === undefined || slots === undefined) return undefined;
    if (deadManRoleArn === undefined || loadBalancer === undefined) {
        throw new CommandFailure("the stack was made by an older program, without the role that the dead-man needs; `colorway up` first", exitCodes.refused);
    }
    const arns = (color: Color): { readonly [service: string]: string } =>
        Object.fromEntries(Object.entries(targetGroups[color]).map(([service, { arn }]) => [service, arn]));
    const [blue, green] = colors;
    return {
        url, clusterName, listeners, deadManRoleArn,
        targetGroups: { blue: arns(blue), green: arns(green) },
        namespaces: { blue: slots.blue.namespace, green: slots.green.namespace },
        dnsName: loadBalancer.dnsName,
    };
}
