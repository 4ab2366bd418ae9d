/** Files that a manifest names: migrations and evidence. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { either } from "../../config/problems";
import { type Migration, type MigrationPhase, migrationPhases } from "../../config/types";
import { sha256 } from "./digest";

/** SHA-256 of a file inside the project; undefined where there is none. */
export function hashOfFile(projectDir: string, file: string): string | undefined {
    const content = contentOfFile(projectDir, file);
    return content === undefined ? undefined : sha256(content);
}

/** A file inside the project; undefined where there is none. */
export function contentOfFile(projectDir: string, file: string): Buffer | undefined {
    try {
        return readFileSync(join(projectDir, file));
    } catch (error) {
        if (["ENOENT", "EISDIR", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
        throw error;
    }
}

/** A path as a manifest writes it: from the project's folder, with slashes. */
export function pathInProject(projectDir: string, path: string): string {
    return relative(projectDir, path).split(sep).join("/");
}

/** The migrations in a folder, by name; `mistakes` where a file does not say its phase. */
export function migrationsIn(
    projectDir: string,
    folder: string,
): { readonly migrations: readonly Migration[]; readonly mistakes: readonly string[] } {
    const migrations: Migration[] = [];
    const mistakes: string[] = [];
    for (const name of sqlFiles(folder)) {
        const file = pathInProject(projectDir, join(folder, name));
        const phase = phaseOf(name);
        if (phase === undefined) mistakes.push(`${file}: does not say its phase; ${phaseRule}`);
        else migrations.push({ file, sha256: sha256(readFileSync(join(folder, name))), phase });
    }
    return { migrations, mistakes };
}

const endings = migrationPhases.map(phase => `.${phase}.sql`);
export const phaseRule = `allowed: a name that ends in ${either(endings)}, as 0007_orders.expand.sql`;

/** What the name of a migration says; undefined where it says none. */
export function phaseOf(name: string): MigrationPhase | undefined {
    return migrationPhases.find(phase => name.endsWith(`.${phase}.sql`));
}

function sqlFiles(folder: string): readonly string[] {
    return readdirSync(folder)
        .filter(name => name.endsWith(".sql"))
        .sort();
}
