import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Collects from the engine's events why an operation failed. */
export class Problems {
    private readonly failed: string[] = [];
    private readonly diagnostics: string[] = [];
    private readonly violations: string[] = [];
    private readonly advisory: string[] = [];

    see({ resOpFailedEvent, diagnosticEvent, policyEvent }: EngineEvent): void {
        if (resOpFailedEvent !== undefined) this.failed.push(labelOf(resOpFailedEvent.metadata.urn));
        if (diagnosticEvent?.severity === "error") this.diagnostics.push(diagnosticText(diagnosticEvent.urn, diagnosticEvent.message));
        if (policyEvent !== undefined) {
            const where = policyEvent.resourceUrn === undefined ? "" : ` ${labelOf(policyEvent.resourceUrn)}:`;
            const text = `${policyEvent.policyPackName}/${policyEvent.policyName}:${where} ${plain(policyEvent.message)}`;
            (policyEvent.enforcementLevel === "mandatory" ? this.violations : this.advisory).push(text);
        }
    }

    /** Policy violations, then every failed resource with its reason. */
    list(): readonly string[] {
        // The engine's last word, without a reason.
        const reasons = [...new Set(this.diagnostics)].filter((text) => !/^(preview|update|refresh|destroy) failed$/.test(text));
        const unexplained = this.failed.filter((label) => !reasons.some((text) => text.startsWith(`${label}: `)));
        return [...this.violations.map((text) => `policy violation: ${text}`), ...reasons, ...unexplained.map((label) => `${label}: failed`)];
    }

    /** Messages of advisory rules. */
    advice(): readonly string[] {
        return this.advisory;
    }
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
