/** Evidence of releases: files kept by their hash, and who put them there in the hash-chained log of releases. */
import { kindForm } from "../../config/sections/checks";
import type { Release } from "../../config/types";
import type { AuditEntry } from "../audit/chain";
import { releaseLog } from "../audit/names";
import { AuditTrail } from "../audit/trail";
import { entriesBack } from "../audit/walk";
import { manifestDigest, sha256 } from "../manifests/digest";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";
import type { EvidenceFiles } from "../ports/evidence";
import { type Scan, scanIn } from "./scan";
import { signaturesIn } from "./signature";

/** Type of its entries. */
export const evidenceAdded = "evidence-added";
/** Of the entry that a manifest is made with: no evidence is older. */
export const releaseCreated = "release-created";
export const evidenceResults = ["passed", "failed"] as const;
export type EvidenceResult = (typeof evidenceResults)[number];
/** Bytes: an upload must not take longer than a call of S3 may. */
export const largestFile = 16 * 1024 * 1024;

/** One piece of evidence. */
export interface EvidenceRecord {
    /** Lower-case word, as `e2e`, `scan`, `sbom`, `provenance`, `signature`. */
    readonly kind: string;
    /** Where it was found out; absent: it is about the release wherever it runs. */
    readonly stack?: string;
    readonly result?: EvidenceResult;
    /** Name of the file, or address. */
    readonly name: string;
    /** SHA-256 of the file, 64 hexadecimal digits. */
    readonly sha256: string;
    readonly bytes?: number;
    readonly actor: string;
    /** When it was added, ISO 8601. */
    readonly at: string;
    /** Number of its entry; absent: the manifest itself names it. */
    readonly entry?: number;
    /** Of the kind `scan`: what it says, and of which images. */
    readonly scan?: Scan;
}

export interface NewEvidence {
    readonly kind: string;
    readonly name: string;
    readonly content: Buffer;
    readonly stack?: string | undefined;
    readonly result?: EvidenceResult | undefined;
    /** Whose image a scan is of, where its file does not say. */
    readonly service?: string | undefined;
}

/** Nothing was written. */
export class EvidenceRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "EvidenceRefused";
    }
}

export interface ShelfOptions {
    /** The log of releases. */
    readonly log: AuditStore;
    readonly files: EvidenceFiles;
    readonly clock: Clock;
    readonly actor: string;
    /** A file of the project that a manifest names; undefined where there is none. */
    readonly projectFile: (path: string) => Buffer | undefined;
}

export class EvidenceShelf {
    constructor(private readonly options: ShelfOptions) {}

    /** Durable when it ends: first the file, then its entry. @throws EvidenceRefused with every mistake */
    async add(release: Release, evidence: NewEvidence): Promise<EvidenceRecord> {
        const { kind, name, content, stack, result } = evidence;
        const { problems, scan } = examined(release, evidence);
        if (problems.length > 0) throw new EvidenceRefused(problems);
        const { log, files, clock, actor } = this.options;
        const hash = sha256(content);
        await files.keep(hash, content);
        const about = {
            kind,
            name,
            sha256: hash,
            bytes: content.length,
            ...(stack === undefined ? {} : { stack }),
            ...(result === undefined ? {} : { result }),
            ...(scan === undefined ? {} : { scan }),
        };
        const happened = new Date(clock.now()).toISOString();
        const { version } = release;
        const data = { happened, actor, version, digest: manifestDigest(release), evidence: about };
        const { sequence } = await new AuditTrail(log, clock, releaseLog).append({ type: evidenceAdded, data });
        return { ...about, actor, at: happened, entry: sequence };
    }

    /** Of this very manifest, newest first; at the end what the manifest itself names. @throws AuditDamaged */
    async of(release: Release): Promise<readonly EvidenceRecord[]> {
        const digest = manifestDigest(release);
        const found: EvidenceRecord[] = [];
        for await (const entry of entriesBack(this.options.log)) {
            if (entry.data["digest"] !== digest) continue;
            if (entry.type === releaseCreated) break;
            if (entry.type === evidenceAdded) found.push(recordIn(entry));
        }
        return [...found, ...this.named(release)];
    }

    /** The file, as it was when it was added. @throws where it is gone or was changed */
    async content({ sha256: hash, name, entry }: EvidenceRecord): Promise<Buffer> {
        const { files, projectFile } = this.options;
        const found = entry === undefined ? projectFile(name) : await files.read(hash);
        const where = entry === undefined ? name : files.pathOf(hash);
        if (found === undefined)
            throw new Error(`${where}: the file of the evidence is gone; bring it back from a copy, or add the evidence anew`);
        if (sha256(found) !== hash)
            throw new Error(`${where}: has another content than the evidence that was added; bring it back from a copy`);
        return found;
    }

