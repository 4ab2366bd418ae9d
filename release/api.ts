/**
 * Rollouts from a pipeline of one's own, in TypeScript. The same that the commands `deploy`, `resume` and `rollback` do.
 *
 * @example
 * const rollouts = rolloutsInAws({
 *     projectDir: "/srv/trading", stack: "prod",
 *     records: { bucket: "acme-releases", prefix: "colorway", region: "us-east-1" },
 *     metrics: { prometheus: "https://prometheus.internal" },
 * });
 * const { state } = await rollouts.deploy("1.4.2");
 * if (state.phase !== "done") throw new Error(state.cause?.text);
 */
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { loadStackFile } from "../config/files";
import { formatProblems } from "../config/format";
import type { Problem, Settings } from "../config/types";
import { awsWorld } from "./adapters/aws-world";
import { CloudWatchMetrics } from "./adapters/cloudwatch-metrics";
import { HttpHooks } from "./adapters/http-hooks";
import { PrometheusMetrics } from "./adapters/prometheus-metrics";
import { manifestContext } from "./adapters/release-context";
import type { RecordsPlace } from "./adapters/s3-audit";
import { S3ReleaseRecords } from "./adapters/s3-release-records";
import { s3AuditStore, s3EvidenceFiles, s3RolloutStores, withSlash } from "./adapters/s3-rollouts";
import { secretPlaces } from "./adapters/secret-places";
import { SystemClock } from "./adapters/system-clock";
import { AuditLog } from "./audit/log";
import { lineLog, stackLog } from "./audit/names";
import { RolloutRecorder } from "./audit/recorder";
import { AuditTrail } from "./audit/trail";
import type { ApprovalBook } from "./approvals/book";
import type { CheckResult } from "./checks/check";
import type { PolicyStanding } from "./checks/policies";
import { approvalBook, evidenceShelf, standardChecks } from "./checks/standard";
import { AutomationEngine } from "./engine/automation-engine";
import type { EvidenceShelf } from "./evidence/shelf";
import { Governance } from "./governance/governance";
import { TheLine } from "./governance/the-line";
import type { Tick } from "./judgement/watch";
import { ReleaseChanged } from "./manifests/seen";
import { RolloutNotifier } from "./notifications/rollout-notifier";
import type { Clock } from "./ports/clock";
import type { DeployedStack } from "./ports/engine";
import type { JournalEntry } from "./ports/journal";
import type { Metrics } from "./ports/metrics";
import { rolloutReleases } from "./releases";
import type { Replicas } from "./rollout/effects";
import { groupsOf } from "./rollout/groups";
import type { RolloutState } from "./rollout/machine";
import { RolloutRefused, Rollouts } from "./rollout/rollouts";

export { ApproversUnusable } from "./adapters/approvers-file";
export { type ApprovalBook, ApprovalRefused } from "./approvals/book";
export { AuditLog, AuditUntrue } from "./audit/log";
export type { PolicyStanding } from "./checks/policies";
export { EvidenceRefused, type EvidenceShelf } from "./evidence/shelf";
export { GovernanceRefused } from "./governance/act";
export type { Breaker } from "./governance/breaker";
export { Governance } from "./governance/governance";
export type { Stop } from "./governance/line";
export type { WindowOverride } from "./governance/override";
export { TheLine } from "./governance/the-line";
export { LeaseHeld, LeaseLost } from "./journal/lease";
export { OlderProgram } from "./engine/deployed";
export { StackLocked } from "./engine/recover";
export { ReleaseChanged };
export { isSigned, signatureHeader } from "./notifications/signature";
export { EngineFailure } from "./ports/engine";
export { ReleaseUnusable } from "./releases";
export { PlanRefused } from "./rollout/plan";
export { RolloutInterrupted, RolloutRefused, Rollouts } from "./rollout/rollouts";
export type { RolloutView } from "./rollout/unfinished";
export { isOver, isResting, placeText, type RolloutState, trafficOf } from "./rollout/machine";

/** Where the figures come from that releases are judged by. */
export type MetricsChoice =
    /** Address of a Prometheus that scrapes the services. */
    | { readonly prometheus: string }
    /** The load balancer's own figures: only public services, a minute late. */
    | { readonly cloudWatch: { readonly loadBalancerArn: string } }
    | { readonly source: Metrics };

export interface AwsRolloutsOptions {
    /** Folder with `Pulumi.yaml`, the stack files and `releases/`. */
    readonly projectDir: string;
    /** A stack that exists in the backend that Pulumi is logged in to. */
    readonly stack: string;
    /** Bucket for journals, the lease, the audit log and the record of releases; the same for everybody who rolls out there. */
    readonly records: RecordsPlace;
    readonly metrics: MetricsChoice;
    /** Runs in this process. @default - the program of the folder */
    readonly program?: PulumiFn;
    /** Folders of policy packs that every update has to keep. @default none */
    readonly policyPacks?: readonly string[];
    /** Variables of the Pulumi CLI beside this process's own. @default none */
    readonly variables?: { readonly [name: string]: string };
    /** Pods that are ready in a namespace now. @default - as the cluster's API says */
    readonly replicas?: Replicas;
    /** AWS's API elsewhere. @default - the region's own */
    readonly endpoint?: string;
    /** Addresses of the load balancer's listeners elsewhere. @default - its name in DNS */
    readonly listeners?: { readonly https: string; readonly test: string };
    /** Told after every entry of the journal. */
    readonly onState?: (state: RolloutState, entry: JournalEntry) => void;
    /** Told with every look at a release under watch, once a second. */
    readonly onTick?: (state: RolloutState, tick: Tick) => void;
    /** Told once where a rollout waits for a person, as for an approval. @param until milliseconds since 1970 */
    readonly onWaiting?: (waiting: readonly CheckResult[], until: number) => void;
    /** How what is deployed stands to the rules; asked where `colorway:checks.policies` is. @default - nobody can tell, which refuses */
    readonly policies?: () => Promise<PolicyStanding>;
    /** Told of every event of Pulumi's engine. */
    readonly onEvent?: (event: EngineEvent) => void;
    /** Told what could not be written into the audit log while traffic had to move back, and what no receiver took. @default - a warning of the process */
    readonly onUnrecorded?: (text: string) => void;
    /** Aborted: the live weights come back first, then the rollout rests as `paused`. */
    readonly signal?: AbortSignal;
}

