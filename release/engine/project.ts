import { join } from "node:path";

/** Places in a project's folder. */
export interface Project {
    readonly dir: string;
    /** Everything of the simulated cloud; never in git. */
    readonly simulated: string;
}

export function projectAt(dir: string): Project {
    return { dir, simulated: join(dir, ".colorway", "sim") };
}

export const projectName = "colorway";
