import { scryptSync } from "node:crypto";
import { Cloud } from "../cloud/cloud";

/** One kind of letters in a random text. */
export interface Kind {
    readonly letters: string;
    /** Whether letters of this kind may fill up the length. */
    readonly wanted: boolean;
    /** How many there must be, wanted or not. */
    readonly least: number;
}

export interface Wanted {
    readonly length: number;
    readonly kinds: readonly Kind[];
}

/** A random text: of each kind as many as it needs at least, the rest from all wanted kinds, in random order. */
export function lettersOf(cloud: Cloud, { length, kinds }: Wanted): string {
    const needed = kinds.flatMap(({ letters, least }) => Array.from({ length: least }, () => pick(cloud, letters)));
    const all = kinds
        .filter(({ wanted }) => wanted)
        .map(({ letters }) => letters)
        .join("");
    const rest = Array.from({ length: length - needed.length }, () => pick(cloud, all));
    return shuffled(cloud, [...needed, ...rest]).join("");
}

function pick(cloud: Cloud, letters: string): string {
    return letters[below(cloud, letters.length)] ?? "";
}

/** A random number from 0 to `limit` − 1. */
function below(cloud: Cloud, limit: number): number {
    return Number.parseInt(cloud.hex(12), 16) % limit;
}

function shuffled(cloud: Cloud, letters: readonly string[]): readonly string[] {
    const result = [...letters];
    for (let index = result.length - 1; index > 0; index -= 1) {
        const other = below(cloud, index + 1);
        [result[index], result[other]] = [result[other] ?? "", result[index] ?? ""];
    }
    return result;
}

const bcryptLetters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A hash in bcrypt's outward form; Node.js has no bcrypt, so no password checker accepts it. */
export function passwordHash(password: string): string {
    const digest = [...scryptSync(password, "bcrypt", 53)].map((byte) => bcryptLetters[byte % 64]).join("");
    return `$2a$10$${digest}`;
}
