/**
 * PostgreSQL on RDS, as of 2026-11: Amazon RDS for PostgreSQL Release Notes, and "Release calendars for RDS for PostgreSQL".
 * Minor versions that AWS has withdrawn for new instances are left out.
 */

interface Major {
    readonly major: number;
    readonly firstMinor: number;
    readonly lastMinor: number;
}

const majors: readonly Major[] = [
    { major: 13, firstMinor: 20, lastMinor: 23 },
    { major: 14, firstMinor: 17, lastMinor: 23 },
    { major: 15, firstMinor: 12, lastMinor: 18 },
    { major: 16, firstMinor: 8, lastMinor: 14 },
    { major: 17, firstMinor: 4, lastMinor: 10 },
    { major: 18, firstMinor: 1, lastMinor: 4 },
];

/** The major version whose newest minor a new instance gets when its program names none. */
const defaultMajor = 17;

export interface Version {
    readonly major: number;
    readonly minor: number;
}

/** The version that RDS runs for `MAJOR` or `MAJOR.MINOR`; undefined where it has none. */
export function resolveVersion(wanted: string | undefined): Version | undefined {
    if (wanted === undefined) return resolveVersion(String(defaultMajor));
    const match = /^(\d+)(?:\.(\d+))?$/.exec(wanted);
    const known = majors.find(({ major }) => match !== null && major === Number(match[1]));
    if (match === null || known === undefined) return undefined;
    if (match[2] === undefined) return { major: known.major, minor: known.lastMinor };
    const minor = Number(match[2]);
    return minor >= known.firstMinor && minor <= known.lastMinor ? { major: known.major, minor } : undefined;
}

export function versionText({ major, minor }: Version): string {
    return `${major}.${minor}`;
}

/** Negative where `a` is older. */
export function compareVersions(a: Version, b: Version): number {
    return a.major === b.major ? a.minor - b.minor : a.major - b.major;
}

/** Parameter group family of a version. */
export function familyOf({ major }: Version): string {
    return `postgres${major}`;
}

export const families: readonly string[] = majors.map(({ major }) => `postgres${major}`);