/** The stack's configuration is not in order. */
export class ConfigurationRefused extends Error {
    constructor(readonly problems: readonly Problem[]) {
        super(formatProblems(problems));
        this.name = "ConfigurationRefused";
    }
}

/** @throws ConfigurationRefused */
export function rolloutsInAws(options: AwsRolloutsOptions): Rollouts {
    const { projectDir, stack, records } = options;
    const clock = new SystemClock();
    const settings = (): Settings => settingsIn(projectDir, stack);
    const { region, environment, notify } = settings();
    const seen = new S3ReleaseRecords({ ...records, prefix: withSlash(records.prefix) });
    const stores = s3RolloutStores(records, stack);
    const trail = new AuditTrail(s3AuditStore(records, stackLog(stack)), clock, stackLog(stack));
    const onProblem = options.onUnrecorded ?? ((text: string): void => process.emitWarning(text));
    const audit = new RolloutRecorder({
        trail, journals: stores.journals, context: (plan) => manifestContext(projectDir, plan), onProblem,
    });
    const notifications = new RolloutNotifier({
        settings: notify, environment, secrets: secretPlaces(projectDir), hooks: new HttpHooks(), clock, variables: process.env, trail, onProblem,
    });
    const releases = rolloutReleases({ projectDir, settings, records: seen, clock });
    const { policies, onWaiting } = options;
    return new Rollouts({
        ...stores, audit, notifications, ...releases, onWaiting,
        stack, clock, settings, engine: new AutomationEngine(options),
        world: async () => {
            const engine = new AutomationEngine(options);
            const deployed = await engine.deployed();
            if (deployed === undefined) throw new RolloutRefused([`${stack}: nothing is deployed, so there is no live color to go on from`]);
            const { endpoint, listeners, replicas } = options;
            const metrics = metricsOf(options.metrics, clock, region, deployed);
            return awsWorld({ projectDir, clock, engine, deployed, settings: settings(), metrics, replicas, endpoint, listeners });
        },
        checks: standardChecks({ ...keptInAws(options), stack, settings, release: releases.release, policies }), onState: options.onState, onTick: options.onTick, signal: options.signal,
    });
}

/** Evidence of releases: to add, and to list. */
export function evidenceInAws(options: Pick<AwsRolloutsOptions, "projectDir" | "records">): EvidenceShelf {
    return evidenceShelf(keptInAws(options));
}

/** Decisions on releases: to approve and reject, and to count. */
export function approvalsInAws(options: Pick<AwsRolloutsOptions, "projectDir" | "records">): ApprovalBook {
    return approvalBook(keptInAws(options));
}

function keptInAws({ projectDir, records }: Pick<AwsRolloutsOptions, "projectDir" | "records">): Parameters<typeof evidenceShelf>[0] {
    return { projectDir, clock: new SystemClock(), log: (name) => s3AuditStore(records, name), evidence: s3EvidenceFiles(records) };
}

/** Window, line and breaker of a stack: to ask, and to reset the breaker. */
export function governanceInAws(
    { projectDir, records, stack }: Pick<AwsRolloutsOptions, "projectDir" | "records" | "stack">,
): Governance {
    const settings = (): Settings["governance"] => settingsIn(projectDir, stack).governance;
    return new Governance({
        stack, clock: new SystemClock(), settings, line: lineInAws({ records }), log: s3AuditStore(records, stackLog(stack)),
    });
}

/** The line of all stacks whose records are there: to stop and to resume. */
export function lineInAws({ records }: Pick<AwsRolloutsOptions, "records">): TheLine {
    return new TheLine(s3AuditStore(records, lineLog), new SystemClock());
}

/** The audit log of a stack: to verify, and for history and metrics. */
export function auditLogInAws({ records, stack }: Pick<AwsRolloutsOptions, "records" | "stack">): AuditLog {
    return new AuditLog(stackLog(stack), s3AuditStore(records, stackLog(stack)), s3RolloutStores(records, stack).journals);
}

function settingsIn(projectDir: string, stack: string): Settings {
    const read = loadStackFile(projectDir, stack);
    if ("settings" in read) return read.settings;
    throw new ConfigurationRefused(read.problems);
}

function metricsOf(choice: MetricsChoice, clock: Clock, region: string, deployed: DeployedStack): Metrics {
    if ("source" in choice) return choice.source;
    if ("prometheus" in choice) return new PrometheusMetrics({ address: choice.prometheus, clock });
    const { loadBalancerArn } = choice.cloudWatch;
    const arns = Object.keys(deployed.targetGroups.blue).map((service) => [service, groupsOf(deployed, service)]);
    return new CloudWatchMetrics({ region, clock, loadBalancerArn, targetGroupArns: Object.fromEntries(arns) });
}
