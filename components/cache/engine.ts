/** What follows from a cache engine and its version. */

/**
 * Version of an engine as ElastiCache takes it: `MAJOR.MINOR` (ElastiCache API reference, CreateReplicationGroup,
 * `EngineVersion`).
 */
const versionForm = /^(\d+)\.(\d+)$/;
/** Oldest major versions whose users can sign in with IAM (ElastiCache user guide, "Authenticating with IAM", Limitations). */
const oldest: { readonly [engine: string]: number } = { valkey: 7, redis: 7 };

/**
 * Parameter group family, as `valkey8` or `redis7` (ElastiCache API reference, CreateCacheParameterGroup,
 * `CacheParameterGroupFamily`).
 *
 * @throws RangeError when the engine is neither `valkey` nor `redis`, or the version is not `MAJOR.MINOR` of one that knows IAM
 * users
 */
export function parameterFamily(engine: string, version: string): string {
    const least = oldest[engine];
    if (least === undefined) {
        throw new RangeError(`engine: got "${engine}"; valkey or redis is allowed`);
    }
    const major = Number(versionForm.exec(version)?.[1]);
    if (!(major >= least)) {
        const allowed = `MAJOR.MINOR from ${least}.0 on is allowed, the first whose users sign in with IAM`;
        throw new RangeError(`version: got "${version}"; ${allowed}`);
    }
    return `${engine}${major}`;
}

/**
 * Whether a user group must hold a user named `default` (ElastiCache user guide, "Role-Based Access Control"): Redis OSS only.
 */
export function needsDefaultUser(engine: string): boolean {
    return engine === "redis";
}
