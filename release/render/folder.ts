/** The folder that a stack is rendered to: replaced whole, and never a file of somebody else's with it. */
import {
    lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";
import { sha256 } from "../manifests/digest";
import { indexFile, sealedText } from "./files";

/** Files that are told of by name; a whole project's would hide the rest. */
const listed = 20;

/** The folder holds what would be lost. */
export class FolderRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "FolderRefused";
    }
}

/** @throws FolderRefused where the folder holds a file that was not rendered, or was changed since */
export function checkFolder(folder: string): void {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isDirectory()) throw new FolderRefused([`${folder}: is no folder; name one, or a path where nothing is`]);
    const files = filesIn(folder);
    const known = files.length === 0 ? new Map<string, string>() : digestsOf(folder);
    const problems = files
        .filter(file => file !== indexFile || known === undefined)
        .flatMap(file => problemOf(folder, file, known) ?? []);
    if (problems.length === 0) return;
    const others = problems.length > listed ? [`${folder}: and ${problems.length - listed} files more`] : [];
    throw new FolderRefused([...problems.slice(0, listed), ...others, `${folder}: name another folder, or move these files away`]);
}

/**
 * Puts the files where the folder is or shall be. A killed process leaves the old folder or the new one, at worst beside its
 * place.
 *
 * @param files text by path
 * @throws FolderRefused
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string>): void {
    const place = resolve(folder);
    mkdirSync(dirname(place), { recursive: true });
    const beside = mkdtempSync(join(dirname(place), `.${basename(place)}.`));
    const [fresh, old] = [join(beside, "new"), join(beside, "old")];
    try {
        for (const [file, text] of files) {
            mkdirSync(dirname(join(fresh, file)), { recursive: true });
            writeFileSync(join(fresh, file), text);
        }
        checkFolder(folder);
        if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) renameSync(place, old);
        renameSync(fresh, place);
    } finally {
        rmSync(fresh, { recursive: true, force: true });
        removeRendered(old);
        rmdirSync(beside);
    }
}

/** Only what was rendered: a file that came in the meantime stays, and is told of by the error. */
function removeRendered(folder: string): void {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
    checkFolder(folder);
    rmSync(folder, { recursive: true });
}

function problemOf(folder: string, file: string, known: ReadonlyMap<string, string> | undefined): string | undefined {
    const path = join(folder, file);
    const digest = known?.get(file);
    if (digest === undefined) return `${path}: was not written by colorway render`;
    const same = lstatSync(path).isFile() && sha256(readFileSync(path)) === digest;
    return same ? undefined : `${path}: was changed since it was written`;
}

/** Paths of everything that is no folder. */
function filesIn(folder: string): readonly string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
        .sort();
}

/** Digest by file, as the index has it; undefined where there is none, or it was changed. */
function digestsOf(folder: string): ReadonlyMap<string, string> | undefined {
    const index = join(folder, indexFile);
    if (lstatSync(index, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const body = sealedText(readFileSync(index, "utf8"));
    if (body === undefined) return undefined;
    const { objects } = parse(body) as { readonly objects: readonly { readonly file: string; readonly sha256: string }[] };
    return new Map(objects.map(({ file, sha256: digest }) => [file, digest]));
}
