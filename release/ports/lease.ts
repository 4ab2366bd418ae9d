/** Who holds the right to run a rollout in an environment. */
export interface LeaseHolder {
    /** A random text for each process. */
    readonly token: string;
    /** Who, as `maria@build-7 (process 4711)`. */
    readonly owner: string;
    readonly host: string;
    readonly pid: number;
    /** Tells this process from every other that has or had the same host's name and number. */
    readonly process: string;
    readonly rollout: string;
    /** ISO 8601. */
    readonly since: string;
    /** Last heartbeat, ISO 8601. */
    readonly renewed: string;
    /** When it ends without another heartbeat, ISO 8601. */
    readonly expires: string;
}

/** A lease as its store has it. */
export interface LeaseRecord {
    readonly holder: LeaseHolder;
    /** Changes with the content. */
    readonly tag: string;
    /** Milliseconds since the record was written, by the store's own clock; absent where the store has none. */
    readonly idle?: number;
}

/** One record with compare-and-swap: a folder, or an object in S3 with conditional writes. */
export interface LeaseStore {
    /** Undefined where there is none. */
    read(): Promise<LeaseRecord | undefined>;
    /** Writes if the record still has that tag (undefined: if there is none). False: somebody else was faster. */
    write(holder: LeaseHolder, expected: string | undefined): Promise<boolean>;
    /** Removes it if it still has that tag. False: it has another one. */
    remove(expected: string): Promise<boolean>;
}
