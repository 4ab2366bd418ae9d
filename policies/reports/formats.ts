/** Every form that a report can have. */
import { csvReport } from "./csv";
import type { Evidence } from "./evidence";
import { htmlReport } from "./html/report";
import { jsonReport } from "./json";
import { junitReport } from "./junit";
import { oscalComponentReport } from "./oscal/component";
import { oscalResultsReport } from "./oscal/results";
import { markdownReport } from "./markdown";
import { sarifReport } from "./sarif";
import { textReport } from "./text";

export const formats = {
    table: (evidence: Evidence) => textReport(evidence, true),
    json: jsonReport,
    csv: csvReport,
    sarif: sarifReport,
    junit: junitReport,
    oscal: oscalResultsReport,
    "oscal-component": oscalComponentReport,
    html: htmlReport,
    markdown: markdownReport,
} as const;

export type Format = keyof typeof formats;