    /** Where a file is kept; undefined of one that the manifest names. */
    pathOf({ sha256: hash, entry }: EvidenceRecord): string | undefined {
        return entry === undefined ? undefined : this.options.files.pathOf(hash);
    }

    private named({ evidence = [] }: Release): readonly EvidenceRecord[] {
        return evidence.map(({ kind, file, uri, sha256: hash, by, at }) => {
            const content = kind === "scan" && file !== undefined ? this.options.projectFile(file) : undefined;
            const scan = content === undefined || sha256(content) !== hash ? undefined : scanIn(content.toString("utf8"));
            const told = scan === undefined || "problem" in scan ? {} : { scan };
            return { kind, name: file ?? uri ?? "", sha256: hash, actor: by, at, ...told };
        });
    }
}

function recordIn({ sequence, data }: AuditEntry): EvidenceRecord {
    const { evidence, actor, happened } = data as {
        readonly evidence: Omit<EvidenceRecord, "actor" | "at" | "entry">;
        readonly actor: string;
        readonly happened: string;
    };
    return { ...evidence, actor, at: happened, entry: sequence };
}

/** Every mistake at once, and what a scan says. */
function examined(
    release: Release,
    { kind, name, content, stack, result, service }: NewEvidence,
): { readonly problems: readonly string[]; readonly scan?: Scan } {
    const problems: string[] = [];
    if (!kindForm.test(kind))
        problems.push(
            `--kind: ${JSON.stringify(kind)} is no kind; allowed: a lower-case word, as e2e, scan, sbom, provenance, signature`,
        );
    if (content.length === 0) problems.push(`--file: ${name} is empty`);
    if (content.length > largestFile)
        problems.push(`--file: ${name} has ${content.length} bytes; allowed: at most ${largestFile}`);
    if (kind === "e2e") {
        if (result === undefined) problems.push(`--result: is missing; allowed: ${evidenceResults.join(", ")}`);
        if (stack === undefined) problems.push("--env: is missing; write the stack in which the tests ran");
    }
    if (service !== undefined && release.images[service] === undefined) {
        problems.push(
            `--service: ${JSON.stringify(service)} is no service of release ${release.version}; allowed: ` +
                `${Object.keys(release.images).join(", ")}`,
        );
    }
    if (service !== undefined && kind !== "scan")
        problems.push("--service: is only for a scan that does not name its image; leave it out");
    if (problems.length > 0) return { problems };
    const text = content.toString("utf8");
    if (kind === "signature") {
        const found = signaturesIn(text);
        return {
            problems:
                "problem" in found
                    ? [`--file: ${name} ${found.problem}`]
                    : strangers(
                          release,
                          found.map(({ image }) => image),
                          name,
                      ),
        };
    }
    if (kind !== "scan") return { problems };
    const scan = scanIn(text);
    if ("problem" in scan) return { problems: [`--file: ${name} ${scan.problem}`] };
    const own = service === undefined ? undefined : imageDigest(release.images[service] ?? "");
    if (scan.images.length === 0 && own === undefined) {
        return {
            problems: [
                `--service: ${name} does not name the image that was scanned; write whose it is: ` +
                    `${Object.keys(release.images).join(", ")}`,
            ],
        };
    }
    if (scan.images.length > 0 && own !== undefined && !scan.images.includes(own)) {
        return {
            problems: [
                `--service: ${name} is a scan of ${scan.images.join(", ")}, not of ${own}; leave it out, or name another service`,
            ],
        };
    }
    const images = scan.images.length === 0 && own !== undefined ? [own] : scan.images;
    return { problems: strangers(release, images, name), scan: { ...scan, images } };
}

/** It must be about this release. */
function strangers(release: Release, images: readonly string[], name: string): readonly string[] {
    const own = Object.values(release.images).map(imageDigest);
    const strange = images.filter((image) => !own.includes(image));
    if (images.some((image) => own.includes(image))) return [];
    return [
        `--file: ${name} is about ${strange.join(", ")}, which is no image of release ${release.version}; ` +
            `\`colorway release show ${release.version}\` tells its images`,
    ];
}

/** `sha256:…` of `REPOSITORY@sha256:…`. */
export function imageDigest(image: string): string {
    return image.slice(image.indexOf("@") + 1);
}
