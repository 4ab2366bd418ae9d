/** Reads the pages of the project for the tests of their commands and links. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command } from "commander";
import { commandLine } from "../../cli/main";

export const root = join(__dirname, "..", "..");

/** The pages for readers: README, CONTRIBUTING and all of docs/, by path from the project's folder. */
export function pages(): readonly string[] {
    return ["README.md", "CONTRIBUTING.md", ...pagesBelow(join(root, "docs"))];
}

function pagesBelow(folder: string): readonly string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return pagesBelow(path);
        return entry.name.endsWith(".md") ? [relative(root, path)] : [];
    });
}

export function textOf(page: string): string {
    return readFileSync(join(root, page), "utf8");
}

/** The command lines of the blocks marked `console`: what stands behind `$ `. */
export function consoleCommands(text: string): readonly string[] {
    const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? "");
    return blocks.flatMap((block) => block.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : [])));
}

/** Words of a command line as a shell splits them, without comment and variables set before it. */
export function wordsOf(line: string): readonly string[] {
    const words = [...line.replace(/\s#\s.*$/, "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? "");
    const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
    return first < 0 ? [] : words.slice(first);
}

/** What is wrong with a command line; empty: nothing. Runs none of it. */
export async function problemsOf(line: string, made: readonly string[] = []): Promise<readonly string[]> {
    const [program = "", ...args] = wordsOf(line);
    const missing = args.filter((word) => isOwnPath(word) && !made.includes(word) && !existsSync(join(root, word)));
    const problems = missing.map((path) => `${path} does not exist`);
    switch (program) {
        case "":
        case "curl":
        case "git":
        case "node":
        case "rm":
            return problems;
        case "npm":
            return [...problems, ...scriptProblems(args)];
        case "npx":
            return [...problems, ...(await packageProblems(args))];
        case "pulumi":
            return [...problems, ...pulumiProblems(args)];
        default:
            return [...problems, `${program} is unknown`];
    }
}

/** `releases/1.2.0.yaml`, `tools/load/main.ts`, `policies/release`; no address, image or pattern. */
function isOwnPath(word: string): boolean {
    return /^(bin|cli|components|config|docs|policies|releases|simulator|test|tools)\/[\w./-]+$/.test(word);
}

function scriptProblems([verb = "", script = ""]: readonly string[]): readonly string[] {
    const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: { readonly [name: string]: string } };
    const name = verb === "run" ? script : verb;
    return name === "install" || scripts[name] !== undefined ? [] : [`npm ${verb} ${script}: package.json has no script ${name}`];
}

async function packageProblems([name = "", ...args]: readonly string[]): Promise<readonly string[]> {
    if (name === "colorway") return parseProblems(args);
    return ["ts-node", "mocha"].includes(name) ? [] : [`npx ${name} is unknown`];
}

/** Parses the words with the real definitions, whose actions are taken away. */
async function parseProblems(words: readonly string[]): Promise<readonly string[]> {
    const program = commandLine();
    withoutActions(program);
    try {
        await program.parseAsync([...words], { from: "user" });
        return [];
    } catch (error) {
        const { code, message } = error as { readonly code?: string; readonly message: string };
        return code === "commander.helpDisplayed" ? [] : [message];
    }
}

function withoutActions(command: Command): void {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    for (const child of command.commands) withoutActions(child);
}

/** Verbs of the Pulumi CLI that the pages use, and keys of the project's configuration. */
function pulumiProblems(args: readonly string[]): readonly string[] {
    const verbs = ["login", "stack init", "config set", "preview", "up"];
    const line = args.join(" ");
    if (!verbs.some((verb) => line.startsWith(verb))) return [`pulumi ${line}: not one of ${verbs.join(", ")}`];
    return configProblems(args);
}

/** Keys of the configuration among the words that the project file does not describe. */
export function configProblems(args: readonly string[]): readonly string[] {
    const described = textOf("Pulumi.yaml");
    const keys = args.filter((word) => word.startsWith("colorway:")).map((word) => word.split(".")[0] ?? word);
    return keys.filter((key) => !described.includes(`\n  ${key}:\n`)).map((key) => `${key} is no key of Pulumi.yaml`);
}

/** Targets of links that lead into the project: path from its folder, and anchor. */
export function linksOf(page: string): readonly { readonly link: string; readonly path: string; readonly anchor: string }[] {
    const prose = textOf(page).replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
    return links
        .filter((link) => !/^[a-z]+:/.test(link))
        .map((link) => {
            const [file = "", anchor = ""] = link.split("#");
            return { link, path: file === "" ? page : join(dirname(page), file), anchor };
        });
}

/** Anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
    const prose = textOf(page).replace(/^```[\s\S]*?^```$/gm, "");
    return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-"),
    );
}
