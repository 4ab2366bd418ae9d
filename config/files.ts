/** Reads stack files and releases from a project's folder, so that mistakes show before the engine starts. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfigRecord, type ParseResult, parseSettings } from "./parse";
import { isObject } from "./problems";
import { type ReleaseSource } from "./releases";
import { namespace } from "./schema";
import type { Problem } from "./types";
import { pulumiValue, readPulumiYaml } from "./yaml-values";

/**
 * Settings of a stack, read from `Pulumi.yaml`, `Pulumi.STACK.yaml` and `releases/` as the program itself would get them.
 *
 * @param projectDir folder with `Pulumi.yaml`
 * @param stack name without organization and project
 */
export function loadStackFile(projectDir: string, stack: string): ParseResult {
    const read = readStackFile(projectDir, stack);
    return "problems" in read ? read : parseSettings(read, releaseFolder(join(projectDir, "releases")));
}

/** The configuration of a stack as it is written in `Pulumi.yaml` and `Pulumi.STACK.yaml`. */
export function readStackFile(projectDir: string, stack: string): ConfigRecord | { readonly problems: readonly Problem[] } {
    const file = stackFile(stack);
    if (!existsSync(join(projectDir, file))) return { problems: [missingStack(projectDir, stack)] };
    const read = readStackText(readFileSync(join(projectDir, file), "utf8"), stack);
    if ("problems" in read) return read;
    return { ...read, values: { ...projectValues(join(projectDir, "Pulumi.yaml")), ...read.values } };
}

/** Name of a stack's file. */
export function stackFile(stack: string): string {
    return `Pulumi.${stack}.yaml`;
}

/** The configuration in the text of a stack file. */
export function readStackText(text: string, stack: string): ConfigRecord | { readonly problems: readonly Problem[] } {
    const read = readPulumiYaml(text);
    const content = "content" in read ? read.content : undefined;
    const config = isObject(content) ? (content.config ?? {}) : (content ?? {});
    if ("fault" in read || !isObject(config)) {
        const message = "fault" in read ? `is no YAML: ${read.fault}` : "has no keys under config";
        return {
            problems: [
                {
                    key: stackFile(stack),
                    message,
                    allowed: "a YAML document with config: and keys below it",
                    cure: "correct the file",
                },
            ],
        };
    }
    const values: { [key: string]: unknown } = {};
    const secrets: string[] = [];
    for (const [name, value] of Object.entries(config)) {
        const key = fullKey(name);
        values[key] = pulumiValue(value);
        if (holdsSecret(value)) secrets.push(key);
    }
    return { stack, values, secrets };
}

/** The manifests in a folder, one file for each version. */
export function releaseFolder(folder: string): ReleaseSource {
    const versions = existsSync(folder)
        ? readdirSync(folder)
              .flatMap(file => (file.endsWith(".yaml") ? [file.slice(0, -".yaml".length)] : []))
              .sort()
        : [];
    return {
        versions,
        read: version => (versions.includes(version) ? readFileSync(join(folder, `${version}.yaml`), "utf8") : undefined),
    };
}

/** Names of the stacks that have a file. */
export function stackNames(projectDir: string): readonly string[] {
    return readdirSync(projectDir)
        .flatMap(file => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort();
}

/** Values and defaults that the project gives to every stack. */
function projectValues(file: string): { readonly [key: string]: unknown } {
    if (!existsSync(file)) return {};
    // a project file that is no YAML is Pulumi's to refuse
    const read = readPulumiYaml(readFileSync(file, "utf8"));
    const project = "content" in read && isObject(read.content) ? read.content : {};
    const config = isObject(project.config) ? project.config : {};
    return Object.fromEntries(
        Object.entries(config).flatMap(([name, entry]) => {
            const value = isObject(entry) ? (entry.value ?? entry.default) : entry;
            return value === undefined ? [] : [[fullKey(name), pulumiValue(value)]];
        }),
    );
}

/** Pulumi reads a key without a namespace as one of the project's. */
function fullKey(name: string): string {
    return name.includes(":") ? name : `${namespace}:${name}`;
}

/** Whether the value is, or holds, what `pulumi config set --secret` writes. */
function holdsSecret(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(holdsSecret);
    if (!isObject(value)) return false;
    const members = Object.entries(value);
    return members.some(
        ([key, member]) => (key === "secure" && members.length === 1 && typeof member === "string") || holdsSecret(member),
    );
}

function missingStack(projectDir: string, stack: string): Problem {
    const names = stackNames(projectDir);
    return {
        key: stackFile(stack),
        message: "does not exist",
        allowed: names.length === 0 ? "a file for each stack" : `one of the stacks ${names.join(", ")}`,
        cure: `create ${stackFile(stack)}, or name another stack`,
    };
}
