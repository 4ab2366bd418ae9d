/** Conditions on what is known of a release: end-to-end tests, kinds of evidence, scans, signatures. */
import type { KeyObject } from "node:crypto";
import type { CheckSettings } from "../../config/checks";
import type { Release } from "../../config/types";
import { countsText, type Scan, severities, type Severity } from "../evidence/scan";
import { type EvidenceRecord, type EvidenceShelf, imageDigest } from "../evidence/shelf";
import { type ImageSignature, isSignedBy, publicKeysIn, signaturesIn } from "../evidence/signature";
import type { Clock } from "../ports/clock";
import { type Asked, forward, notAsked, type ReleaseCheck, type Verdict } from "./check";

export interface EvidenceWorld {
    readonly settings: () => CheckSettings;
    readonly clock: Clock;
    readonly release: (version: string) => Promise<Release>;
    readonly shelf: Pick<EvidenceShelf, "of" | "content">;
    /** When a manifest was last live for the first time in a stack, milliseconds since 1970; undefined where it never was. */
    readonly liveSince: (stack: string, digest: string) => Promise<number | undefined>;
    /** A file of the project; undefined where there is none. */
    readonly projectFile: (path: string) => Buffer | undefined;
}

const dayMs = 86_400_000;
/** What nobody rated may be anything. */
const unratedCountsAs: Severity = "high";

export function evidenceChecks(world: EvidenceWorld): readonly ReleaseCheck<Asked>[] {
    return [
        forward("endToEnd", (asked) => endToEnd(world, asked)),
        forward("evidence", (asked) => kinds(world, asked)),
        forward("vulnerabilities", (asked) => vulnerabilities(world, asked)),
        forward("signatures", (asked) => signatures(world, asked)),
    ];
}

async function endToEnd(world: EvidenceWorld, { version, digest, promotedFrom }: Asked): Promise<Verdict> {
    const { endToEnd: wanted, earlier } = world.settings();
    if (!wanted) return notAsked("checks.endToEnd");
    const stack = earlier === "" ? promotedFrom : earlier;
    if (stack === undefined)
        return {
            passed: false,
            text: "colorway:checks.earlier names no stack in which they could have run; name one, " +
                "or set colorway:checks.endToEnd to false",
        };
    const add = `\`colorway evidence add ${version} --kind e2e --env ${stack} --result passed --file REPORT\``;
    const runs = (await world.shelf.of(await world.release(version))).filter(
        ({ kind, stack: where }) => kind === "e2e" && where === stack,
    );
    const [newest] = runs;
    if (newest === undefined)
        return { passed: false, text: `none of ${version} is recorded in ${stack}; run them there, then ${add}` };
    const told = `${newest.name} in ${stack}, added ${newest.at} by ${newest.actor}`;
    if (newest.result !== "passed") return { passed: false, text: `failed: ${told}; mend it, run them again, then ${add}` };
    const since = await world.liveSince(stack, digest);
    if (since === undefined) return { passed: false, text: `${told}: but the release was never live in ${stack}` };
    if (Date.parse(newest.at) < since) {
        return {
            passed: false,
            text: `${told}: before the release was live there, ${new Date(since).toISOString()}; run them again, then ${add}`,
        };
    }
    return { passed: true, text: `passed: ${told}` };
}

async function kinds(world: EvidenceWorld, { version }: Asked): Promise<Verdict> {
    const { evidence: wanted } = world.settings();
    if (wanted.length === 0) return notAsked("checks.evidence");
    const records = await world.shelf.of(await world.release(version));
    const newest = wanted.map((kind) => [kind, records.find((record) => record.kind === kind)] as const);
    const wrong = newest.flatMap(([kind, record]) => {
        if (record === undefined) return [`${kind} is missing: \`colorway evidence add ${version} --kind ${kind} --file FILE\``];
        return record.result === "failed" ? [`${kind} failed: ${record.name}, added ${record.at} by ${record.actor}`] : [];
    });
    if (wrong.length > 0) return { passed: false, text: wrong.join("; ") };
    return { passed: true, text: newest.map(([kind, record]) => `${kind} by ${record?.actor ?? ""}`).join(", ") };
}

