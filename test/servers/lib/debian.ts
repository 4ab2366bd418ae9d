/** Programs of Debian's packages, unpacked without installing them. */

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache";
import { run } from "./process";

/**
 * Path of a program: the one on the search path, else of Debian's or Ubuntu's package, kept in the cache. Where it is missing,
 * needs apt with its package lists, and `dpkg-deb`.
 *
 * @param name of the cache's folder
 */
export async function debianProgram({ name, program, source }: {
    readonly name: string; readonly program: string; readonly source: string;
}): Promise<string> {
    const onPath = (await run({ command: "sh", args: ["-c", `command -v ${program}`] }).catch(() => "")).trim();
    if (onPath !== "") return onPath;
    const unpacked = await cached(name, async dir => {
        await run({ command: "apt-get", args: ["download", "--quiet", source], cwd: dir });
        const file = readdirSync(dir).find(each => each.endsWith(".deb")) ?? "";
        await run({ command: "dpkg-deb", args: ["-x", file, "."], cwd: dir });
        rmSync(join(dir, file));
        await run({ command: join(dir, "usr", "bin", program), args: ["--version"] });
    });
    return join(unpacked, "usr", "bin", program);
}
