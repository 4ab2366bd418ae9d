/** The only place that reads `pulumi.Config`: from the stack that runs to its settings. */

import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { releaseFolder } from "./files";
import { formatProblems } from "./format";
import { type ConfigRecord, parseSettings } from "./parse";
import type { Problem, Settings } from "./types";

/** All mistakes in the configuration of a stack, in one error that Pulumi prints without a stack trace. */
export class ConfigurationError extends pulumi.RunError {
    constructor(readonly problems: readonly Problem[]) {
        super(formatProblems(problems));
        this.name = "ConfigurationError";
    }
}

/**
 * Settings of the stack that runs.
 *
 * @param projectDir folder with `releases/`
 * @throws ConfigurationError with every problem at once, before any resource is registered
 */
export function loadSettings(projectDir: string = join(__dirname, "..")): Settings {
    const result = parseSettings(runningRecord(), releaseFolder(join(projectDir, "releases")));
    if ("problems" in result) {
        throw new ConfigurationError(result.problems);
    }
    return result.settings;
}

/** What Pulumi handed over: every value as text, structured ones as JSON. */
export function runningRecord(): ConfigRecord {
    return { stack: pulumi.getStack(), values: pulumi.runtime.allConfig() };
}
