/** Types of `colorway:checks`: what must be known of a release before a rollout. Imports nothing, like the other types of settings. */

/** Severities that refuse, with all above them; `none`: nothing is asked. */
export const vulnerabilityLevels = ["none", "medium", "high", "critical"] as const;
export const policyLevels = ["none", "low", "medium", "high", "critical"] as const;

export interface CheckSettings {
    /** Stack in which the very same manifest must have succeeded before; empty: in none. */
    readonly earlier: string;
    /** Whether end-to-end tests must have passed there. */
    readonly endToEnd: boolean;
    /** Kinds of evidence that must be recorded for the manifest, as `sbom`. */
    readonly evidence: readonly string[];
    /** Of the scans of its images: `none`, `medium`, `high` or `critical`. */
    readonly vulnerabilities: string;
    /** Days after which a scan says nothing any more, 1–365. */
    readonly scanDays: number;
    /** Whether every image must be signed. */
    readonly signatures: boolean;
    /** File inside the project with the public keys, PEM, one after the other. */
    readonly signatureKeys: string;
    /** Of rules that what is deployed breaks: `none`, `low`, `medium`, `high` or `critical`. */
    readonly policies: string;
    /** Whether people must approve; `approvers.yaml` says who and how many. */
    readonly approval: boolean;
}
