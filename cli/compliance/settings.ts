/** What a project says to the rules, or every mistake in it. */
import { join } from "node:path";
import type { Environment } from "../../policies/core/environment";
import { environmentFor, nameProblem, readSettings, type Settings } from "../../policies/settings";
import { environmentVariable, folderVariable } from "../../policies/variables";
import type { Project } from "../../release/engine/project";
import { CommandFailure, exitCodes } from "../failure";

/** The project's own folder, unless a person named another one. */
export function settingsFolder({ dir }: Pick<Project, "dir">): string {
    return process.env[folderVariable] ?? join(dir, "policies");
}

/** @throws CommandFailure with every mistake */
export function settingsIn(project: Pick<Project, "dir">): Settings {
    const settings = readSettings(settingsFolder(project));
    const problems = [...settings.problems, ...nameProblem(settings, process.env[environmentVariable])];
    if (problems.length > 0) throw settingsFailure(problems);
    return settings;
}

export function settingsFailure(problems: readonly string[]): CommandFailure {
    return new CommandFailure(["the settings of the policies are not in order", ...problems].join("\n"), exitCodes.usage, { problems });
}

/** @param configured `colorway:environment` of the stack's configuration */
export function environmentOf(settings: Settings, stack: string, configured?: string): Environment {
    return environmentFor(settings, { named: process.env[environmentVariable], configured, stack });
}
