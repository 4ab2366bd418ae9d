/** How a rollout ends before it begins. */

/** Nothing was changed. */
export class RolloutRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "RolloutRefused";
    }
}

/** The signal came before anything was done, or while another process was waited for. Nothing was changed here. */
export class RolloutInterrupted extends Error {
    constructor(message: string) {
        super(message);
        this.name = "RolloutInterrupted";
    }
}
