/** Type of `colorway:admission`. Imports nothing, like the other types of settings. */

/** What may run in the cluster. */
export interface AdmissionSettings {
    /** Whether what breaks a rule is refused; otherwise it is reported. */
    readonly enforce: boolean;
    /** Pods that answer the API server, 1–9. */
    readonly replicas: number;
    /** ARN of the KMS key that images are signed with; empty: signatures are not asked for. */
    readonly signingKeyArn: string;
}
