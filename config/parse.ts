/**
 * From the configuration of a stack to its settings, or to the list of everything that is wrong with it. Pure: no Pulumi, no
 * files. Whatever can be read is read and checked even where other parts are broken, so that one run finds every mistake.
 */

import { commonRegions, isRegion } from "./aws";
import { defaultsOf } from "./defaults";
import { type Checked, type Field, text } from "./fields";
import { nearest } from "./nearest";
import { either, Place } from "./problems";
import { noteMissingRelease, readRelease, type ReleaseSource } from "./releases";
import { namespace, schemaOf, type Schema, type SettingKey, settingKeys } from "./schema";
import { auditRules } from "./sections/audit";
import { admissionRules } from "./sections/admission";
import { backupRules } from "./sections/backup";
import { cacheRules } from "./sections/cache";
import { clusterRules } from "./sections/cluster";
import { databaseRules } from "./sections/database";
import { deliveryRules } from "./sections/delivery";
import { edgeRules } from "./sections/edge";
import { governanceRules } from "./sections/governance";
import { networkRules } from "./sections/network";
import { notifyRules } from "./sections/notify";
import { serviceRules } from "./sections/service-rules";
import { colorRules, floorRules, releaseRules, type SlotEntries } from "./sections/slots";
import { strategyRules } from "./sections/strategy";
import { tagRules } from "./sections/tags";
import {
    type Color,
    type Environment,
    environments,
    type Problem,
    type Release,
    type ServiceSettings,
    type Settings,
    type SlotSettings,
    type Traffic,
} from "./types";

/** The configuration as it is written, from `pulumi.Config` or from a stack file. */
export interface ConfigRecord {
    /** Name of the stack, without organization and project. */
    readonly stack: string;
    /**
     * Values by full key, as `colorway:network` and `aws:region`. A structured value is an object or a list or, as Pulumi hands
     * it over, their JSON; every other value is text, as Pulumi makes it whatever it was.
     */
    readonly values: { readonly [key: string]: unknown };
    /** Keys whose value is encrypted, so that it cannot be read; the running program gets every value in clear. */
    readonly secrets?: readonly string[];
}

export type ParseResult = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

const regionKey = "aws:region";
const regionField = text({
    about: "Region of AWS that everything is in.",
    allowed: "the name of a region of AWS",
    example: "us-east-1",
    source: "AWS SDKs, `partitions.json`",
    check: region => {
        if (isRegion(region)) return undefined;
        const near = nearest(region, commonRegions);
        return near === undefined ? "is no region of AWS" : { message: "is no region of AWS", cure: `write ${near}` };
    },
});
/** For the reference. */
export const regionEntry = { key: regionKey, field: regionField };

/** Settings of the record, complete with defaults; otherwise all problems, in the order of the keys in the reference. */
export function parseSettings(record: ConfigRecord, releases: ReleaseSource): ParseResult {
    const problems: Problem[] = [];
    noteStrangers(record, problems);
    // an encrypted value cannot be judged everywhere alike, so it is said alone
    if ((record.secrets ?? []).length > 0) return { problems: inOrder([...problems, ...encrypted(record)]) };
    const settings = readSettings(record, releases, problems);
    if (problems.length > 0) return { problems: inOrder(problems) };
    // nothing was broken, so nothing is undefined
    return { settings: settings as Settings };
}

