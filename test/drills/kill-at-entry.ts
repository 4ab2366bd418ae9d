/**
 * Loaded before a command: kills its process group (command, engine, packs) with SIGKILL in the moment in which the named entry of the
 * journal is there, before the command does anything else. From outside that moment can't be met.
 */
import { promises, readFileSync } from "node:fs";
import { JournalEntry } from "../../release/ports/journal";
import { Points } from "./points";

const wanted = process.env["DRILL_KILL_AT"];
delete process.env["DRILL_KILL_AT"];
const { link } = promises;
const points = new Points();

// An entry gets its name by `link`.
Object.assign(promises, {
    link: async (from: string, to: string): Promise<void> => {
        await link(from, to);
        if (!/\/journals\/[^/]+\/\d+\.json$/.test(to)) return;
        const { data } = JSON.parse(readFileSync(to, "utf8")) as JournalEntry;
        if (points.next(data) === wanted) process.kill(0, "SIGKILL");
    },
});
