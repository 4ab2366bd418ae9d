/**
 * Exceptions from rules: for a time, with an owner, an approver and a reason. They are shown in every report and never count as
 * passed.
 */
import { parseDocument } from "yaml";
import type { Severity } from "./rule";

export interface Exception {
    readonly rule: string;
    /** A URN, or an anchored pattern with `*` for any letters, as `urn:pulumi:prod::*::aws:s3/bucket:Bucket::prod-logs`. */
    readonly resource: string;
    readonly owner: string;
    /** Another person. */
    readonly approver: string;
    readonly justification: string;
    /** What reduces the risk meanwhile. */
    readonly compensatingControl: string;
    readonly risk: Severity;
    readonly ticket: string;
    /** Days, ISO 8601: `2026-11-21`. */
    readonly created: string;
    /** The last day on which it holds. */
    readonly expires: string;
}

/** Longest time from `created` to `expires` in days, by the severity of the rule: ours, no standard names one. */
export const longestDays: { readonly [severity in Severity]: number } = { critical: 30, high: 90, medium: 180, low: 365 };
/** Days before its end from which an exception is warned of. */
export const warningDays = 14;

const dayMilliseconds = 86_400_000;
const fields = [
    "rule", "resource", "owner", "approver", "justification", "compensatingControl", "risk", "ticket", "created", "expires",
] as const;
const risks: readonly string[] = ["low", "medium", "high", "critical"];
const dayPattern = /^\d{4}-\d\d-\d\d$/;

export interface ReadExceptions {
    readonly exceptions: readonly Exception[];
    /** Every mistake, as `exceptions[0].owner: …`. With one, no exception counts. */
    readonly problems: readonly string[];
}

/** @param severityOf of a rule; undefined for one that does not exist */
export function readExceptions(text: string, severityOf: (rule: string) => Severity | undefined): ReadExceptions {
    const document = parseDocument(text);
    if (document.errors.length > 0) {
        return { exceptions: [], problems: document.errors.map(({ message }) => `exceptions: ${message.split("\n")[0] ?? ""}`) };
    }
    const value: unknown = document.toJS() ?? {};
    const list = isRecord(value) ? (value["exceptions"] ?? []) : undefined;
    if (!isRecord(value) || !Array.isArray(list)) {
        return {
            exceptions: [], problems: ["exceptions: is no list; allowed: a list of exceptions; cure: write `exceptions: []`"],
        };
    }
    const unknown = Object.keys(value).filter((key) => key !== "exceptions").map((key) =>
        `${key}: is no key; allowed: exceptions`);
    const problems = [...unknown, ...list.flatMap((entry: unknown, index) =>
        mistakesIn(entry, `exceptions[${index}]`, severityOf))];
    return problems.length > 0
        ? { exceptions: [], problems }
        : {
            exceptions: list.map(
                (entry) => Object.fromEntries(Object.entries(entry as object)
                    .map(([key, part]) => [key, String(part)])) as object as Exception,
            ),
            problems,
        };
}

function mistakesIn(entry: unknown, place: string, severityOf: (rule: string) => Severity | undefined): readonly string[] {
    if (!isRecord(entry)) return [`${place}: is no exception; allowed: ${fields.join(", ")}`];
    const text = (field: string): string => (entry[field] === undefined || entry[field] === null ? "" : String(entry[field]));
    const missing = fields.filter((field) => text(field).trim() === "").map((field) =>
        `${place}.${field}: is missing; every exception has one`);
    const strange = Object.keys(entry).filter((key) => !fields.some((field) => field === key)).map((key) =>
        `${place}.${key}: is no field; allowed: ${fields.join(", ")}`);
    const found = [...strange, ...missing];
    if (missing.length > 0) return found;
    const severity = severityOf(text("rule"));
    if (severity === undefined) found.push(`${place}.rule: there is no rule ${JSON.stringify(text("rule"))}`);
    if (text("owner") === text("approver")) found.push(`${place}.approver: is the owner; another person approves`);
    if (!risks.includes(text("risk"))) {
        found.push(`${place}.risk: ${JSON.stringify(text("risk"))} is none; allowed: ${risks.join(", ")}`);
    }
    const days = ["created", "expires"].filter((field) => !dayPattern.test(text(field)) || Number.isNaN(Date.parse(text(field))));
    for (const field of days) found.push(`${place}.${field}: ${JSON.stringify(text(field))} is no day; allowed: as 2026-11-21`);
    if (days.length > 0 || severity === undefined) return found;
    const length = (Date.parse(text("expires")) - Date.parse(text("created"))) / dayMilliseconds;
    if (length < 0) found.push(`${place}.expires: is before created`);
    const longest = longestDays[severity];
    if (length > longest) {
        found.push(`${place}.expires: is ${length} days after created; at most ${longest} for a rule of severity ${severity}`);
    }
    return found;
}

/** Exceptions on a day, and what they are used for. */
export class Exceptions {
    private readonly used = new Set<Exception>();

    constructor(
        private readonly list: readonly Exception[],
        /** Milliseconds since 1970. */
        private readonly now: number,
    ) {}

    /** The exception that holds for a violation; undefined where there is none, or where it has expired. */
    of(rule: string, urn: string): Exception | undefined {
        const matching = this.list.filter((exception) => exception.rule === rule && matches(exception.resource, urn));
        for (const exception of matching) this.used.add(exception);
        return matching.find((exception) => !this.expired(exception));
    }

    /**
     * What is to be said of them, after all violations were asked for.
     *
     * @param stack only of those that may be for it; default all
     */
    warnings(stack?: string): readonly string[] {
        return this.list.filter(({ resource }) => stack === undefined || mayBeOf(stack, resource)).flatMap((exception) => {
            const what = `exception from ${exception.rule} for ${exception.resource} (${exception.ticket}, ${exception.owner})`;
            if (this.expired(exception)) {
                return [`${what} expired on ${exception.expires}: what it excepted is a violation again`];
            }
            const left = Math.ceil((endOf(exception) - this.now) / dayMilliseconds);
            const unused = this.used.has(exception)
                ? []
                : [`${what} is not used: the resource is not there or keeps the rule; remove it`];
            return left <= warningDays
                ? [`${what} expires in ${left} ${left === 1 ? "day" : "days"}, on ${exception.expires}`, ...unused]
                : unused;
        });
    }

    /** Mistakes: exceptions for a resource of the stack, written out, that is not there. @param urns of all its resources */
    strangers(stack: string, urns: readonly string[]): readonly string[] {
        return this.list
            .filter(({ resource }) => !resource.includes("*") && mayBeOf(stack, resource) && !urns.includes(resource))
            .map(({ rule, resource, ticket }) =>
                `exceptions.yaml: exception from ${rule} (${ticket}): ${resource} is not in the stack; correct or remove it`);
    }

    private expired(exception: Exception): boolean {
        return this.now >= endOf(exception);
    }
}

/** The end of its last day, UTC. */
function endOf({ expires }: Exception): number {
    return Date.parse(expires) + dayMilliseconds;
}

function mayBeOf(stack: string, pattern: string): boolean {
    return matches(pattern.split("::")[0] ?? "", `urn:pulumi:${stack}`);
}

/** The whole URN, with `*` for any letters. */
export function matches(pattern: string, urn: string): boolean {
    const expression = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");
    return new RegExp(`^${expression}$`, "s").test(urn);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
