/** Settings of the registry that the images of the services come from. */

export interface ImageSettings {
    /** Whether the stack has the registry, for all environments of the account. */
    readonly registry: boolean;
    /** Begin of the repositories' names: `NAMESPACE/SERVICE`. */
    readonly namespace: string;
    /** Days after which images of pull requests, tagged `pr-…`, are deleted, 1–3650. */
    readonly previewDays: number;
}
