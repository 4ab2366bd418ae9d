import { ApiError } from "../api/errors";

/** The provider's advice beside some of the API server's refusals (pulumi/pulumi-kubernetes provider/pkg/await/await.go). */

export function existsHelp(message: string): string {
    return [
        message,
        "",
        "The resource already exists in the cluster. This can happen when:",
        "",
        "  - Renaming a Pulumi resource: use an alias to preserve the identity,",
        "    or use deleteBeforeReplace if the resource needs replacement.",
        "  - Managing an existing resource: use a Patch resource (e.g. NamespacePatch)",
        "    to manage specific fields without owning the resource lifecycle.",
        "  - Adopting a resource into Pulumi: use `pulumi import`. Note that",
        "    protected resources (e.g. kube-system) cannot be deleted on destroy.",
        "  - Intentional upsert: set upsertExistingObjects on the provider to allow",
        "    server-side apply to update existing objects on create.",
    ].join("\n");
}

const conflictLink =
    "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources";

/** A conflict of server-side apply with the way out; anything else as it is. */
export function conflictHelp(error: Error, manager: string): Error {
    if (!(error instanceof ApiError) || error.reason !== "Conflict") return error;
    return new Error(
        `server-side apply field conflict detected, see ${conflictLink} for troubleshooting help\n` +
            `The resource managed by field manager ${JSON.stringify(manager)} had an apply conflict: ${error.message}`,
    );
}
