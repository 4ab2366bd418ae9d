import { strict as assert } from "node:assert";
import { countsText, scanIn } from "../../../release/evidence/scan";
import { trivy } from "./samples";

const digest = `sha256:${"1".repeat(64)}`;
const none = { critical: 0, high: 0, medium: 0, low: 0, unrated: 0 };

describe("a scan of an image", () => {
    it("is read from Trivy's JSON, whose severities may be unknown", () => {
        const text = trivy(`registry.example/api@${digest}`, [["CVE-1", "HIGH"], ["CVE-2", "CRITICAL"], ["CVE-3", "LOW"], ["CVE-4", "UNKNOWN"], ["CVE-5", "MEDIUM"]]);
        assert.deepEqual(scanIn(text), {
            format: "Trivy", images: [digest], counts: { critical: 1, high: 1, medium: 1, low: 1, unrated: 1 },
            worst: ["CVE-2", "CVE-1", "CVE-5", "CVE-4"], scanned: "2026-01-02T03:00:00.000Z",
        });
    });

    it("is read from ECR's findings, whose counts are of all and whose list may be a page", () => {
        const text = JSON.stringify({
            imageScanFindings: {
                findings: [{ name: "CVE-1", severity: "CRITICAL" }], findingSeverityCounts: { CRITICAL: 2, INFORMATIONAL: 3, UNDEFINED: 1 },
                imageScanCompletedAt: "2026-01-02T03:00:00+00:00",
            },
            repositoryName: "colorway/api", imageId: { imageDigest: digest }, imageScanStatus: { status: "COMPLETE" },
        });
        assert.deepEqual(scanIn(text), {
            format: "ECR", images: [digest], counts: { ...none, critical: 2, low: 3, unrated: 1 }, worst: ["CVE-1"], scanned: "2026-01-02T03:00:00.000Z",
        });
    });

    it("is read from ECR's enhanced findings without counts", () => {
        const text = JSON.stringify({
            imageScanFindings: { enhancedFindings: [{ severity: "HIGH", title: "t", packageVulnerabilityDetails: { vulnerabilityId: "CVE-9" } }] },
            imageId: { imageDigest: digest }, imageScanStatus: { status: "ACTIVE" },
        });
        assert.deepEqual(scanIn(text), { format: "ECR", images: [digest], counts: { ...none, high: 1 }, worst: ["CVE-9"] });
    });

    for (const status of ["IN_PROGRESS", "FAILED", "PENDING", "UNSUPPORTED_IMAGE", "FINDINGS_UNAVAILABLE"]) {
        it(`is none while ECR's status is ${status}`, () => {
            const text = JSON.stringify({ imageId: { imageDigest: digest }, imageScanStatus: { status } });
            assert.deepEqual(scanIn(text), { problem: `is the answer to a scan that is not done: its status is ${status}` });
        });
    }

    it("is read from SARIF by the score of each rule, without what is suppressed", () => {
        const rules = [["a", "9.0"], ["b", "8.9"], ["c", "6.9"], ["d", "3.9"], ["e", undefined]].map(([id, score]) => ({ id, properties: { "security-severity": score } }));
        const results = [
            { ruleId: "a", ruleIndex: 0 }, { ruleId: "b" }, { ruleId: "c", ruleIndex: 2 }, { ruleId: "d" }, { ruleId: "e" }, { ruleId: "strange" },
            { ruleId: "a", suppressions: [{ kind: "external" }] }, { ruleId: "b", suppressions: [{ kind: "external", status: "rejected" }] },
        ];
        const text = JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "Trivy", rules } }, results, properties: { repoDigests: [`registry.example/api@${digest}`] } }] });
        assert.deepEqual(scanIn(text), {
            format: "SARIF", images: [digest], counts: { critical: 1, high: 2, medium: 1, low: 1, unrated: 2 }, worst: ["a", "b", "c", "e", "strange"],
        });
    });

    it("is refused where it is no scan that is known", () => {
        assert.deepEqual(scanIn("no"), { problem: "is no JSON object; allowed: Trivy's JSON, ECR's findings, SARIF" });
        assert.deepEqual(scanIn("{\"a\":1}"), { problem: "is no scan that is known; allowed: Trivy's JSON, ECR's findings, SARIF" });
    });

    it("has its counts in words", () => {
        assert.deepEqual([countsText(none), countsText({ ...none, critical: 2, low: 1 })], ["none", "2 critical, 1 low"]);
    });
});