function readSettings(record: ConfigRecord, releases: ReleaseSource, problems: Problem[]): Checked<Settings> {
    const place = (key: SettingKey): Place => new Place(`${namespace}:${key}`, problems);
    const environment = readEnvironment(record, problems);
    // a broken name must not hide the other mistakes; the smallest environment stands in
    const schema = schemaOf(environment ?? "dev");
    const defaults = defaultsOf(environment ?? "dev");
    const values = writtenValues(record);
    const read = <T>(key: SettingKey, field: Field<T>, absent?: Checked<T>): Checked<T> | undefined => {
        const value = values[key];
        if (value !== undefined) return field.read(value, place(key));
        if (absent === undefined) place(key).note(field, "is missing", undefined);
        return absent;
    };

    const region = readRegion(record, problems);
    const activeColor = read("activeColor", schema.activeColor);
    const traffic = values.traffic === undefined ? undefined : schema.traffic.read(values.traffic, place("traffic"));
    const slots = read("slots", schema.slots);
    const network = read("network", schema.network, defaults.network);
    const cluster = read("cluster", schema.cluster, defaults.cluster);
    const admission = read("admission", schema.admission, defaults.admission);
    const secrets = read("secrets", schema.secrets, defaults.secrets);
    const database = read("database", schema.database, defaults.database);
    const cache = read("cache", schema.cache, defaults.cache);
    const backup = read("backup", schema.backup, defaults.backup);
    const audit = read("audit", schema.audit, defaults.audit);
    const images = read("images", schema.images, defaults.images);
    // without the key, its members are missing, which says more than that the key is
    const edge = schema.edge.read(values.edge ?? {}, place("edge"));
    const alarms = read("alarms", schema.alarms, defaults.alarms);
    const observability = read("observability", schema.observability, defaults.observability);
    const strategy = read("strategy", schema.strategy, defaults.strategy);
    const checks = read("checks", schema.checks, defaults.checks);
    const governance = read("governance", schema.governance, defaults.governance);
    const notify = read("notify", schema.notify, defaults.notify);
    const delivery = read("delivery", schema.delivery, defaults.delivery);
    const tags = read("tags", schema.tags, defaults.tags);
    // the sample works without a cache; services that are listed say themselves whether they need one
    const sample = defaults.services.map(service => ({ ...service, usesCache: service.usesCache && cache?.enabled !== false }));
    const services = read("services", schema.services, sample);

    colorRules({ activeColor, traffic, slots }, { traffic: place("traffic"), slots: place("slots") });
    releaseRules(slots, color => memberOf(memberOf(values.slots, color), "release"), place("slots"));
    if (services !== undefined) {
        floorRules(slots, services, place("slots"));
        serviceRules(services, cache?.enabled, schema.services, place("services"));
    }
    if (network !== undefined) networkRules(network, values.network, region, schema.network, place("network"));
    if (cluster !== undefined) clusterRules(cluster, schema.cluster, place("cluster"));
    if (admission !== undefined) admissionRules(admission, schema.admission, place("admission"));
    if (database !== undefined) databaseRules(database, schema.database, place("database"));
    if (cache !== undefined) cacheRules(cache, values.cache, schema.cache, place("cache"));
    if (backup !== undefined) backupRules(backup, { region, database }, schema.backup, place("backup"));
    if (audit !== undefined) auditRules(audit, schema.audit, place("audit"));
    if (edge !== undefined) edgeRules(edge, schema.edge, place("edge"));
    if (strategy !== undefined) strategyRules({ strategy, environment, services }, schema.strategy, place("strategy"));
    if (governance !== undefined) governanceRules(governance, schema.governance, place("governance"));
    if (notify !== undefined) notifyRules(notify, schema.notify, place("notify"));
    if (delivery !== undefined) deliveryRules(delivery, schema.delivery, place("delivery"));
    if (tags !== undefined) tagRules(tags, schema.tags, place("tags"));

    return {
        environment,
        region,
        activeColor,
        traffic: values.traffic === undefined ? allTo(activeColor) : traffic,
        slots: fillSlots(slots, services, releases, place("slots"), problems),
        services,
        network: network === undefined ? undefined : { ...network, zoneCount: zoneCountOf(network) },
        cluster,
        admission,
        secrets,
        database,
        cache,
        backup,
        audit,
        images,
        edge,
        alarms,
        observability,
        strategy,
        checks,
        governance,
        notify,
        delivery,
        tags,
    };
}

/** The environment written, or else the stack's name. */
function readEnvironment(record: ConfigRecord, problems: Problem[]): Environment | undefined {
    const key = `${namespace}:environment`;
    const field: Schema["environment"] = schemaOf("dev").environment;
    const place = new Place(key, problems);
    const written = writtenValues(record).environment;
    const stackIsEnvironment = environments.some(each => each === record.stack);
    if (written === undefined) {
        if (stackIsEnvironment) return field.read(record.stack, place);
        place.note(field, `is missing, and the name of the stack, ${record.stack}, is no environment`, undefined);
        return undefined;
    }
    const environment = field.read(written, place);
    if (environment !== undefined && stackIsEnvironment && environment !== record.stack) {
        place.note(
            field,
            { message: `differs from the name of the stack, ${record.stack}`, cure: `remove it, or write ${record.stack}` },
            written,
        );
    }
    return environment;
}

function readRegion(record: ConfigRecord, problems: Problem[]): string | undefined {
    const place = new Place(regionKey, problems);
    const written = record.values[regionKey];
    if (written !== undefined && written !== "") return regionField.read(written, place);
    place.note(regionField, { message: "is missing", cure: `run \`pulumi config set ${regionKey} us-east-1\`` }, undefined);
    return undefined;
}

