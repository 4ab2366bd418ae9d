/**
 * Scans of images, as scanners write them. Pure. Read are Trivy's JSON (`trivy image --format json`), the findings of Amazon ECR
 * (`aws ecr describe-image-scan-findings --output json`) and SARIF 2.1.0.
 */
import { isObject } from "../../config/problems";

export const severities = ["critical", "high", "medium", "low", "unrated"] as const;
export type Severity = (typeof severities)[number];

export interface Scan {
    readonly format: "Trivy" | "ECR" | "SARIF";
    /** Digests of the images that it names, `sha256:…`; empty: it names none. */
    readonly images: readonly string[];
    /** `unrated`: the scanner gives no severity. */
    readonly counts: { readonly [S in Severity]: number };
    /** The first few of the worst, as `CVE-2026-1`. */
    readonly worst: readonly string[];
    /** When it was made, ISO 8601; absent where the file does not say. */
    readonly scanned?: string;
}

interface Finding {
    readonly id: string;
    readonly severity: Severity;
}

const shownWorst = 5;
const digestForm = /sha256:[0-9a-f]{64}/;

/** The scan in a file, or why it can't be read as one. */
export function scanIn(text: string): Scan | { readonly problem: string } {
    const value = jsonOf(text);
    if (!isObject(value)) return { problem: "is no JSON object; allowed: Trivy's JSON, ECR's findings, SARIF" };
    if (Array.isArray(value["runs"])) return sarif(value["runs"]);
    if (value["imageScanFindings"] !== undefined || value["imageScanStatus"] !== undefined) return ecr(value);
    if (value["ArtifactName"] !== undefined || Array.isArray(value["Results"])) return trivy(value);
    return { problem: "is no scan that is known; allowed: Trivy's JSON, ECR's findings, SARIF" };
}

/** `2 critical, 1 high`, the ones that there are; `none`. */
export function countsText(counts: Scan["counts"]): string {
    const parts = severities.flatMap((severity) => (counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`]));
    return parts.length === 0 ? "none" : parts.join(", ");
}

function trivy(value: Members): Scan {
    const metadata = member(value, "Metadata");
    const results = list(value["Results"]).flatMap((result) => list(member(result)["Vulnerabilities"]));
    const findings = results.map((each) => finding(member(each)["VulnerabilityID"], member(each)["Severity"]));
    return scan("Trivy", digestsIn(list(metadata["RepoDigests"])), findings, value["CreatedAt"]);
}

function ecr(value: Members): Scan | { readonly problem: string } {
    const found = member(value, "imageScanFindings");
    const status = String(member(value, "imageScanStatus")["status"] ?? "COMPLETE");
    // Amazon ECR API reference, ImageScanStatus: COMPLETE of a basic scan, ACTIVE of an enhanced one that goes on.
    if (status !== "COMPLETE" && status !== "ACTIVE")
        return { problem: `is the answer to a scan that is not done: its status is ${status}` };
    const counts = Object.entries(member(found, "findingSeverityCounts"));
    const listed = [...list(found["findings"]), ...list(found["enhancedFindings"])].map((each) => {
        const details = member(member(each), "packageVulnerabilityDetails");
        return finding(details["vulnerabilityId"] ?? member(each)["name"] ?? member(each)["title"], member(each)["severity"]);
    });
    // A page of findings is a part of them; the counts are of all.
    const all = counts.flatMap(([word, count]) => {
        const named = listed.filter(({ severity }) => severity === severityOf(word));
        return Array.from({ length: Number(count) || 0 }, (_, index) => named[index] ?? { id: "", severity: severityOf(word) });
    });
    const findings = counts.length === 0 ? listed : all;
    return scan("ECR", digestsIn([member(value, "imageId")["imageDigest"]]), findings, found["imageScanCompletedAt"]);
}

function sarif(runs: readonly unknown[]): Scan {
    const findings = runs
        .map((run) => member(run))
        .flatMap((run) => {
            const rules = list(member(member(run, "tool"), "driver")["rules"]).map((rule) => member(rule));
            const results = list(run["results"]).map((result) => member(result));
            return results
                .filter((result) => !isSuppressed(result))
                .map((result) => {
                    const rule = rules[Number(result["ruleIndex"])] ?? rules.find(({ id }) => id === result["ruleId"]) ?? {};
                    const score = member(rule, "properties")["security-severity"];
                    return { id: String(result["ruleId"] ?? rule["id"] ?? ""), severity: ofScore(score) };
                });
        });
    const named = runs.flatMap((run) => list(member(member(run), "properties")["repoDigests"]));
    return scan("SARIF", digestsIn(named), findings, undefined);
}

/** SARIF 2.1.0, 3.27.23: a result is suppressed where a suppression is accepted, which is what one without a status is. */
function isSuppressed(result: Members): boolean {
    return list(result["suppressions"]).some((each) =>
        ["accepted", undefined].includes(member(each)["status"] as string | undefined),
    );
}

/** GitHub Docs, "SARIF support for code scanning", security-severity: 9.0 critical, 7.0 high, 4.0 medium, as CVSS has them. */
function ofScore(score: unknown): Severity {
    const value = score === undefined || score === "" ? Number.NaN : Number(score);
    if (Number.isNaN(value)) return "unrated";
    return value >= 9 ? "critical" : value >= 7 ? "high" : value >= 4 ? "medium" : "low";
}

function finding(id: unknown, severity: unknown): Finding {
    return { id: String(id ?? ""), severity: severityOf(severity) };
}

function severityOf(word: unknown): Severity {
    const lower = String(word).toLowerCase();
    // ECR's lowest is a remark.
    return severities.find((each) => each === lower) ?? (lower === "informational" ? "low" : "unrated");
}

function scan(format: Scan["format"], images: readonly string[], findings: readonly Finding[], at: unknown): Scan {
    const counts = Object.fromEntries(
        severities.map((each) => [each, findings.filter(({ severity }) => severity === each).length]),
    );
    const ranked = [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    const worst = [...new Set(ranked.filter(({ severity }) => severity !== "low").flatMap(({ id }) => (id === "" ? [] : [id])))];
    const time = typeof at === "number" ? at * 1000 : Date.parse(String(at));
    const scanned = Number.isNaN(time) ? {} : { scanned: new Date(time).toISOString() };
    return { format, images, counts: counts as Scan["counts"], worst: worst.slice(0, shownWorst), ...scanned };
}

function digestsIn(names: readonly unknown[]): readonly string[] {
    return [...new Set(names.flatMap((name) => digestForm.exec(String(name))?.[0] ?? []))];
}

interface Members {
    readonly [name: string]: unknown;
}

/** A member that should be an object, or the value itself; empty where it is none. */
function member(value: unknown, name?: string): Members {
    const found = name === undefined ? value : isObject(value) ? value[name] : undefined;
    return isObject(found) ? found : {};
}

function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
