/** Types of `colorway:alarms`. Imports nothing, like the other types of settings. */

/** Who is woken, and by what. */
export interface AlarmSettings {
    /** `essential` or `full`. */
    readonly extent: string;
    readonly emails: readonly string[];
    /** Web hooks, `https://…`. */
    readonly endpoints: readonly string[];
    /** Connections to the database above which something leaks, 1–262143. */
    readonly databaseConnections: number;
    /** Requests that the firewall blocks in five minutes above which somebody looks, 1–1000000000. */
    readonly blockedRequests: number;
}