/**
 * The values of the namespace by their short key, JSON decoded. Empty text, an empty object and an empty list count as absent:
 * they are the defaults with which the project file makes a key optional.
 */
function writtenValues(record: ConfigRecord): { readonly [Key in SettingKey]?: unknown } {
    const fields: { readonly [key: string]: Field<unknown> } = schemaOf("dev");
    return Object.fromEntries(
        settingKeys.flatMap(key => {
            const value = decode(record.values[`${namespace}:${key}`], fields[key]?.type !== "string");
            return isEmpty(value) ? [] : [[key, value]];
        }),
    );
}

function decode(value: unknown, structured: boolean): unknown {
    if (!structured || typeof value !== "string") return value;
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

function isEmpty(value: unknown): boolean {
    if (value === undefined || value === "") return true;
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function memberOf(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}

function allTo(color: Color | undefined): Checked<Traffic> | undefined {
    return color === undefined ? undefined : { blue: color === "blue" ? 100 : 0, green: color === "green" ? 100 : 0 };
}

function zoneCountOf(network: Checked<Settings["network"]>): number | undefined {
    return network.zones === undefined || network.zones.length === 0 ? network.zoneCount : network.zones.length;
}

/** The slots with their manifests; each manifest is read once, however many slots run it. */
function fillSlots(
    slots: Checked<SlotEntries> | undefined,
    services: readonly (Checked<ServiceSettings> | undefined)[] | undefined,
    source: ReleaseSource,
    place: Place,
    problems: Problem[],
): Checked<Settings["slots"]> {
    const names = services?.flatMap(service => (service?.name === undefined ? [] : [service.name]));
    const manifests = new Map<string, Release | undefined>();
    const fill = (color: Color): SlotSettings | undefined => {
        const slot = slots?.[color];
        if (slot?.size === undefined) return undefined;
        const { size, release: version } = slot;
        // a floor that was broken is a problem already
        const floors = (slot.floors ?? {}) as SlotSettings["floors"];
        if (version === undefined) return { size, floors };
        if (!source.versions.includes(version)) {
            noteMissingRelease(version, source, place.member(color).member("release"));
            return undefined;
        }
        if (!manifests.has(version)) manifests.set(version, readRelease(version, source, names, problems));
        const release = manifests.get(version);
        return release === undefined ? undefined : { size, release, floors };
    };
    return { blue: fill("blue"), green: fill("green") };
}

/** Notes keys that nothing reads. */
function noteStrangers(record: ConfigRecord, problems: Problem[]): void {
    const known = [...settingKeys.map(key => `${namespace}:${key}`), regionKey];
    for (const key of Object.keys(record.values).sort()) {
        if (known.includes(key) || key.startsWith("pulumi:")) continue;
        const value = record.secrets?.includes(key) === true ? undefined : decode(record.values[key], true);
        new Place(key, problems).note({ allowed: either(known), cure: cureOfStranger(key, known) }, "is not a known key", value);
    }
}

function encrypted(record: ConfigRecord): readonly Problem[] {
    return (record.secrets ?? [])
        .filter(key => !key.startsWith("pulumi:"))
        .map(key => ({
            key,
            message: "is encrypted",
            allowed: "plain values: none of the settings is a secret",
            cure: "set it again without --secret",
        }));
}

function cureOfStranger(key: string, known: readonly string[]): string {
    if (key === "aws:defaultTags") return `write ${namespace}:tags instead`;
    const name = key.slice(key.indexOf(":") + 1);
    const near = nearest(
        name,
        known.map(each => each.slice(each.indexOf(":") + 1)),
    );
    const meant = known.find(each => each.endsWith(`:${near ?? ""}`));
    if (meant !== undefined) return `write ${meant} instead, or remove it`;
    return key.startsWith("aws:")
        ? "remove it; give the provider's other settings as environment variables, as AWS_PROFILE"
        : "remove it";
}

/** In the order of the reference: environment, region, the other keys of the namespace, releases, unknown keys. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
    const heads = [`${namespace}:environment`, regionKey, ...settingKeys.slice(1).map(key => `${namespace}:${key}`), "releases/"];
    const rank = (problem: Problem): number => {
        const head = problem.key.startsWith("releases/") ? "releases/" : (problem.key.split(/[.[]/, 1)[0] ?? "");
        return heads.includes(head) ? heads.indexOf(head) : heads.length;
    };
    return [...problems].sort((left, right) => rank(left) - rank(right));
}
