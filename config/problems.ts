/** Collects mistakes together with the place where each was made. */

import type { Problem } from "./types";

/** What is wrong with a value; the cure only where it is more exact than the one of the field. */
export type Complaint = string | { readonly message: string; readonly cure?: string };

/** What a value should be, in words. */
export interface Expectation {
    readonly allowed: string;
    readonly cure: string;
}

/** Where in the configuration a value stands. Problems found there go into the list that all places of one run share. */
export class Place {
    /** @param opening what stands before a member's name: a dot, or a colon after the name of a file */
    constructor(
        readonly key: string,
        private readonly found: Problem[],
        private readonly opening: "." | ":" = ".",
    ) {}

    /** The place of a member, in the notation of `pulumi config set --path`. */
    member(name: string): Place {
        return new Place(
            this.key + (/^[A-Za-z_][\w-]*$/.test(name) ? this.opening + name : `[${JSON.stringify(name)}]`),
            this.found,
        );
    }

    item(index: number): Place {
        return new Place(`${this.key}[${index}]`, this.found);
    }

    /** Notes a problem; a `value` of undefined means that nothing is there. */
    note(expected: Expectation, complaint: Complaint, value: unknown): void {
        const { message, cure } = typeof complaint === "string" ? { message: complaint, cure: undefined } : complaint;
        this.found.push({
            key: this.key,
            ...(value === undefined ? {} : { value: shown(value) }),
            message,
            allowed: expected.allowed,
            cure: cure ?? expected.cure,
        });
    }
}

/** Longest value that a message repeats whole. */
const longestShown = 100;

/** A value as JSON on one line, members in alphabetical order, since Pulumi hands objects over in that order. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value, (_, part: unknown) => (isObject(part) ? sorted(part) : part)) ?? String(value);
    return text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
    return Object.fromEntries(
        Object.keys(value)
            .sort()
            .map(key => [key, value[key]]),
    );
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
    return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}
