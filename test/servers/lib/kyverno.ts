/** Kyverno's own command line, built once per machine from its Go module, whose versions and sums are in the folder `kyverno`. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { cached } from "./cache";
import { run } from "./process";
import type { Manifest } from "./spoiled";

const moduleDir = join(__dirname, "..", "kyverno");
/** A report of three stacks is some megabytes. */
const mostOutput = 64 * 2 ** 20;

/** What a rule says of an object. */
export interface Verdict {
    readonly policy: string;
    /** Of the policy; those that Kyverno derives for what makes pods begin with `autogen-`. */
    readonly rule: string;
    /** `pass`, `fail`, `error`, `skip` or `warn`. */
    readonly result: string;
    /** Name of the object, and its kind. */
    readonly name: string;
    readonly kind: string;
    readonly message: string;
}

interface Report {
    readonly results?: readonly {
        readonly policy: string;
        readonly rule: string;
        readonly result: string;
        readonly message?: string;
        readonly description?: string;
        readonly resources?: readonly { readonly name: string; readonly kind: string }[];
    }[];
}

/** Builds it where it is missing: Go 1.26, the module proxy, 5 minutes of two cores. */
export async function kyvernoCommand(): Promise<string> {
    const versions = ["go.mod", "go.sum"].map(name => readFileSync(join(moduleDir, name)));
    const hash = createHash("sha256").update(Buffer.concat(versions)).digest("hex").slice(0, 12);
    const dir = await cached(`kyverno-${hash}`, async fresh => {
        const options = ["-mod=readonly", "-ldflags", "-s -w", "-o", join(fresh, "kyverno")];
        const args = ["build", ...options, "github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno"];
        await run({ command: "go", args, cwd: moduleDir, env: { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" } });
    });
    return join(dir, "kyverno");
}

/** Applies policies to objects, without a cluster and without a registry. */
export function apply(command: string, policies: readonly Manifest[], objects: readonly Manifest[]): readonly Verdict[] {
    const dir = mkdtempSync(join(tmpdir(), "colorway-kyverno-"));
    try {
        const write = (name: string, all: readonly Manifest[]): string => {
            writeFileSync(join(dir, name), all.map(each => stringify(each)).join("---\n"));
            return join(dir, name);
        };
        const args = [
            "apply", write("policies.yaml", policies), "--resource", write("objects.yaml", objects), "--policy-report", "--output-format", "json",
        ];
        const { stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", maxBuffer: mostOutput, timeout: 300_000, env: { HOME: dir } });
        const reports = stdout.split("\n").filter(line => line.startsWith("{")).map(line => JSON.parse(line) as Report);
        if (error !== undefined || reports.length === 0) throw error ?? new Error(`kyverno ${args.join(" ")}: no report\n${stdout}\n${stderr}`);
        return reports.flatMap(({ results = [] }) => results.flatMap(verdictsOf));
    } finally {
        rmSync(dir, { recursive: true, force: true });
    }
}

function verdictsOf(result: NonNullable<Report["results"]>[number]): readonly Verdict[] {
    const { policy, rule, result: said, resources = [] } = result;
    const message = result.message ?? result.description ?? "";
    return resources.map(({ name, kind }) => ({ policy, rule, result: said, name, kind, message }));
}
