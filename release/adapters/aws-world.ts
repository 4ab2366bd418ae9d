/** What a rollout acts with in an AWS account. */
import type { Settings } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { DeployedStack, Engine } from "../ports/engine";
import type { Metrics } from "../ports/metrics";
import { releaseIn } from "../releases";
import { rolloutChecks } from "../rollout/checks";
import type { Replicas } from "../rollout/effects";
import { migrationsCheck } from "../rollout/migrations-check";
import type { RolloutWorld } from "../rollout/rollouts";
import { ElbV2LoadBalancer } from "./elbv2-load-balancer";
import { HttpProbe } from "./http-probe";
import { readyPods } from "./kubeconfig-replicas";
import { checkReleaseMigrations } from "./release-migrations";
import { SchedulerDeadMan } from "./scheduler-dead-man";

export interface AwsWorldOptions {
    /** Folder of the project, with its releases and their migrations. */
    readonly projectDir: string;
    readonly clock: Clock;
    readonly engine: Engine;
    readonly deployed: DeployedStack;
    readonly settings: Settings;
    /** What releases are judged by. */
    readonly metrics: Metrics;
    /** Pods that are ready now. @default - as the cluster's API says */
    readonly replicas?: Replicas | undefined;
    /** AWS's API elsewhere, as a simulated cloud. @default - the region's own */
    readonly endpoint?: string | undefined;
    /** Addresses of the listeners elsewhere. @default - those of the load balancer's name in DNS */
    readonly listeners?: { readonly https: string; readonly test: string } | undefined;
}

export function awsWorld(options: AwsWorldOptions): { readonly world: RolloutWorld; readonly close: () => Promise<void> } {
    const { projectDir, clock, engine, deployed, settings, metrics, endpoint, listeners } = options;
    const { replicas = (namespace) => readyPods(deployed.kubeconfig, namespace) } = options;
    const place = { region: settings.region, clock, ...(endpoint === undefined ? {} : { endpoint }) };
    const loadBalancer = new ElbV2LoadBalancer(place);
    const deadMan = new SchedulerDeadMan({ ...place, roleArn: deployed.deadManRoleArn });
    const { domain } = settings.edge;
    const probe = new HttpProbe(listeners === undefined ? { dnsName: deployed.dnsName, domain } : { listeners, domain });
    const ports = { clock, engine, loadBalancer, probe, deadMan, metrics, replicas };
    const migrations = migrationsCheck({
        release: async (version) => releaseIn(projectDir, version, settings.services.map(({ name }) => name)),
        check: (release) => checkReleaseMigrations(projectDir, release, settings.database.version),
    });
    return { world: { ...ports, checks: [...rolloutChecks(ports), migrations] }, close: async () => void (await Promise.all([loadBalancer.close(), deadMan.close()])) };
}
