/** Evidence as scanners and cosign write it, and a shelf in memory. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Release } from "../../../config/types";
import { EvidenceShelf, imageDigest } from "../../../release/evidence/shelf";
import type { EvidenceFiles } from "../../../release/ports/evidence";
import { MemoryAuditStore } from "../audit/memory-audit";
import { FakeClock } from "../fake-clock";

export class MemoryEvidence implements EvidenceFiles {
    readonly files = new Map<string, Buffer>();

    async keep(hash: string, content: Buffer): Promise<void> {
        if (!this.files.has(hash)) this.files.set(hash, content);
    }

    async read(hash: string): Promise<Buffer | undefined> {
        return this.files.get(hash);
    }

    pathOf(hash: string): string {
        return `memory/${hash}`;
    }
}

/** A shelf, and all that it stands on. */
export class ShelfWorld {
    readonly log = new MemoryAuditStore();
    readonly files = new MemoryEvidence();
    /** Files of the project, by path. */
    readonly project = new Map<string, string>();
    readonly shelf: EvidenceShelf;

    constructor(readonly clock = new FakeClock()) {
        this.shelf = new EvidenceShelf({
            log: this.log, files: this.files, clock, actor: "ci@runner (process 7)", projectFile: (path) => this.projectFile(path),
        });
    }

    projectFile(path: string): Buffer | undefined {
        const text = this.project.get(path);
        return text === undefined ? undefined : Buffer.from(text);
    }
}

/** Trivy's JSON of an image. */
export function trivy(image: string | undefined, vulnerabilities: readonly (readonly [id: string, severity: string])[] = [], created = "2026-01-02T03:00:00Z"): string {
    const Vulnerabilities = vulnerabilities.map(([VulnerabilityID, Severity]) => ({ VulnerabilityID, Severity }));
    return JSON.stringify({
        SchemaVersion: 2, CreatedAt: created, ArtifactName: "image", ArtifactType: "container_image",
        Metadata: image === undefined ? {} : { RepoDigests: [image] }, Results: [{ Target: "os", Vulnerabilities }, { Target: "empty" }],
    });
}

/** A key of ECDSA on P-256, as cosign and KMS have it. */
export function signer(): { readonly pem: string; readonly key: KeyObject } {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return { pem: publicKey.export({ type: "spki", format: "pem" }).toString(), key: privateKey };
}

/** What `cosign download signature` prints of an image. */
export function cosignLine(key: KeyObject, image: string, type = "cosign container image signature"): string {
    const digest = imageDigest(image);
    const critical = { identity: { "docker-reference": image.slice(0, image.indexOf("@")) }, image: { "docker-manifest-digest": digest }, type };
    const payload = Buffer.from(JSON.stringify({ critical, optional: null }));
    return JSON.stringify({ Base64Signature: sign("sha256", payload, key).toString("base64"), Payload: payload.toString("base64"), Cert: null });
}

export function releaseWith(services: readonly string[], version = "1.1.0"): Release {
    const digest = (name: string): string => createHash("sha256").update(name + version).digest("hex");
    const images = Object.fromEntries(services.map((name) => [name, `registry.example/${name}@sha256:${digest(name)}`]));
    return { version, commit: "0123456789abcdef0123456789abcdef01234567", created: "2026-01-01T00:00:00Z", images };
}
