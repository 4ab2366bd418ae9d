/** YAML as the Pulumi CLI reads it (Go's yaml.v3), where that differs from YAML 1.2, and values as it hands them to a program. */

import { parseDocument, type ScalarTag, type Tags } from "yaml";

/** `010` is eight and `1_000` a thousand. */
const olderIntegers: ScalarTag = {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: /^[-+]?(0[0-7]+|[0-9]+(_[0-9]+)+)$/,
    resolve: (text: string) => {
        const digits = text.replaceAll("_", "");
        return parseInt(digits, /^[-+]?0\d/.test(digits) ? 8 : 10);
    },
};

/** A bare date becomes a time, which reaches the program as Go prints it. */
const dates: ScalarTag = {
    tag: "tag:yaml.org,2002:timestamp",
    default: true,
    test: /^\d{4}-\d\d-\d\d$/,
    resolve: (text: string) => `${text} 00:00:00 +0000 UTC`,
};

/** What a YAML document holds, or in one line why it cannot be read. */
export type YamlResult = { readonly content: unknown } | { readonly fault: string };

/** Reads a document as the Pulumi CLI does. */
export function readPulumiYaml(text: string): YamlResult {
    return read(text, tags => [olderIntegers, dates, ...tags]);
}

/** Reads a document by YAML 1.2. */
export function readYaml(text: string): YamlResult {
    return read(text, tags => tags);
}

function read(text: string, customTags: (tags: Tags) => Tags): YamlResult {
    try {
        const document = parseDocument(text, { customTags });
        const [error] = document.errors;
        const content: unknown = error === undefined ? document.toJS() : undefined;
        return error === undefined ? { content } : { fault: firstLine(error.message) };
    } catch (error) {
        // an alias without its anchor, or too many of them, shows only when values are made
        return { fault: error instanceof Error ? firstLine(error.message) : String(error) };
    }
}

function firstLine(message: string): string {
    return (message.split("\n", 1)[0] ?? "").replace(/:$/, "");
}

/** A value at the top of a stack's configuration: structures stay, everything else becomes text, nothing becomes empty text. */
export function pulumiValue(value: unknown): unknown {
    if (value === null || value === undefined) return "";
    return typeof value === "object" ? value : String(value);
}
