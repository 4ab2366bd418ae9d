import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import { Project } from "./project";
import { writeWhole } from "./write-whole";

const projectFile = /^Pulumi(\..+)?\.ya?ml$/;
const secretsKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * A folder in which the CLI sees the project as it is, but with its own copies of the stack files: the CLI writes the key that
 * encrypts a stack's secrets beside the configuration, and the simulated cloud's key must never come into the project's own
 * files nor replace a real account's. Everything else in it is a link to the project.
 */
export function shadowOf(project: Project): string {
    const folder = join(project.simulated, "project");
    mkdirSync(folder, { recursive: true });
    // At each update the CLI compares a Git work tree around it with its index, file by file: a second for what nobody reads here.
    writeWhole(join(folder, ".git"), "gitdir: /dev/null\n", 0o644);
    const wanted = readdirSync(project.dir).filter((name) => name !== ".git" && name !== ".colorway" && !projectFile.test(name));
    for (const name of readdirSync(folder)) {
        const link = linkOf(join(folder, name));
        // A link elsewhere is from before the project was moved or copied.
        if (link !== undefined && (!wanted.includes(name) || link !== join(project.dir, name))) rmSync(join(folder, name), { force: true });
    }
    for (const name of wanted) linkTo(join(project.dir, name), join(folder, name));
    for (const name of readdirSync(project.dir).filter((file) => projectFile.test(file))) {
        copyProjectFile(join(project.dir, name), join(folder, name));
    }
    return folder;
}

function linkOf(path: string): string | undefined {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
}

function linkTo(target: string, path: string): void {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
    try {
        symlinkSync(target, path);
    } catch (error) {
        // Another command has just made it.
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
}

function copyProjectFile(source: string, target: string): void {
    const text = readFileSync(source, "utf8");
    if (basename(source) === "Pulumi.yaml") return writeWhole(target, text, 0o644);
    const document = parseDocument(text);
    const own = existsSync(target) ? parseDocument(readFileSync(target, "utf8")) : undefined;
    for (const key of secretsKeys) {
        document.delete(key);
        const value: unknown = own?.get(key);
        if (value !== undefined) document.set(key, value);
    }
    writeWhole(target, document.toString(), 0o600);
}
