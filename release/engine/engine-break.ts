/**
 * The signal that breaks off operations of an engine, held back until it has told of its first event: before, the Automation API may not
 * listen yet, and an engine that has the stack's lock but does not listen yet (pulumi pkg/backend/diy/backend.go: `Lock`, then `NewScope`)
 * would die of it and leave the lock.
 */
export class EngineBreak {
    private current = new AbortController();
    private listens = false;
    private asked = false;

    /** Signal of an operation that starts now. */
    start(): AbortSignal {
        this.current = new AbortController();
        this.listens = false;
        return this.current.signal;
    }

    /** The operation has told of an event. */
    begun(): void {
        this.listens = true;
        if (this.asked) this.current.abort();
    }

    /** Now, or when the engine has begun; that of the operations after it, too. */
    breakOff(): void {
        this.asked = true;
        if (this.listens) this.current.abort();
    }
}
