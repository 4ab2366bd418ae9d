/** YAML as the Pulumi CLI reads it (Go's yaml.v3), where that differs from YAML 1.2, and values as it hands them to a program. */

import type { ScalarTag, Tags } from "yaml";

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

/** Tags that come before those of YAML 1.2. */
export function pulumiTags(tags: Tags): Tags {
    return [olderIntegers, dates, ...tags];
}

/** A value at the top of a stack's configuration: structures stay, everything else becomes text, nothing becomes empty text. */
export function pulumiValue(value: unknown): unknown {
    if (value === null || value === undefined) return "";
    return typeof value === "object" ? value : String(value);
}
