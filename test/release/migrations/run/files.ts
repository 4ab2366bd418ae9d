/** Migrations that exist in no folder. */
import { createHash } from "node:crypto";
import type { MigrationPhase } from "../../../../config/types";
import type { RunFile } from "../../../../release/migrations/run/plan";

/** @param statements where the file is no transaction */
export function fileOf(file: string, sql = "SELECT 1", statements?: readonly string[]): RunFile {
    const phase: MigrationPhase = file.includes(".contract.") ? "contract" : "expand";
    const sha256 = createHash("sha256").update(sql).digest("hex");
    return { file, sha256, phase, sql, transaction: statements === undefined, statements: statements ?? [sql] };
}
