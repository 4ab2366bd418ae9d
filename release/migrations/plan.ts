/**
 * Which migrations of a release run when, beside the releases before it. Pure functions over manifests and what stands in the
 * slots.
 */

import { type Color, colors, type Migration, type Release } from "../../config/types";

/** Migrations of a release that no release before it has, and those it repeats. */
export interface MigrationPlan {
    /** They run before the release's first pod starts, in this order. */
    readonly expand: readonly Migration[];
    /** They run after the warm window, once the release before is gone; see `contractWaits`. In this order. */
    readonly contract: readonly Migration[];
    /** Listed by a release before this one as well: they run where that one did not. */
    readonly repeated: readonly Migration[];
    /** Why the release can't be rolled out: a migration that was released never changes. */
    readonly problems: readonly string[];
}

/** @param earlier the releases before it, oldest first */
export function planMigrations({ version, migrations = [] }: Release, earlier: readonly Release[]): MigrationPlan {
    const listed = earlier.flatMap(release =>
        (release.migrations ?? []).map(migration => ({ ...migration, version: release.version })),
    );
    const known = (migration: Migration): boolean => listed.some(({ file }) => file === migration.file);
    const fresh = migrations.filter(migration => !known(migration));
    const problems = migrations.flatMap(migration => {
        const before = listed.find(
            ({ file, sha256, phase }) =>
                file === migration.file && (sha256 !== migration.sha256 || phase !== migration.phase),
        );
        if (before === undefined) return [];
        const what =
            before.sha256 === migration.sha256
                ? `is ${migration.phase} in ${version} and was ${before.phase} in ${before.version}`
                : `has another content than in ${before.version}`;
        const cure = "put the file back as it was, and write the change as a new migration";
        return [`${migration.file}: ${what}; allowed: what was released; cure: ${cure}`];
    });
    const phase = (name: Migration["phase"]): readonly Migration[] => fresh.filter(migration => migration.phase === name);
    return { expand: phase("expand"), contract: phase("contract"), repeated: migrations.filter(known), problems };
}

/** What stands in the environment, as rollouts leave it. */
export interface Standing {
    readonly live: Color;
    /** Percent of the live color. */
    readonly traffic: number;
    /** What each slot runs; absent: it is off. */
    readonly slots: { readonly [color in Color]?: string };
    /** Whether a rollout is under way. */
    readonly rolling: boolean;
    /** When the warm window of the live release ends or ended, in milliseconds; absent: it never went live by a rollout. */
    readonly warmUntil?: number | undefined;
    /** Files of migrations that ran here. */
    readonly applied: ReadonlySet<string>;
}

/**
 * Everything that a contract migration of `release` still waits for; empty: it may run. It takes away what the release before needs, so
 * nobody may go back to that one any more.
 *
 * @param now milliseconds
 */
export function contractWaits(release: Release, standing: Standing, now: number): readonly string[] {
    const { version, migrations = [] } = release;
    const { live, traffic, slots, rolling, warmUntil, applied } = standing;
    const waits: string[] = [];
    if (slots[live] !== version) waits.push(`${version} is not live: ${live} runs ${slots[live] ?? "nothing"}`);
    if (traffic !== 100) waits.push(`${live} has ${traffic} % of the traffic, not 100`);
    if (rolling) waits.push("a rollout is under way");
    if (warmUntil !== undefined && now < warmUntil)
        waits.push(
            `the warm window of ${version} ends at ${new Date(warmUntil).toISOString()}; ` +
                "until then the release before may come back",
        );
    for (const color of colors.filter(name => name !== live)) {
        const other = slots[color];
        if (other !== undefined && other !== version)
            waits.push(`${color} still runs ${other}, which may need what it takes away`);
    }
    const missing = migrations.filter(({ phase, file }) => phase === "expand" && !applied.has(file));
    if (missing.length > 0) waits.push(`expand migrations have not run: ${missing.map(({ file }) => file).join(", ")}`);
    return waits;
}

/**
 * Contract migrations that ran and that `target` does not list: they may have taken away what it needs, so there is no way back to it;
 * the way is a new release. Empty: nothing stands against going back.
 *
 * @param releases every release with its migrations
 */
export function contractedSince(
    target: Release,
    releases: readonly Release[],
    applied: ReadonlySet<string>,
): readonly Migration[] {
    const own = new Set((target.migrations ?? []).map(({ file }) => file));
    const all = releases
        .flatMap(({ migrations = [] }) => migrations)
        .filter(({ phase, file }) => phase === "contract" && applied.has(file) && !own.has(file));
    return all.filter(({ file }, index) => all.findIndex(other => other.file === file) === index);
}
