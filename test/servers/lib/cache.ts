/** What the tests against real servers need beyond npm packages: installed once per machine, outside the project. */

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** As the set-up's own cache: `COLORWAY_CACHE_DIR`, else `colorway` in the user's cache folder. */
export function serversDir(): string {
    const { COLORWAY_CACHE_DIR, XDG_CACHE_HOME } = process.env;
    return join(COLORWAY_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "colorway"), "servers");
}

/**
 * The folder of that name, made by `install` where it is missing. It is made beside its place and moved there whole: what was
 * interrupted leaves nothing half done, and two at once do not meet. Its files must not know where they are.
 *
 * @param name with everything that decides its content, as `moto-5.2.5`
 */
export async function cached(name: string, install: (dir: string) => void | Promise<void>): Promise<string> {
    const place = join(serversDir(), name);
    if (existsSync(place)) {
        return place;
    }
    mkdirSync(dirname(place), { recursive: true });
    const fresh = mkdtempSync(`${place}.new-`);
    try {
        await install(fresh);
        moveTo(place, fresh);
    } catch (error) {
        throw new Error(`${name} cannot be installed into ${place}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
        rmSync(fresh, { recursive: true, force: true });
    }
    return place;
}

function moveTo(place: string, fresh: string): void {
    try {
        renameSync(fresh, place);
    } catch (error) {
        // Another one was faster: its folder is as good.
        if (!existsSync(place)) {
            throw error;
        }
    }
}
