import { Command } from "commander";

/** Flags and text of the options that commands share. */
export const cloudOption = ["--cloud <cloud>", "simulated (default) or aws; COLORWAY_CLOUD says the same"] as const;
export const jsonOption = ["--json", "print one JSON document instead of text"] as const;
export const projectOption = ["-C, --cwd <dir>", "project folder, default: here or the nearest one above"] as const;
export const breakLockOption = ["--break-lock", "your word that a killed update on another host, which left its lock, is dead"] as const;

/** Adds the options that every command takes. */
export function withCommonOptions(command: Command): Command {
    return command
        .option("-s, --stack <name>", "stack, as dev")
        .option(...jsonOption)
        .option(...cloudOption)
        .option(...projectOption);
}

/** `3 created, 1 updated`. */
export function countsText(counts: { readonly [operation: string]: number }, tense: "past" | "future"): string {
    const words: { readonly [operation: string]: readonly [past: string, future: string] } = {
        create: ["created", "to create"],
        update: ["updated", "to update"],
        replace: ["replaced", "to replace"],
        delete: ["deleted", "to delete"],
        same: ["unchanged", "unchanged"],
    };
    const parts = Object.entries(words).flatMap(([operation, [past, future]]) => {
        const count = counts[operation] ?? 0;
        return count === 0 ? [] : [`${count} ${tense === "past" ? past : future}`];
    });
    return parts.length === 0 ? "nothing to do" : parts.join(", ");
}
