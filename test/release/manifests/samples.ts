import { Release } from "../../../config/types";
import { ReleaseConflict, ReleaseRecords, ReleaseRun } from "../../../release/ports/release-records";

const image = (service: string, digit: string): string => `registry.example/${service}@sha256:${digit.repeat(64)}`;

/** A release with everything a manifest may say. */
export const fullRelease: Release = {
    version: "1.2.0",
    commit: "0123456789abcdef0123456789abcdef01234567",
    created: "2026-11-21T09:00:00Z",
    images: { api: image("api", "1"), web: image("web", "2") },
    migrations: [
        { file: "migrations/0001_orders.expand.sql", sha256: "a".repeat(64), phase: "expand" },
        { file: "migrations/0002_orders.contract.sql", sha256: "b".repeat(64), phase: "contract" },
    ],
    evidence: [
        { kind: "sbom", file: "evidence/sbom.json", sha256: "c".repeat(64), by: "maria", at: "2026-11-21T08:00:00Z" },
        { kind: "scan", uri: "https://ci.example/71", sha256: "d".repeat(64), by: "ci", at: "2026-11-21T08:30:00Z" },
    ],
};

/** Records that last as long as the test. */
export class MemoryRecords implements ReleaseRecords {
    readonly all: ReleaseRun[] = [];

    async append(run: ReleaseRun): Promise<void> {
        const earlier = this.all.find(({ version, digest }) => version === run.version && digest !== run.digest);
        if (earlier !== undefined) throw new ReleaseConflict(run, earlier);
        this.all.push(run);
    }

    async runsOf(version: string): Promise<readonly ReleaseRun[]> {
        return this.all.filter((run) => run.version === version);
    }

    async runs(): Promise<readonly ReleaseRun[]> {
        return this.all;
    }
}
