import { createHash } from "node:crypto";
import type { Mappings, Result } from "../core/assess";
import type { Severity } from "../core/rule";
import { controlsServed, severityOf } from "../core/standard";
import type { Evidence, ToldRule } from "./evidence";

const levels: { readonly [severity in Severity]: string } = { critical: "error", high: "error", medium: "warning", low: "note" };
/** What code-scanning pages sort by, 0–10. */
const scores: { readonly [severity in Severity]: string } = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };

/** More make GitHub refuse the file: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const mostTags = 20;

/** SARIF 2.1.0 with what is wrong; exceptions are suppressed results. The same finding has the same fingerprint in every run. */
export function sarifReport({ rules, mappings, results, tool, stack, commit }: Evidence): string {
    const found = results.filter(({ state }) => state === "not met" || state === "excepted");
    const named = rules.filter(({ id }) => results.some(({ rule }) => rule === id));
    const run = {
        tool: { driver: { name: tool.name, version: tool.version, rules: named.map((rule) => descriptor(rule, mappings)) } },
        ...(commit === undefined ? {} : { properties: { commit } }),
        automationDetails: { id: `compliance/${stack}/` },
        columnKind: "utf16CodeUnits",
        results: found.map((result) => resultOf(result, named.findIndex(({ id }) => id === result.rule), stack)),
    };
    return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}

function descriptor({ id, title, why, cure }: ToldRule, mappings: Mappings): object {
    const severity = severityOf(id, mappings);
    const tags = Object.entries(controlsServed(id, mappings)).flatMap(([standard, ids]) => ids.map((each) => `${standard} ${each}`));
    const told = tags.length === 0 ? "no control" : tags.join(", ");
    return {
        id,
        shortDescription: { text: `${title}.` },
        fullDescription: { text: why },
        help: { text: `${cure} Serves ${told}.` },
        defaultConfiguration: { level: levels[severity] },
        properties: { tags: ["security", ...tags].slice(0, mostTags), controls: tags, "security-severity": scores[severity] },
    };
}

function resultOf({ rule, urn, severity, details, exception }: Result, ruleIndex: number, stack: string): object {
    const name = urn.split("::").at(-1) ?? urn;
    const print = createHash("sha256").update(`${rule}\0${urn}`).digest("hex");
    return {
        ruleId: rule,
        ruleIndex,
        level: levels[severity],
        message: { text: `${name}: ${details.join("; ")}` },
        // Pages that show results in files need one: what decides is the stack's configuration.
        locations: [{
            physicalLocation: { artifactLocation: { uri: encodeURI(`Pulumi.${stack}.yaml`) }, region: { startLine: 1 } },
            logicalLocations: [{ name, fullyQualifiedName: urn, kind: "resource" }],
        }],
        // GitHub knows only the second, and would take two resources at the same line for one alert.
        partialFingerprints: { "ruleAndResource/v1": print, primaryLocationLineHash: `${print.slice(0, 16)}:1` },
        ...(exception === undefined ? {} : {
            suppressions: [{ kind: "external", status: "accepted", justification: `${exception.ticket}, until ${exception.expires}: ${exception.justification}` }],
        }),
    };
}
