import { ApiError, NoMatch } from "../api/errors";

/** The provider's advice beside some of the API server's refusals (pulumi/pulumi-kubernetes provider/pkg/await/await.go). */

function existsHelp(message: string): string {
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

const guide = "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply";
const conflictLink = `${guide}/#handle-field-conflicts-on-existing-resources`;

/** A conflict of server-side apply with the way out; anything else as it is. */
export function conflictHelp(error: Error, manager: string): Error {
    if (!(error instanceof ApiError) || error.reason !== "Conflict") return error;
    return new Error(
        `server-side apply field conflict detected, see ${conflictLink} for troubleshooting help\n` +
            `The resource managed by field manager ${JSON.stringify(manager)} had an apply conflict: ${error.message}`,
    );
}

const forgetting = 'by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

export const unreadable =
    "failed to read resource state due to unreachable cluster. If the cluster was deleted, " +
    `you can remove this resource from Pulumi state ${forgetting}`;

export const undeletable =
    "configured Kubernetes cluster is unreachable. If the cluster was deleted, " +
    `you can remove this resource from Pulumi state ${forgetting}`;

/** A creation that did not happen. */
export function notCreated(urn: string, error: unknown): Error {
    const why = error instanceof Error ? error.message : String(error);
    const resource = JSON.stringify(urn);
    if (error instanceof NoMatch) {
        return new Error(
            `creation of resource ${resource} failed because the Kubernetes API server reported that the apiVersion for this ` +
                `resource does not exist. Verify that any required CRDs have been created: ${why}`,
        );
    }
    const said = error instanceof ApiError && error.reason === "AlreadyExists" ? existsHelp(why) : why;
    return new Error(`resource ${resource} was not successfully created by the Kubernetes API server: ${said}`);
}

export function notReadyAfterCreate(urn: string, why: string): string {
    const said = "but the Kubernetes API server reported that it failed to fully initialize or become live";
    return `resource ${JSON.stringify(urn)} was successfully created, ${said}: ${why}`;
}

export function notReadyAfterUpdate(id: string, why: string): string {
    return `the Kubernetes API server reported that ${JSON.stringify(id)} failed to fully initialize or become live: ${why}`;
}
