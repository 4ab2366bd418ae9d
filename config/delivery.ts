/** Settings of what the pipelines of a repository may do in the account. */

export interface DeliverySettings {
    /** `OWNER/REPOSITORY` on GitHub; empty: no pipeline has access. */
    readonly repository: string;
    /** Whether the stack makes GitHub's identity provider, of which an account has one. */
    readonly createProvider: boolean;
    /** Bucket of Pulumi's state; empty: it is in none of this account. */
    readonly stateBucket: string;
    /** ARN of the key of KMS that secrets in the state are encrypted with; empty: none of this account. */
    readonly stateKeyArn: string;
}
