/** `colorway:observability`: metrics, logs, traces, alerts and dashboards inside the cluster. */

import { decimal, type Field, flag, integer, object, text } from "../fields";
import type { ObservabilitySettings } from "../observability";

/** Days that the longest window of a burn rate looks back. */
const longestWindow = 3;
const diskGib = { least: 10, most: 16_384 };

export function observabilityField(defaults: ObservabilitySettings): Field<ObservabilitySettings> {
    return object<ObservabilitySettings>(
        {
            enabled: flag({
                about: "Whether the cluster gets Prometheus, Alertmanager, Grafana, Loki and a collector of logs and traces.",
            }),
            availabilityPercent: decimal({
                about: "Share of their requests that users are promised to succeed, over 30 days; alerts tell how fast the rest is used up.",
                min: 90,
                max: 99.999,
                unit: "percent",
            }),
            runbooks: text({
                about: "What stands before the file name of a runbook in each alert: where `docs/runbooks/alerts/` can be read.",
                allowed: "an https:// address or a path, with a slash at its end",
                example: "https://git.colorway.example/platform/docs/runbooks/alerts/",
                check: base => {
                    if (!base.endsWith("/")) return { message: "does not end with a slash", cure: `write ${base}/` };
                    return /^(https:\/\/[^\s/]+\/|[\w.-]+\/)\S*$/.test(base) ? undefined : "is neither an address with https:// nor a path";
                },
            }),
            metricsRetentionDays: integer({
                about: "How long Prometheus keeps metrics; the slowest burn rate looks three days back.",
                min: longestWindow,
                max: 365,
                unit: "days",
            }),
            metricsStorageGib: integer({
                about: "Size of Prometheus' disk, of which it fills four fifths at most.",
                min: diskGib.least,
                max: diskGib.most,
                unit: "GiB",
                source: "EBS user guide, \"General Purpose SSD volumes\", gp3",
            }),
            replicas: integer({
                about: "Copies of Prometheus, Alertmanager and the collector, in different zones; each copy of Prometheus has its own disk.",
                min: 1,
                max: 3,
            }),
            logRetentionDays: integer({
                about: "How long Loki keeps the logs of pods.",
                min: 1,
                max: 3650,
                unit: "days",
            }),
        },
        { about: "Metrics, logs, traces, alerts and dashboards inside the cluster.", defaults },
    );
}
