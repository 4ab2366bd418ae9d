/** Problems as text for a person. */

import type { Problem } from "./types";

/** All problems, each with key, message, value, allowed values and cure; the first line gives their number. */
export function formatProblems(problems: readonly Problem[]): string {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return [`${count} in the configuration, nothing was changed`, ...problems.map(formatProblem)].join("\n\n");
}

/** One problem, on several lines. */
export function formatProblem(problem: Problem): string {
    const rows = [
        ["value", problem.value],
        ["allowed", problem.allowed],
        ["cure", problem.cure],
    ].flatMap(([title, content]) => (content === undefined ? [] : [`    ${`${title}:`.padEnd(9)}${content}`]));
    return [`  ${problem.key}: ${problem.message}`, ...rows].join("\n");
}
