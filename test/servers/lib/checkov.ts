/** Checkov (https://www.checkov.io), a scanner by others: installed once per machine, run without any way out of it. */

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceData } from "../../../policies/core/stack";
import type { Finding } from "../../../tools/checkov/compare";
import { manifestsOf } from "../../../tools/checkov/manifests";
import { terraformPlan } from "../../../tools/checkov/plan";
import { cached } from "./cache";
import { run } from "./process";

/** Exact versions of Checkov and everything that it needs. */
const requirements = join(__dirname, "checkov.requirements.txt");

interface Report {
    readonly check_type: "terraform_plan" | "kubernetes";
    readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
    readonly results: {
        readonly failed_checks: readonly {
            readonly check_id: string; readonly check_name: string; readonly resource: string; readonly file_path: string;
        }[];
    };
}

export function checkovVersion(): string {
    const [, version = ""] = /^checkov==(.*)$/m.exec(readFileSync(requirements, "utf8")) ?? [];
    return version;
}

/** Everything that it finds of the resources, given to it as a plan of Terraform and as manifests of Kubernetes. */
export async function checkovFindings(resources: readonly ResourceData[]): Promise<readonly Finding[]> {
    const python = join(await installed(), "bin", "python");
    const dir = mkdtempSync(join(tmpdir(), "colorway-checkov-"));
    try {
        const plan = terraformPlan(resources);
        const manifests = manifestsOf(resources);
        mkdirSync(join(dir, "manifests"));
        writeFileSync(join(dir, "plan.json"), plan.json);
        for (const { fileName, json } of manifests) writeFileSync(join(dir, "manifests", fileName), json);
        const reports = JSON.parse(await run({
            command: python,
            args: [
                "-m", "checkov.main", "--directory", dir, "--framework", "terraform_plan", "kubernetes", "--output", "json",
                "--compact", "--quiet", "--skip-download", "--soft-fail",
            ],
            // Nothing of the user's accounts reaches it, and nothing goes out.
            env: {
                BC_API_KEY: "", PRISMA_API_URL: "", LOG_LEVEL: "CRITICAL",
                // Nobody listens on the port for discarding.
                HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9",
            },
            cwd: dir,
        })) as readonly Report[];
        const byFile = new Map(manifests.map(({ fileName, resource }) => [fileName, resource]));
        return reports.flatMap(({ check_type: kind, summary, results }) => {
            if (summary.parsing_errors > 0) throw new Error(`Checkov cannot read ${summary.parsing_errors} files of ${kind}`);
            return results.failed_checks.map(({ check_id: check, check_name: name, resource: address, file_path: path }): Finding => {
                const file = path.split("/").at(-1) ?? "";
                const resource = kind === "terraform_plan" ? plan.byAddress.get(address) : byFile.get(file);
                if (resource === undefined) throw new Error(`${check}: found on ${address} (${path}), which was not given to it`);
                return { check, name, resource };
            });
        });
    } finally {
        rmSync(dir, { recursive: true, force: true });
    }
}

function installed(): Promise<string> {
    const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
    return cached(`checkov-${wanted}`, async dir => {
        await run({ command: "python3", args: ["-m", "venv", dir] });
        const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
        await run({ command: join(dir, "bin", "python"), args: [...pip, "--requirement", requirements] });
        await run({ command: join(dir, "bin", "python"), args: ["-c", "import checkov.main"] });
    });
}
