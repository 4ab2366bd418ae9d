/** Names of the audit logs, as their first entries and their places have them. */

/** What happens in a stack. */
export function stackLog(stack: string): string {
    return `stacks/${stack}`;
}

/** Stops of the line, of all stacks and of each. */
export const lineLog = "line";

/** Who approved which manifest for which stack; one log, so that a code is used once. */
export const approvalLog = "approvals";

/** Manifests that were made; they belong to no stack. */
export const releaseLog = "releases";
