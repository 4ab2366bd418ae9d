/** What a project says to the rules: environments and exceptions, files of one folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultEnvironment, type Environment, readEnvironments } from "./core/environment";
import { type Exception, readExceptions } from "./core/exceptions";
import { nearestName } from "./core/nearest";
import { mappings, rules } from "./registry";
import { environmentVariable } from "./variables";

export interface Settings {
    readonly environments: { readonly [name: string]: Environment };
    readonly exceptions: readonly Exception[];
    /** Every mistake, with the file before it; with one, nothing may be judged. */
    readonly problems: readonly string[];
}

/** @param folder with `exceptions.yaml` and `environments/NAME.yaml`; each may be missing */
export function readSettings(folder: string): Settings {
    const known = mappings();
    const read = readExceptions(textOf(join(folder, "exceptions.yaml")), (rule) => known[rule]?.severity);
    const { environments, problems } = readEnvironments(filesIn(join(folder, "environments")), rules);
    const mistakes = read.problems.map((problem) => `exceptions.yaml: ${problem}`);
    return { environments, exceptions: read.exceptions, problems: [...mistakes, ...problems] };
}

function textOf(path: string): string {
    return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function filesIn(folder: string): { readonly [name: string]: string } {
    if (!existsSync(folder)) return {};
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort();
    return Object.fromEntries(names.map((name) => [name.slice(0, -".yaml".length), readFileSync(join(folder, name), "utf8")]));
}

export interface Asked {
    /** What a person named; must be there. */
    readonly named?: string | undefined;
    /** `colorway:environment` of the stack's configuration. */
    readonly configured?: string | undefined;
    readonly stack?: string | undefined;
}

/** What a person named, else the configuration's, the stack's, the one named `default`, else `defaultEnvironment`. */
export function environmentFor(
    { environments }: Pick<Settings, "environments">, { named, configured, stack }: Asked,
): Environment {
    const names = [...(named === undefined ? [] : [named]), configured, stack, "default"];
    const found = names.find((name) => name !== undefined && Object.hasOwn(environments, name));
    return found === undefined ? defaultEnvironment : (environments[found] ?? defaultEnvironment);
}

/** What is wrong with the name that a person gave. */
export function nameProblem({ environments }: Pick<Settings, "environments">, named: string | undefined): readonly string[] {
    if (named === undefined || Object.hasOwn(environments, named)) return [];
    const names = Object.keys(environments);
    const near = nearestName(named, names);
    const meant = near === undefined ? "" : `; did you mean ${near}?`;
    return [`${environmentVariable}: there is no environments/${named}.yaml; allowed: ${names.join(", ")}${meant}`];
}
