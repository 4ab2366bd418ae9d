/** The database and the cache, by the metrics of CloudWatch that the alarms look at, too. */

import { type Dashboard, dashboard, type PanelPlan } from "./panel";

export interface DatabaseDashboardArgs {
    /** Of the database. */
    readonly identifier: string;
    /** Names of the cache's nodes; empty: there is none. */
    readonly cacheNodes: readonly string[];
}

interface Figure {
    readonly title: string;
    readonly about: string;
    readonly unit: string;
    readonly metrics: readonly (readonly [metric: string, statistic: string])[];
    readonly limit?: number;
}

/** RDS user guide, "Amazon CloudWatch metrics for Amazon RDS" and "Performance Insights counters". */
const databaseFigures: readonly Figure[] = [
    { title: "CPU", about: "In percent.", unit: "percent", metrics: [["CPUUtilization", "Average"]], limit: 80 },
    { title: "Load", about: "Sessions that work or wait; above the number of CPUs they wait.", unit: "none", metrics: [["DBLoad", "Average"]] },
    { title: "Connections", about: "Open connections.", unit: "none", metrics: [["DatabaseConnections", "Maximum"]] },
    { title: "Free storage", about: "At zero it stops.", unit: "bytes", metrics: [["FreeStorageSpace", "Minimum"]] },
    { title: "Free memory", about: "Below 256 MiB it begins to swap.", unit: "bytes", metrics: [["FreeableMemory", "Minimum"]] },
    { title: "Latency", about: "Of the disk.", unit: "s", metrics: [["ReadLatency", "Average"], ["WriteLatency", "Average"]] },
    { title: "Operations", about: "Of the disk.", unit: "iops", metrics: [["ReadIOPS", "Average"], ["WriteIOPS", "Average"]] },
    {
        title: "Used transaction ids", about: "At two billion PostgreSQL refuses to write.", unit: "none", limit: 1_000_000_000,
        metrics: [["MaximumUsedTransactionIDs", "Maximum"]],
    },
];

/** ElastiCache user guide, "Metrics for Valkey and Redis OSS". */
const cacheFigures: readonly Figure[] = [
    { title: "Cache: CPU", about: "Of its one thread.", unit: "percent", metrics: [["EngineCPUUtilization", "Average"]], limit: 80 },
    { title: "Cache: evictions", about: "Keys thrown away for lack of room.", unit: "none", metrics: [["Evictions", "Sum"]] },
    { title: "Cache: hits", about: "Found and not found.", unit: "none", metrics: [["CacheHits", "Sum"], ["CacheMisses", "Sum"]] },
    { title: "Cache: memory", about: "In percent.", unit: "percent", metrics: [["DatabaseMemoryUsagePercentage", "Maximum"]] },
];

export function databaseDashboard({ identifier, cacheNodes }: DatabaseDashboardArgs): Dashboard {
    const panelOf = (namespace: string, dimension: string, values: readonly string[]) => ({ metrics, ...figure }: Figure): PanelPlan => ({
        ...figure,
        queries: values.flatMap(value => metrics.map(([metric, statistic]) => ({
            namespace, metric, statistic, dimensions: { [dimension]: value }, legend: values.length > 1 ? `${value} ${metric}` : metric,
        }))),
    });
    return dashboard({
        name: "database",
        title: "Database",
        variables: [],
        panels: [
            ...databaseFigures.map(panelOf("AWS/RDS", "DBInstanceIdentifier", [identifier])),
            ...(cacheNodes.length === 0 ? [] : cacheFigures.map(panelOf("AWS/ElastiCache", "CacheClusterId", cacheNodes))),
        ],
    });
}
