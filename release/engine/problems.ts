import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Collects from the engine's events why an operation failed. */
export class Problems {
    private readonly failed: string[] = [];
    private readonly diagnostics: string[] = [];
    private readonly violations: PolicyFinding[] = [];
    private readonly advisory: PolicyFinding[] = [];

    see({ resOpFailedEvent, diagnosticEvent, policyEvent }: EngineEvent): void {
        if (resOpFailedEvent !== undefined) this.failed.push(labelOf(resOpFailedEvent.metadata.urn));
        if (diagnosticEvent?.severity === "error") this.diagnostics.push(diagnosticText(diagnosticEvent.urn, diagnosticEvent.message));
        if (policyEvent !== undefined) {
            const where = policyEvent.resourceUrn === undefined ? "" : ` ${labelOf(policyEvent.resourceUrn)}:`;
            const text = `${policyEvent.policyPackName}/${policyEvent.policyName}:${where} ${plain(policyEvent.message)}`;
            const key = policyKey(policyEvent.policyName, policyEvent.resourceUrn);
            (policyEvent.enforcementLevel === "mandatory" ? this.violations : this.advisory).push({ key, text });
        }
    }

    /** Policy violations, then every failed resource with its reason. @param told violations that are told otherwise, by `policyKey` */
    list(told: ReadonlySet<string> = new Set()): readonly string[] {
        // The engine's last word, without a reason.
        const reasons = [...new Set(this.diagnostics)].filter((text) => !/^(preview|update|refresh|destroy) failed$/.test(text));
        const unexplained = this.failed.filter((label) => !reasons.some((text) => text.startsWith(`${label}: `)));
        return [...untold(this.violations, told).map((text) => `policy violation: ${text}`), ...reasons, ...unexplained.map((label) => `${label}: failed`)];
    }

    /** Messages of advisory rules. */
    advice(told: ReadonlySet<string> = new Set()): readonly string[] {
        return untold(this.advisory, told);
    }
}

interface PolicyFinding {
    readonly key: string;
    readonly text: string;
}

/** Names a violation by its rule and resource. */
export function policyKey(policy: string, urn: string | undefined): string {
    return `${policy} ${urn ?? ""}`;
}

function untold(findings: readonly PolicyFinding[], told: ReadonlySet<string>): readonly string[] {
    return findings.filter(({ key }) => !told.has(key)).map(({ text }) => text);
}

export function isRoot(urn: string): boolean {
    return urn.includes("::pulumi:pulumi:Stack::");
}

/** `aws:rds:Instance dev-database`, as the CLI shows types. */
export function labelOf(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    const [pkg = "", module = "", kind = ""] = qualified.slice(qualified.lastIndexOf("$") + 1).split(":");
    const short = module.split("/")[0] ?? "";
    return `${pkg}:${short}:${kind} ${nameOf(urn)}`;
}

export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function diagnosticText(urn: string | undefined, message: string): string {
    const text = plain(message).trim();
    return urn === undefined || urn === "" || isRoot(urn) ? text : `${labelOf(urn)}: ${text}`;
}

/** Without the engine's color directives `<{%fg 1%}>` and the prefix `error: `. */
function plain(message: string): string {
    return message.replace(/<\{%[^%]*%\}>/g, "").replace(/^\s*error: /, "").trim();
}
