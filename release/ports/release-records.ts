/** A release that ran: from then on its manifest never changes. Plain JSON. */
export interface ReleaseRun {
    readonly version: string;
    /** Digest of the manifest, `sha256:` and 64 hexadecimal digits. */
    readonly digest: string;
    readonly environment: string;
    /** ISO 8601. */
    readonly at: string;
    /** Absent where it was a plain update. */
    readonly rollout?: string;
}

/** Where it is kept which releases ran, and with what manifest. A record is never changed or removed. */
export interface ReleaseRecords {
    /** Adds a record; durable when the call ends. Fails with `ReleaseConflict` where the version ran with another digest. */
    append(run: ReleaseRun): Promise<void>;
    /** Every run of a version, oldest first; empty where it never ran. */
    runsOf(version: string): Promise<readonly ReleaseRun[]>;
    /** Every run of every version, oldest first. */
    runs(): Promise<readonly ReleaseRun[]>;
}

/** The version ran with another manifest, perhaps a moment ago from another machine. */
export class ReleaseConflict extends Error {
    constructor(
        readonly run: ReleaseRun,
        readonly earlier: ReleaseRun,
    ) {
        super(
            `release ${run.version}: ran in ${earlier.environment} at ${earlier.at} with the manifest ${earlier.digest}, ` +
                `so it is not recorded with ${run.digest}`,
        );
        this.name = "ReleaseConflict";
    }
}
