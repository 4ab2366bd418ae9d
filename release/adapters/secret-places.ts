/** Secrets from where the configuration says that they are: a variable of the process, or a file that nobody else can read. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Secret, Secrets } from "../notifications/receiver";

/** A secret is a line; more is another file by mistake. */
const longestFile = 8192;

/** @param projectDir folder that relative paths begin at */
export function secretPlaces(projectDir: string, environment: NodeJS.ProcessEnv = process.env): Secrets {
    return (place) => {
        const colon = place.indexOf(":");
        const rest = place.slice(colon + 1);
        return place.slice(0, colon) === "env" ? fromVariable(rest, environment) : fromFile(resolve(projectDir, rest));
    };
}

function fromVariable(name: string, environment: NodeJS.ProcessEnv): Secret {
    const value = environment[name]?.trim() ?? "";
    return value === "" ? { problem: `${name} is not set; set this variable of the command` } : { value };
}

function fromFile(path: string): Secret {
    try {
        const found = statSync(path);
        if (!found.isFile()) return { problem: `${path}: is no file` };
        if (found.size > longestFile) return { problem: `${path}: has ${found.size} bytes; at most ${longestFile} are allowed` };
        // Windows has neither owner nor mode of this kind.
        if (process.getuid !== undefined && found.uid !== process.getuid()) {
            return { problem: `${path}: belongs to another user; let it belong to who runs the command` };
        }
        if (process.getuid !== undefined && (found.mode & 0o077) !== 0) {
            return { problem: `${path}: others may read it (mode ${(found.mode & 0o777).toString(8)}); \`chmod 600\` it` };
        }
        const value = readFileSync(path, "utf8").trim();
        return value === "" ? { problem: `${path}: is empty` } : { value };
    } catch (error) {
        return { problem: `${path}: can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})` };
    }
}
