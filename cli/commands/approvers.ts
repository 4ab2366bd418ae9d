import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import type { Approvers } from "../../config/approvers";
import { approversIn, ApproversUnusable } from "../../release/adapters/approvers-file";
import { createDurably } from "../../release/adapters/durable-file";
import { totpPlace, totpSecret } from "../../release/adapters/totp-secrets";
import { OneTimeSecret } from "../../release/approvals/totp";
import { messageOf } from "../../release/message";
import { CommandFailure, exitCodes } from "../failure";
import { tableText, terminalOutput } from "../output";
import { CommonOptions, findProject } from "../session";
import { jsonOption, projectOption } from "./common";

interface EnrollOptions extends CommonOptions {
    readonly replace?: true | undefined;
}

export function approversCommand(): Command {
    const approvers = new Command("approvers").description(
        "who may approve what, by approvers.yaml, and the secrets of their one-time codes",
    );
    approvers.addCommand(
        new Command("list")
            .description("stacks with their roles, people with theirs; every mistake in the file")
            .option(...jsonOption)
            .option(...projectOption)
            .action(list),
    );
    approvers.addCommand(
        new Command("enroll")
            .description("make the secret of a person's one-time codes; printed once, for an authenticator")
            .argument("<person>", "as in approvers.yaml")
            .option("--replace", "although there is one: what it approved counts no more")
            .option(...jsonOption)
            .option(...projectOption)
            .action(enroll),
    );
    return approvers;
}

function list(options: CommonOptions): void {
    const output = terminalOutput(options.json === true);
    const approvers = read(findProject(options).dir);
    const { people, stacks, issuers } = approvers;
    output.result({ command: "approvers list", people, stacks, issuers }, () => {
        const able = (roles: readonly string[]): string =>
            Object.keys(people)
                .filter((name) => people[name]?.roles.some((role) => roles.includes(role)) === true)
                .join(", ");
        const rows = Object.entries(stacks).map(([stack, { roles, needed, validHours }]) => [
            stack,
            String(needed),
            `${validHours} h`,
            roles.join(", "),
            able(roles),
        ]);
        output.line(tableText(["STACK", "NEEDED", "HOLDS", "ROLES", "PEOPLE"], rows));
        output.line(
            tableText(
                ["PERSON", "ROLES", "OTHER NAMES"],
                Object.entries(people).map(([name, { roles, names }]) => [name, roles.join(", "), names.join(", ")]),
            ),
        );
        for (const [name, { issuer, audience, person, require }] of Object.entries(issuers)) {
            output.line(
                `${name}: tokens of ${issuer} for ${audience}, person by ${person}, with ${Object.entries(require)
                    .map(([claim, value]) => `${claim} ${value}`)
                    .join(", ")}`,
            );
        }
    });
}

async function enroll(person: string, options: EnrollOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { dir } = findProject(options);
    const approvers = read(dir);
    if (approvers.people[person] === undefined) {
        throw new CommandFailure(
            `${person}: is nobody in approvers.yaml; allowed: ${Object.keys(approvers.people).join(", ")}`,
            exitCodes.usage,
        );
    }
    const place = totpPlace(approvers, person);
    const address = OneTimeSecret.fresh(person, "colorway");
    const kept = place.startsWith("file:");
    if (kept) await keep(place.slice("file:".length), address, options.replace === true);
    if (kept) await usable(approvers, person, dir, place.slice("file:".length));
    output.result({ command: "approvers enroll", person, place, address, kept }, () => {
        output.line(
            kept ? `written to ${place.slice("file:".length)}, for nobody else to read` : `put this text into ${place} yourself`,
        );
        output.line("scan or type it into an authenticator now; it is not shown again:");
        output.line(address);
    });
}

async function keep(path: string, address: string, replace: boolean): Promise<void> {
    try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        if (replace) rmSync(path, { force: true });
        if (await createDurably(path, `${address}\n`)) return;
    } catch (error) {
        throw new CommandFailure(`${path}: ${messageOf(error)}`, exitCodes.failed);
    }
    throw new CommandFailure(
        `${path}: there is one; --replace makes another, and what the old one approved counts no more`,
        exitCodes.refused,
    );
}

/** One that could not be read again is not left behind. */
async function usable(approvers: Approvers, person: string, projectDir: string, path: string): Promise<void> {
    try {
        await totpSecret(approvers, person, { projectDir });
    } catch (error) {
        rmSync(path, { force: true });
        throw new CommandFailure(messageOf(error), exitCodes.usage);
    }
}

function read(dir: string): Approvers {
    try {
        return approversIn(dir);
    } catch (error) {
        if (error instanceof ApproversUnusable)
            throw new CommandFailure(error.message, exitCodes.usage, { problems: error.problems });
        throw error;
    }
}
