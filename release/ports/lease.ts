/** Who holds the right to run a rollout in an environment. */
export interface LeaseHolder {
    /** A random text for each process. */
    readonly token: string;
    /** Who, as `maria@build-7 (process 4711)`. */
    readonly owner: string;
    readonly host: string;
    readonly pid: number;
    readonly rollout: string;
    /** ISO 8601. */
    readonly since: string;
    /** Last heartbeat, ISO 8601. */
    readonly renewed: string;
    /** When it ends without another heartbeat, ISO 8601. */
    readonly expires: string;
}

/** One record with compare-and-swap: a folder, or an object in S3 with conditional writes. */
export interface LeaseStore {
    /** The record and a tag of its content; undefined where there is none. */
    read(): Promise<{ readonly holder: LeaseHolder; readonly tag: string } | undefined>;
    /** Writes if the record still has that tag (undefined: if there is none). False: somebody else was faster. */
    write(holder: LeaseHolder, expected: string | undefined): Promise<boolean>;
    /** Removes it if it still has that tag. False: it has another one. */
    remove(expected: string): Promise<boolean>;
}
