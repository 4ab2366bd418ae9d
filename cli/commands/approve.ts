import { createInterface } from "node:readline/promises";
import { Command, Option } from "commander";
import type { Release } from "../../config/types";
import { approversIn, ApproversUnusable } from "../../release/adapters/approvers-file";
import { authorsOf } from "../../release/adapters/release-authors";
import { ApprovalRefused } from "../../release/approvals/book";
import type { Author } from "../../release/approvals/ledger";
import { AuditUntrue } from "../../release/audit/log";
import { releaseLog } from "../../release/audit/names";
import { AuditDamaged } from "../../release/audit/trail";
import { manifestDigest } from "../../release/manifests/digest";
import { checkUnchanged, ReleaseChanged } from "../../release/manifests/seen";
import { isOver } from "../../release/rollout/machine";
import { viewOf } from "../../release/rollout/unfinished";
import { keptStoreOf, openAudit } from "../audit";
import { bookOf } from "../checks";
import { CommandFailure, exitCodes } from "../failure";
import { Output, terminalOutput } from "../output";
import { recordsOf } from "../release-records";
import { rolloutStores } from "../rollout-ports";
import { CommonOptions, findProject, Session, stackName } from "../session";
import { jobToken } from "../token";
import { withCommonOptions } from "./common";
import { releaseOf } from "./evidence";

interface DecideOptions extends CommonOptions {
    readonly as?: string | undefined;
    readonly code?: string | undefined;
    readonly oidc?: string | true | undefined;
    readonly reason?: string | undefined;
}

export function approveCommand(): Command {
    return decisionCommand(
        "approve",
        "say yes to the very manifest of a release for a stack; by a one-time code or a token of CI",
    )
        .option("--reason <text>", "what was looked at")
        .action((what: string, options: DecideOptions) => decide(true, what, options));
}

export function rejectCommand(): Command {
    return decisionCommand("reject", "say no to it, until the same person approves it; a rollout that waits is refused at once")
        .requiredOption("--reason <text>", "why; everybody who is refused reads it")
        .action((what: string, options: DecideOptions) => decide(false, what, options));
}

function decisionCommand(name: string, description: string): Command {
    return withCommonOptions(new Command(name).description(description))
        .argument("<release>", "release, as 1.2.0, or a rollout that waits, by its identifier")
        .option("--as <person>", "who you are in approvers.yaml; with a one-time code")
        .option("--code <code>", "the one-time code, default: it is asked for")
        .addOption(
            new Option(
                "--oidc [issuer]",
                "by the token of this CI job instead of a code; of several in approvers.yaml the one of that name",
            ).conflicts(["as", "code"]),
        );
}

type Where = Pick<Session, "project" | "target">;

/** What is decided on. */
interface Subject {
    readonly release: Release;
    readonly digest: string;
    readonly authors: readonly Author[];
}

async function decide(approved: boolean, what: string, options: DecideOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const { where } = await openAudit(options, output);
    const command = approved ? "approve" : "reject";
    try {
        const approvers = approversIn(project.dir);
        const subject = await subjectOf(where, stack, what);
        const { release, digest, authors } = subject;
        tell(output, stack, subject);
        const proof =
            options.oidc === undefined
                ? { person: personGiven(options), code: options.code ?? (await askedCode()) }
                : { token: await jobToken(approvers, options.oidc) };
        const { version } = release;
        const book = bookOf(where);
        const decision = await book.decide({ approved, stack, version, digest, reason: options.reason, authors, proof });
        const { needed, approved: counting } = await book.tally(stack, digest, authors, Date.parse(decision.happened));
        const { person, expires, entry } = decision;
        output.result({ command, ...decision, needed, approvals: counting.map((each) => each.person) }, () => {
            output.line(
                approved
                    ? `approved by ${person} until ${expires}; ${counting.length} of ${needed} people`
                    : `rejected by ${person}: ${decision.reason ?? ""}`,
            );
            output.line(`entry ${entry} of the log of approvals`);
        });
    } catch (error) {
        throw failureOf(error);
    }
}

/** The manifest as it is now, which must be the one that ran elsewhere, or that the rollout waits with. */
async function subjectOf(where: Where, stack: string, what: string): Promise<Subject> {
    const { project, target } = where;
    const plan = /^\d{8}-\d{6}-/.test(what) ? await waitingPlan(where, stack, what) : undefined;
    const release = releaseOf(project.dir, plan?.version ?? what);
    const records = recordsOf(project, target);
    if (records !== undefined) await checkUnchanged(records, release);
    const digest = manifestDigest(release);
    if (plan !== undefined && plan.digest !== digest) {
        throw new CommandFailure(
            `rollout ${what} waits with the manifest ${plan.digest}, releases/${plan.version}.yaml is ${digest} now; ` +
                `put it back as it was`,
            exitCodes.refused,
        );
    }
    const made = await authorsOf(project.dir, keptStoreOf(where, releaseLog), release);
    return { release, digest, authors: plan === undefined ? made : [...made, { name: plan.actor, how: "started the rollout" }] };
}

async function waitingPlan(
    where: Where,
    stack: string,
    id: string,
): Promise<{ readonly version: string; readonly digest: string; readonly actor: string }> {
    const view = await viewOf(rolloutStores(where, stack).journals, id);
    if (view === undefined)
        throw new CommandFailure(
            `${id}: is no rollout of ${stack}; \`colorway history --stack ${stack} --json\` tells them`,
            exitCodes.usage,
        );
    if (view.state.phase === "check") return view.state.plan;
    const over = isOver(view.state.phase) ? "is over" : "has begun";
    throw new CommandFailure(
        `${id}: ${over} (${view.state.phase}), so nobody waits for a decision; name the release`,
        exitCodes.refused,
    );
}

function tell(output: Output, stack: string, { release, digest, authors }: Subject): void {
    const { version, commit, images, migrations = [] } = release;
    const made =
        authors.length === 0
            ? "nobody knows who made it, so no rollout will count it"
            : authors.map(({ name, how }) => `${name} ${how}`).join(", ");
    output.line(`release ${version} for ${stack}, manifest ${digest}`);
    output.line(`commit ${commit}, ${Object.keys(images).length} images, ${migrations.length} migrations; ${made}`);
}

function personGiven({ as: person }: DecideOptions): string {
    if (person !== undefined) return person;
    throw new CommandFailure("--as is missing: write who you are in approvers.yaml, or --oidc in a job of CI", exitCodes.usage);
}

async function askedCode(): Promise<string> {
    if (process.stdin.isTTY !== true)
        throw new CommandFailure("--code is missing, and nobody can be asked here", exitCodes.usage);
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and Ctrl-D close it without an answer.
    const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
    try {
        return (await Promise.race([terminal.question("one-time code: "), closed])).trim();
    } finally {
        terminal.close();
    }
}

function failureOf(error: unknown): unknown {
    if (error instanceof ApprovalRefused)
        return new CommandFailure(error.message, exitCodes.refused, { problems: error.problems });
    if (error instanceof ApproversUnusable)
        return new CommandFailure(error.message, exitCodes.usage, { problems: error.problems });
    if (error instanceof ReleaseChanged)
        return new CommandFailure(error.message, exitCodes.refused, { changedReleases: [error.change] });
    return error instanceof AuditUntrue || error instanceof AuditDamaged
        ? new CommandFailure(error.message, exitCodes.refused)
        : error;
}
