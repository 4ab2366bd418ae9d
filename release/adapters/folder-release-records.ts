/** Records of releases in one file, a line of JSON for each run; for the simulated cloud and for tests. */

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ReleaseConflict, type ReleaseRecords, type ReleaseRun } from "../ports/release-records";

export class FolderReleaseRecords implements ReleaseRecords {
    /** @param file made with its folder when the first release is recorded */
    constructor(private readonly file: string) {}

    async append(run: ReleaseRun): Promise<void> {
        const earlier = (await this.runsOf(run.version)).find(({ digest }) => digest !== run.digest);
        if (earlier !== undefined) throw new ReleaseConflict(run, earlier);
        mkdirSync(dirname(this.file), { recursive: true });
        const { text } = this.content();
        // a line that a kill cut short must not swallow this one
        const opening = text === "" || text.endsWith("\n") ? "" : "\n";
        const handle = openSync(this.file, "a", 0o600);
        try {
            writeSync(handle, `${opening}${JSON.stringify(run)}\n`);
            fsyncSync(handle);
        } finally {
            closeSync(handle);
        }
    }

    async runsOf(version: string): Promise<readonly ReleaseRun[]> {
        return this.content().runs.filter(run => run.version === version);
    }

    async runs(): Promise<readonly ReleaseRun[]> {
        return this.content().runs;
    }

    private content(): { readonly text: string; readonly runs: readonly ReleaseRun[] } {
        const text = textOf(this.file);
        return { text, runs: text.split("\n").flatMap(runIn) };
    }
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
        throw error;
    }
}

/** The run in a line; none in one that was cut short. */
function runIn(line: string): readonly ReleaseRun[] {
    try {
        return [JSON.parse(line) as ReleaseRun];
    } catch {
        return [];
    }
}
