/** Dashboards of Grafana as data (Grafana documentation, "Dashboard JSON model"), as far as these need it. */

export interface DataSource {
    readonly type: string;
    readonly uid: string;
}

/** Sources by the identifiers under which Grafana is given them. */
export const prometheusSource: DataSource = { type: "prometheus", uid: "prometheus" };
export const lokiSource: DataSource = { type: "loki", uid: "loki" };
export const cloudWatchSource: DataSource = { type: "cloudwatch", uid: "cloudwatch" };

/** A query with the letter that tells it from the others of its panel. */
export interface Target {
    readonly refId: string;
    readonly datasource: DataSource;
    readonly [field: string]: unknown;
}

export interface Panel {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description: string;
    readonly datasource: DataSource;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly Target[];
    readonly fieldConfig: { readonly defaults: object; readonly overrides: readonly object[] };
    readonly options: object;
}

export interface Variable {
    readonly name: string;
    readonly label: string;
    readonly type: string;
    readonly [field: string]: unknown;
}

export interface Dashboard {
    readonly uid: string;
    readonly title: string;
    readonly tags: readonly string[];
    readonly schemaVersion: number;
    readonly version: number;
    readonly editable: boolean;
    readonly graphTooltip: number;
    readonly refresh: string;
    readonly timezone: string;
    readonly time: { readonly from: string; readonly to: string };
    readonly annotations: { readonly list: readonly object[] };
    readonly templating: { readonly list: readonly Variable[] };
    readonly links: readonly object[];
    readonly panels: readonly Panel[];
}

/** What a panel shows, without its place. */
export interface PanelPlan {
    readonly title: string;
    /** What it says and what to make of it. */
    readonly about: string;
    /** @default "timeseries" */
    readonly type?: string;
    /** Unit of Grafana, as `reqps`, `percentunit`, `s`. */
    readonly unit: string;
    /** Columns of 24. @default 12 */
    readonly width?: number;
    /** Rows of about 30 pixels. @default 8 */
    readonly height?: number;
    readonly queries: readonly Query[];
    /** A line that should not be crossed. */
    readonly limit?: number;
    /** @default 0 */
    readonly least?: number;
}

/** PromQL, LogQL or a metric of CloudWatch; the legend names labels as `{{color}}`. */
export type Query =
    | { readonly expr: string; readonly legend: string; readonly source?: DataSource }
    | {
        readonly namespace: string;
        readonly metric: string;
        readonly statistic: string;
        readonly dimensions: { readonly [name: string]: string };
        readonly legend: string;
    };

const columns = 24;
/** Of Grafana 12; newer ones migrate it when they load it. */
const schemaVersion = 41;

export interface DashboardPlan {
    /** Last part of the identifier in addresses; never changes. */
    readonly name: string;
    readonly title: string;
    readonly variables: readonly Variable[];
    readonly panels: readonly PanelPlan[];
}

export function dashboard({ name, title, variables, panels }: DashboardPlan): Dashboard {
    return {
        uid: `colorway-${name}`,
        title: `colorway / ${title}`,
        tags: ["colorway"],
        schemaVersion,
        version: 1,
        // What somebody clicks together would be gone with the next update.
        editable: false,
        // One crosshair for all panels.
        graphTooltip: 1,
        refresh: "10s",
        timezone: "browser",
        time: { from: "now-1h", to: "now" },
        annotations: { list: [] },
        templating: { list: variables },
        links: [{ type: "dashboards", title: "colorway", tags: ["colorway"], asDropdown: true, includeVars: true, keepTime: true }],
        panels: placed(panels),
    };
}

/** From left to right, in rows as high as their highest panel. */
function placed(plans: readonly PanelPlan[]): readonly Panel[] {
    const place = { x: 0, y: 0, row: 0 };
    return plans.map((plan, index) => {
        const { width = 12, height = 8 } = plan;
        if (place.x + width > columns) Object.assign(place, { x: 0, y: place.y + place.row, row: 0 });
        const gridPos = { x: place.x, y: place.y, w: width, h: height };
        place.x += width;
        place.row = Math.max(place.row, height);
        return panel(plan, index + 1, gridPos);
    });
}

function panel(plan: PanelPlan, id: number, gridPos: Panel["gridPos"]): Panel {
    const { title, about, type = "timeseries", unit, queries, limit, least = 0 } = plan;
    const targets = queries.map((query, index) => target(query, String.fromCharCode("A".charCodeAt(0) + index)));
    return {
        id, type, title, description: about, gridPos, targets,
        datasource: targets[0]?.datasource ?? prometheusSource,
        fieldConfig: { defaults: { unit, ...(type === "logs" ? {} : { min: least }), ...limitOf(limit) }, overrides: colorOverrides },
        options: optionsOf(type),
    };
}

function target(query: Query, refId: string): Target {
    if ("expr" in query) {
        const { expr, legend, source = prometheusSource } = query;
        return { refId, datasource: source, expr, legendFormat: legend, editorMode: "code", range: true };
    }
    const { namespace, metric, statistic, dimensions, legend } = query;
    return {
        refId, datasource: cloudWatchSource, namespace, metricName: metric, statistic, dimensions, label: legend,
        region: "default", period: "", queryMode: "Metrics", metricQueryType: 0, metricEditorMode: 0, matchExact: true,
    };
}

function limitOf(limit: number | undefined): object {
    if (limit === undefined) return {};
    return {
        thresholds: { mode: "absolute", steps: [{ color: "transparent", value: null }, { color: "red", value: limit }] },
        custom: { thresholdsStyle: { mode: "line" } },
    };
}

/** A color looks like its name wherever the legend has it. */
const colorOverrides = ["blue", "green"].map(color => ({
    matcher: { id: "byRegexp", options: `/\\b${color}\\b/` },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
}));

function optionsOf(type: string): object {
    switch (type) {
        case "logs":
            return { showTime: true, sortOrder: "Descending", wrapLogMessage: true, enableLogDetails: true };
        case "stat":
            return { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false }, colorMode: "value", textMode: "value_and_name" };
        default:
            return { legend: { displayMode: "table", placement: "bottom", calcs: ["mean", "max"] }, tooltip: { mode: "multi", sort: "desc" } };
    }
}

/** A choice of the values of a label, all of them by default. */
export function labelVariable(name: string, label: string, metric: string): Variable {
    const query = `label_values(${metric}, ${name})`;
    return {
        name, label, type: "query", datasource: prometheusSource, definition: query, query: { query, refId: name },
        refresh: 2, sort: 1, multi: true, includeAll: true, allValue: ".*", current: { text: "All", value: "$__all" },
    };
}
