/** What a stack tells the world; no secret is among it. */

import * as pulumi from "@pulumi/pulumi";
import type { ReleaseRecords } from "./components/audit/release-records";
import type { Trail } from "./components/audit/trail";
import type { Cache } from "./components/cache/cache";
import type { Cluster } from "./components/cluster/cluster";
import type { Database } from "./components/database/database";
import type { DeadManRole } from "./components/edge/dead-man-role";
import type { Delivery } from "./components/delivery/delivery";
import type { Edge } from "./components/edge/edge";
import { testPort } from "./components/edge/ports";
import type { TargetGroupOfService } from "./components/edge/target-groups";
import type { TestListener } from "./components/edge/test-listener";
import type { TrafficSplit } from "./components/edge/traffic-split";
import type { Registry } from "./components/images/registry";
import type { Network } from "./components/network/network";
import type { Slot } from "./components/slots/slot";
import type { Color, PerColor, Settings } from "./config/types";

export interface StackOutputs {
    readonly environment: string;
    readonly activeColor: string;
    /** Percent of each color. */
    readonly traffic: PerColor<number>;
    readonly url: string;
    readonly testUrl: string;
    readonly vpcId: pulumi.Output<string>;
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    /** Holds no secret: the caller signs in with AWS. */
    readonly kubeconfig: pulumi.Output<string>;
    readonly loadBalancer: { readonly arn: pulumi.Output<string>; readonly dnsName: pulumi.Output<string> };
    /** ARNs. */
    readonly listeners: { readonly https: pulumi.Output<string>; readonly test: pulumi.Output<string>; readonly http: pulumi.Output<string> };
    /** Role of the schedules that bring the live weights back when the machine of a rollout is lost. */
    readonly deadManRoleArn: pulumi.Output<string>;
    /** By color, then by service. */
    readonly targetGroups: PerColor<{ readonly [service: string]: Omit<TargetGroupOfService, "service"> }>;
    readonly slots: PerColor<SlotOutput>;
    readonly database: {
        readonly endpoint: pulumi.Output<string>;
        readonly port: pulumi.Output<number>;
        /** Of the secret that RDS keeps, not the secret. */
        readonly secretArn: pulumi.Output<string>;
        readonly identifier: pulumi.Output<string>;
    };
    /** Absent where the cache is off. */
    readonly cache?: { readonly endpoint: pulumi.Output<string>; readonly port: pulumi.Output<number> };
    /** Absent where another stack has the registry. */
    readonly images?: {
        /** By service, without a scheme. */
        readonly repositories: { readonly [service: string]: pulumi.Output<string> };
        readonly signingKeyArn: pulumi.Output<string>;
    };
    /** Roles of the pipelines; absent where no repository has access. */
    readonly delivery?: { readonly previewRoleArn: pulumi.Output<string>; readonly deployRoleArn: pulumi.Output<string> };
    /** Where records of releases are kept: the bucket, and the same as `COLORWAY_RECORDS` wants it. */
    readonly records: { readonly bucket: pulumi.Output<string>; readonly place: pulumi.Output<string> };
    /** Absent where the stack has no trail of its own. */
    readonly trail?: { readonly arn: pulumi.Output<string>; readonly logGroupArn: pulumi.Output<string> };
}

export interface SlotOutput {
    readonly namespace: pulumi.Output<string>;
    /** Version; absent where the slot is off and names none. */
    readonly release?: string;
    readonly size: string;
    readonly services: readonly string[];
}

/** The parts that outputs come from. */
export interface StackParts {
    readonly network: Network;
    readonly cluster: Cluster;
    readonly database: Database;
    readonly cache: Cache | undefined;
    readonly edge: Edge;
    readonly slots: PerColor<Slot>;
    readonly split: TrafficSplit;
    readonly test: TestListener;
    readonly deadMan: DeadManRole;
    readonly registry: Registry | undefined;
    readonly delivery: Delivery | undefined;
    readonly records: ReleaseRecords;
    readonly trail: Trail | undefined;
}

export function outputsOf(settings: Settings, parts: StackParts): StackOutputs {
    const { cluster, database, cache, edge, registry, delivery, records, trail } = parts;
    return {
        environment: settings.environment,
        activeColor: settings.activeColor,
        traffic: settings.traffic,
        url: `https://${settings.edge.domain}`,
        testUrl: `https://${settings.edge.domain}:${testPort}`,
        vpcId: parts.network.vpcId,
        clusterName: cluster.clusterName,
        clusterArn: cluster.clusterArn,
        kubeconfig: cluster.kubeconfig,
        loadBalancer: { arn: edge.loadBalancerArn, dnsName: edge.loadBalancerDnsName },
        listeners: { https: parts.split.listenerArn, test: parts.test.listenerArn, http: edge.httpListenerArn },
        deadManRoleArn: parts.deadMan.roleArn,
        targetGroups: perColor(color => Object.fromEntries(
            edge.targetGroups.groups[color].map(({ service, arn, name }) => [service, { arn, name }]),
        )),
        slots: perColor(color => ({
            namespace: parts.slots[color].namespace,
            release: settings.slots[color].release?.version,
            size: settings.slots[color].size,
            services: settings.services.map(service => service.name),
        })),
        database: { endpoint: database.endpoint, port: database.port, secretArn: database.secretArn, identifier: database.identifier },
        ...(cache && { cache: { endpoint: cache.primaryEndpoint, port: cache.port } }),
        ...(registry && { images: { repositories: registry.repositoryUrls, signingKeyArn: registry.signingKeyArn } }),
        ...(delivery && { delivery: { previewRoleArn: delivery.previewRoleArn, deployRoleArn: delivery.deployRoleArn } }),
        records: { bucket: records.bucket, place: pulumi.interpolate`s3://${records.bucket}/colorway?region=${settings.region}` },
        ...(trail && { trail: { arn: trail.trailArn, logGroupArn: trail.logGroupArn } }),
    };
}

/** The same for each color. */
export function perColor<T>(value: (color: Color) => T): PerColor<T> {
    return { blue: value("blue"), green: value("green") };
}
