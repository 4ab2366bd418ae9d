/** All dashboards of an environment, by the last part of their identifier. Creates nothing. */

import type { Objectives } from "../rule-types";
import { clusterDashboard } from "./cluster";
import { type DatabaseDashboardArgs, databaseDashboard } from "./database";
import type { Dashboard } from "./panel";
import { releaseDashboard } from "./release";
import { serviceDashboard } from "./service";

export const dashboardNames = ["service", "release", "cluster", "database"] as const;

export function planDashboards(
    objectives: Objectives, data: DatabaseDashboardArgs,
): { readonly [Name in (typeof dashboardNames)[number]]: Dashboard } {
    return {
        service: serviceDashboard(objectives),
        release: releaseDashboard(objectives),
        cluster: clusterDashboard,
        database: databaseDashboard(data),
    };
}
