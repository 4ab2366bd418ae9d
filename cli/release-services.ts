import { readStackFile, stackNames } from "../config/files";
import { serviceNames } from "../config/service-names";
import { Problem } from "../config/types";
import { Project } from "../release/engine/project";
import { CommonOptions, stackName } from "./session";

/** The services of the stack that is named, or of every stack. */
export function servicesOf(project: Project, options: CommonOptions, problems: Problem[]): readonly string[] {
    const stacks = options.stack === undefined ? stackNames(project.dir) : [stackName(options, project)];
    if (stacks.length === 0) stackName(options, project);
    const names = stacks.flatMap((stack) => {
        const record = readStackFile(project.dir, stack);
        const read = "problems" in record ? record : serviceNames(record);
        if ("names" in read) return read.names;
        problems.push(...read.problems.map((problem) => ({ ...problem, key: `${stack}: ${problem.key}` })));
        return [];
    });
    return [...new Set(names)];
}
