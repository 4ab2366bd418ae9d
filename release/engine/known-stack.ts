import type { DeployedStack } from "../ports/engine";

/**
 * The outputs of a stack between two updates: they change by updates alone, and only one process makes one while it has the lease.
 * Asking Pulumi takes half a second, which a brake must not wait for; so they stay known where an update fails, too.
 */
export class KnownStack {
    private known: Promise<DeployedStack | undefined> | undefined;

    /** @param ask reads the outputs from the stack's state */
    constructor(private readonly ask: () => Promise<DeployedStack | undefined>) {}

    /** Asks once; again where there was no answer, or nothing was deployed. */
    async get(): Promise<DeployedStack | undefined> {
        this.known ??= this.ask();
        const asked = this.known;
        const found = await asked.catch((error: unknown) => {
            this.forget(asked);
            throw error;
        });
        if (found === undefined) this.forget(asked);
        return found;
    }

    /** After an update, with what it left. */
    learn(deployed: DeployedStack | undefined): void {
        this.known = Promise.resolve(deployed);
    }

    private forget(asked: Promise<DeployedStack | undefined>): void {
        if (this.known === asked) this.known = undefined;
    }
}
