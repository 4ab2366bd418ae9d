import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EvidenceFiles } from "../ports/evidence";
import { codeOf, createDurably } from "./durable-file";

/** Files of evidence in a folder, `FOLDER/HASH`; for the simulated cloud and for tests. */
export class FolderEvidence implements EvidenceFiles {
    /** @param folder made with the first file */
    constructor(private readonly folder: string) {}

    async keep(hash: string, content: Buffer): Promise<void> {
        await createDurably(this.pathOf(hash), content);
    }

    async read(hash: string): Promise<Buffer | undefined> {
        try {
            return await readFile(this.pathOf(hash));
        } catch (error) {
            if (codeOf(error) === "ENOENT") return undefined;
            throw error;
        }
    }

    pathOf(hash: string): string {
        return join(this.folder, hash);
    }
}
