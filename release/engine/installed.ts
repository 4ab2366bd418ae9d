import { join } from "node:path";

/** The Pulumi CLI that the set-up found. */
export interface Cli {
    /** Folder whose `bin` has the executable. */
    readonly root: string;
    readonly version: string;
}

export function executableOf({ root }: Cli): string {
    return join(root, "bin", "pulumi");
}
