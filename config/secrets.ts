/** Type of `colorway:secrets`. Imports nothing, like the other types of settings. */

/** How services get their secrets. */
export interface SecretSettings {
    /** Whether External Secrets copies them out of Secrets Manager. */
    readonly enabled: boolean;
}