async function vulnerabilities(world: EvidenceWorld, { version }: Asked): Promise<Verdict> {
    const { vulnerabilities: level, scanDays } = world.settings();
    const refused = severities.slice(0, severities.findIndex((each) => each === level) + 1);
    if (refused.length === 0) return notAsked("checks.vulnerabilities");
    const release = await world.release(version);
    const records = await world.shelf.of(release);
    const bad: string[] = [];
    for (const [service, image] of Object.entries(release.images)) {
        const record = newestScan(records, imageDigest(image));
        const problem =
            record === undefined ? "has no scan" : scanProblem(record, refused, world.clock.now() - scanDays * dayMs, scanDays);
        if (problem !== undefined) bad.push(`${service} ${problem}`);
    }
    const services = Object.keys(release.images).length;
    if (bad.length === 0)
        return { passed: true, text: `none that is ${level} or above in ${services} ${services === 1 ? "image" : "images"}` };
    return { passed: false, text: `${bad.join("; ")}; add a scan: \`colorway evidence add ${version} --kind scan --file SCAN\`` };
}

type ScanRecord = EvidenceRecord & { readonly scan: Scan };

/** By when the scan was made: an old one that is added late says no more than it did. */
function newestScan(records: readonly EvidenceRecord[], image: string): ScanRecord | undefined {
    const own = records.flatMap((record) =>
        record.scan?.images.includes(image) === true ? [{ ...record, scan: record.scan }] : [],
    );
    return [...own].sort((a, b) => madeAt(b) - madeAt(a))[0];
}

/** Nobody can have scanned later than it was recorded. */
function madeAt({ at, scan: { scanned = at } }: ScanRecord): number {
    return Math.min(Date.parse(at), Date.parse(scanned));
}

function scanProblem(record: ScanRecord, refused: readonly Severity[], oldest: number, days: number): string | undefined {
    const { counts, worst } = record.scan;
    const made = madeAt(record);
    if (made < oldest) return `was last scanned ${new Date(made).toISOString()}, more than ${days} days ago`;
    const counted: readonly Severity[] = refused.includes(unratedCountsAs) ? [...refused, "unrated"] : refused;
    if (counted.every((severity) => counts[severity] === 0)) return undefined;
    const only = Object.fromEntries(
        severities.map((each) => [each, counted.includes(each) ? counts[each] : 0]),
    ) as Scan["counts"];
    return `has ${countsText(only)}${worst.length === 0 ? "" : `, as ${worst.join(", ")}`} (${record.name}, ` +
        `${record.scan.format})`;
}

async function signatures(world: EvidenceWorld, { version }: Asked): Promise<Verdict> {
    const { signatures: wanted, signatureKeys } = world.settings();
    if (!wanted) return notAsked("checks.signatures");
    const keys = keysIn(world, signatureKeys);
    if ("problem" in keys) return { passed: false, text: keys.problem };
    const release = await world.release(version);
    const made: ImageSignature[] = [];
    for (const record of (await world.shelf.of(release)).filter(({ kind }) => kind === "signature")) {
        const found = signaturesIn((await world.shelf.content(record)).toString("utf8"));
        if (!("problem" in found)) made.push(...found);
    }
    const signed = new Set(made.filter((each) => isSignedBy(keys, each)).map(({ image }) => image));
    const bad = Object.entries(release.images).flatMap(([service, image]) => {
        const digest = imageDigest(image);
        if (signed.has(digest)) return [];
        const strange = made.some((each) => each.image === digest);
        return [`${service} has no signature${strange ? ` by a key of ${signatureKeys}` : ""}`];
    });
    if (bad.length === 0)
        return {
            passed: true,
            text: `${Object.keys(release.images).length} images by ` +
                `${keys.length === 1 ? "the key" : `one of ${keys.length} keys`} of ${signatureKeys}`,
        };
    const add = `\`cosign download signature IMAGE > FILE\`, \`colorway evidence add ${version} --kind signature --file FILE\``;
    return { passed: false, text: `${bad.join("; ")}; ${add}` };
}

function keysIn({ projectFile }: EvidenceWorld, file: string): readonly KeyObject[] | { readonly problem: string } {
    const content = projectFile(file);
    if (content === undefined) {
        return {
            problem: `colorway:checks.signatureKeys: there is no file ${file}; put the public keys there: ` +
                `\`cosign public-key --key awskms:///alias/NAME > ${file}\``,
        };
    }
    const keys = publicKeysIn(content.toString("utf8"));
    return "problem" in keys ? { problem: `${file} ${keys.problem}` } : keys;
}
