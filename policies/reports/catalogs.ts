/** Which catalogs a report rests on: where they come from, and the hash by which the same one is known again. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Catalog {
    readonly name: string;
    readonly version: string;
    /** Address of the publisher's page. */
    readonly source: string;
    /** SHA-256 of the list of controls that was used. */
    readonly sha256: string;
}

/** The catalog of a standard; undefined where it is none of ours. */
export function catalogOf(standard: string): Catalog | undefined {
    return catalogs().find(({ name }) => name === standard);
}

function catalogs(): readonly Catalog[] {
    return ["nist-800-53-r5.json", "pci-dss-4.0.1.json"].map((file) => {
        const text = readFileSync(join(__dirname, "..", "data", file), "utf8");
        const { name, version, source } = JSON.parse(text) as Omit<Catalog, "sha256">;
        return { name, version, source, sha256: createHash("sha256").update(text).digest("hex") };
    });
}
