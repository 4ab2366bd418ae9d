import type { Result } from "../core/assess";
import type { Evidence } from "./evidence";

/**
 * A suite for each rule, a case for each resource. What is excepted, does not apply or is not known yet is skipped, with the reason.
 * Jenkins shows a failure's message, GitLab its text: both are there. By the schema of Jenkins's xUnit plugin, junit-10.xsd.
 */
export function junitReport({ rules, results, stack, time }: Evidence): string {
    const suites = rules.flatMap(({ id, title }) => {
        const own = results.filter(({ rule }) => rule === id);
        if (own.length === 0) return [];
        const cases = own.map((result) => `    <testcase classname="${xml(id)}" name="${xml(result.urn)}">${outcome(result)}</testcase>\n`);
        const skipped = own.filter(({ state }) => state !== "not met" && state !== "met").length;
        const where = `timestamp="${xml(time.slice(0, 19))}" hostname="${xml(stack)}"`;
        const counts = `${countsOf(own)} skipped="${skipped}" time="0"`;
        return [`  <testsuite name="${xml(`${id}: ${title}`)}" ${where} ${counts}>\n${cases.join("")}  </testsuite>\n`];
    });
    const name = xml(`compliance of ${stack}`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" ${countsOf(results)}>\n${suites.join("")}</testsuites>\n`;
}

function countsOf(results: readonly Result[]): string {
    const failures = results.filter(({ state }) => state === "not met").length;
    return `tests="${results.length}" failures="${failures}" errors="0"`;
}

function outcome({ state, details, exception }: Result): string {
    const text = details.join("; ");
    switch (state) {
        case "met": return "";
        case "not met": return `<failure message="${xml(text)}">${xml(text)}</failure>`;
        case "excepted": return `<skipped message="${xml(`excepted until ${exception?.expires ?? ""} (${exception?.ticket ?? ""}): ${text}`)}"/>`;
        default: return `<skipped message="${xml(`${state}: ${text}`)}"/>`;
    }
}

const entities: { readonly [letter: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Letters that XML 1.0 has no form for are left out. */
function xml(text: string): string {
    return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, "").replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
