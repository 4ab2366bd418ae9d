/** `colorway:cache`: Valkey or Redis on ElastiCache. */

import { cacheVersions, isInstanceType, logRetentionDays } from "../aws";
import { type Checked, type Field, flag, integer, object, oneOf, oneOfNumbers, text } from "../fields";
import type { Place } from "../problems";
import type { CacheSettings } from "../types";
import { dailyWindow, noteOverlap, weeklyWindow } from "./window-fields";

const engines = Object.keys(cacheVersions);

export function cacheField(defaults: CacheSettings): Field<CacheSettings> {
    return object<CacheSettings>(
        {
            enabled: flag({ about: "Whether there is a cache." }),
            engine: oneOf(engines, { about: "Engine of the cache." }),
            version: text({
                about: "Version of the engine.",
                allowed: engines.map(engine => `${cacheVersions[engine]?.join(", ") ?? ""} for ${engine}`).join("; "),
                example: "8.1, in quotes",
                source: "ElastiCache user guide, \"Engine versions and upgrading\"; IAM authentication",
            }),
            nodeType: text({
                about: "Node type.",
                allowed: "a node type of ElastiCache",
                example: "cache.t4g.small",
                check: value => {
                    if (value.startsWith("cache.") && isInstanceType(value.slice("cache.".length))) return undefined;
                    return isInstanceType(value)
                        ? { message: "is an instance type of EC2", cure: `write cache.${value}` }
                        : "is no node type of ElastiCache";
                },
            }),
            nodes: integer({
                about: "Nodes, the primary included; two or more fail over by themselves.",
                min: 1,
                max: 6,
                source: "ElastiCache API reference, CreateReplicationGroup, `NumCacheClusters`",
            }),
            snapshotRetentionDays: integer({
                about: "Retention of the daily snapshots; 0 makes none.",
                min: 0,
                max: 35,
                unit: "days",
                source: "ElastiCache user guide, \"Scheduling automatic backups\"",
            }),
            maintenanceWindow: weeklyWindow("When ElastiCache may change things, in UTC; apart from the snapshot window.", 60),
            snapshotWindow: dailyWindow("When the daily snapshot is made, in UTC.", 60),
            logRetentionDays: oneOfNumbers(logRetentionDays, {
                about: "Retention of the engine's and the slow commands' logs, in days.",
                source: "CloudWatch Logs API reference, PutRetentionPolicy",
            }),
        },
        { about: "The cache that services share.", defaults },
    );
}

export function cacheRules(cache: Checked<CacheSettings>, written: unknown, field: Field<CacheSettings>, place: Place): void {
    const { engine, version, snapshotWindow, maintenanceWindow } = cache;
    const versions = engine === undefined ? undefined : cacheVersions[engine];
    if (engine !== undefined && versions !== undefined && version !== undefined && !versions.includes(version)) {
        // the default version belongs to the default engine
        const defaulted = typeof written === "object" && written !== null && !("version" in written);
        place.member("version").note(
            field.members?.version ?? field,
            {
                message: defaulted ? `is missing; the default, ${version}, is none of ${engine}` : `is no version of ${engine}`,
                cure: `write one of ${versions.join(", ")} in quotes`,
            },
            defaulted ? undefined : version,
        );
    }
    noteOverlap({ snapshotWindow, maintenanceWindow }, "snapshotWindow", "maintenanceWindow", field, place);
}
