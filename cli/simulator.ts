/** What the commands about the simulated cloud share: they are about no stack, and know one cloud only. */
import { Command } from "commander";
import { DaemonClient, DaemonRefusal } from "../simulator/daemon/client";
import { jsonOption, projectOption } from "./commands/common";
import { CommandFailure, exitCodes } from "./failure";

export interface SimOptions {
    readonly json?: boolean | undefined;
    readonly cwd?: string | undefined;
}

export function simSubcommand(name: string, description: string): Command {
    return new Command(name).description(description).option(...jsonOption).option(...projectOption);
}

/** Pushes an image that behaves so; its reference by digest. @param what said before a refusal, as the option that asked for it */
export async function pushImage(daemon: DaemonClient, image: { readonly repository: string; readonly version: string; readonly behavior: string }, what = ""): Promise<string> {
    return ((await asked(daemon, "/images", image, what)) as { readonly image: string }).image;
}

/** Asks the simulated cloud; what it does not understand is wrong use. */
export async function asked(daemon: DaemonClient, path: string, body: object, what = ""): Promise<unknown> {
    try {
        return await daemon.post(path, body);
    } catch (error) {
        if (error instanceof DaemonRefusal && error.status === 400) throw new CommandFailure(`${what}${error.message}`, exitCodes.usage);
        throw error;
    }
}
