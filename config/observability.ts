/** Type of `colorway:observability`. Imports nothing, like the other types of settings. */

/** Metrics, logs, traces, alerts and dashboards inside the cluster. */
export interface ObservabilitySettings {
    readonly enabled: boolean;
    /** Share of the users' requests in percent that shall succeed over 30 days, 90–99.999. */
    readonly availabilityPercent: number;
    /** What stands before a runbook's file name: an address or a path, with a slash at its end. */
    readonly runbooks: string;
    /** Days that Prometheus keeps metrics, 3–365, and the size of its disk in GiB, 10–16384. */
    readonly metricsRetentionDays: number;
    readonly metricsStorageGib: number;
    /** Copies of Prometheus, Alertmanager and the collector, each copy with its own disk, 1–3. */
    readonly replicas: number;
    /** Days that Loki keeps the logs of pods, 1–3650. */
    readonly logRetentionDays: number;
}
