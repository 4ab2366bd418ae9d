import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Argument, Command, Option } from "commander";
import type { Release } from "../../config/types";
import { countsText } from "../../release/evidence/scan";
import { EvidenceRecord, EvidenceRefused, EvidenceResult, evidenceResults } from "../../release/evidence/shelf";
import { manifestDigest } from "../../release/manifests/digest";
import { codeOf } from "../../release/adapters/durable-file";
import { AuditDamaged } from "../../release/audit/trail";
import { releaseIn, ReleaseUnusable } from "../../release/releases";
import { messageOf } from "../../release/message";
import { openAudit } from "../audit";
import { requireStack, shelfOf } from "../checks";
import { CommandFailure, exitCodes } from "../failure";
import { tableText, terminalOutput } from "../output";
import { CommonOptions, findProject } from "../session";
import { cloudOption, jsonOption, projectOption } from "./common";

interface AddOptions extends CommonOptions {
    readonly kind: string;
    readonly file: string;
    readonly env?: string | undefined;
    readonly result?: EvidenceResult | undefined;
    readonly service?: string | undefined;
}

export function evidenceCommand(): Command {
    const evidence = new Command("evidence").description(
        "what is known of a release: end-to-end runs, scans, SBOM, provenance, signatures; checks read it",
    );
    const version = (): Argument => new Argument("<version>", "release, as 1.2.0");
    evidence.addCommand(
        common(new Command("add").description("keep a file by its hash, and record who added it, when, and for which manifest"))
            .addArgument(version())
            .requiredOption("--kind <kind>", "e2e, scan, sbom, provenance, signature, or a word of your own")
            .requiredOption(
                "--file <file>",
                "a scan as Trivy's JSON, ECR's findings or SARIF; a signature as `cosign download signature` prints it",
            )
            .option("--env <stack>", "where it was found out; an e2e run has to say it")
            .addOption(new Option("--result <result>", "an e2e run has to say it").choices(evidenceResults))
            .option("--service <service>", "whose image a scan is of, where its file does not name it")
            .action(add),
    );
    evidence.addCommand(
        common(new Command("list").description("everything that is recorded of the manifest as it is, newest first"))
            .addArgument(version())
            .action(list),
    );
    return evidence;
}

function common(command: Command): Command {
    return command
        .option(...jsonOption)
        .option(...cloudOption)
        .option(...projectOption);
}

async function add(version: string, { kind, file, env, result, service, ...options }: AddOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { dir } = findProject(options);
    const stack = env === undefined ? undefined : requireStack("--env", env, dir);
    const release = releaseOf(dir, version);
    const content = contentOf(file);
    const { where } = await openAudit({ ...options, releases: true }, output);
    try {
        const record = await shelfOf(where).add(release, { kind, name: basename(file), content, stack, result, service });
        output.result({ command: "evidence add", version, digest: manifestDigest(release), ...record }, () => {
            output.line(
                `${version}: ${kind} ${record.name} recorded as entry ${record.entry} of the log of releases${scanText(record)}`,
            );
            output.line(`sha256 ${record.sha256}, manifest ${manifestDigest(release)}`);
        });
    } catch (error) {
        if (error instanceof EvidenceRefused)
            throw new CommandFailure(error.message, exitCodes.usage, { problems: error.problems });
        throw refusedBy(error);
    }
}

async function list(version: string, options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const release = releaseOf(findProject(options).dir, version);
    const { where } = await openAudit({ ...options, releases: true }, output);
    const shelf = shelfOf(where);
    const records = await shelf.of(release).catch((error: unknown) => Promise.reject(refusedBy(error)));
    const shown = records.map((record) => ({ ...record, path: shelf.pathOf(record) }));
    output.result({ command: "evidence list", version, digest: manifestDigest(release), evidence: shown }, () => {
        if (records.length === 0)
            return output.line(`${version}: nothing is recorded; \`colorway evidence add ${version} --kind KIND --file FILE\``);
        output.line(tableText(["ENTRY", "KIND", "STACK", "RESULT", "FILE", "ADDED (UTC)", "BY"], records.map(row)));
    });
}

function row(record: EvidenceRecord): readonly string[] {
    const { entry, kind, stack = "-", result, name, at, actor, scan } = record;
    const found = scan === undefined ? (result ?? "-") : countsText(scan.counts);
    return [entry === undefined ? "manifest" : String(entry), kind, stack, found, name, at.slice(0, 19).replace("T", " "), actor];
}

function scanText({ scan }: EvidenceRecord): string {
    return scan === undefined
        ? ""
        : `; ${scan.format}, ${scan.images.length === 1 ? "1 image" : `${scan.images.length} images`}, vulnerabilities: ` +
            `${countsText(scan.counts)}`;
}

/** Whatever its services: evidence may come before a stack knows of them. @throws CommandFailure */
export function releaseOf(dir: string, version: string): Release {
    try {
        return releaseIn(dir, version, []);
    } catch (error) {
        if (error instanceof ReleaseUnusable)
            throw new CommandFailure(error.message, exitCodes.usage, { problems: error.problems });
        throw error;
    }
}

function contentOf(file: string): Buffer {
    try {
        return readFileSync(file);
    } catch (error) {
        const why = codeOf(error) === "ENOENT" ? "there is no such file" : messageOf(error);
        throw new CommandFailure(`--file: ${file}: ${why}; name a file that can be read`, exitCodes.usage);
    }
}

function refusedBy(error: unknown): unknown {
    return error instanceof AuditDamaged ? new CommandFailure(error.message, exitCodes.refused) : error;
}
