/** Names that PostgreSQL keeps for itself. */

/** Reserved, also where "can be function or type" (PostgreSQL 17 documentation, appendix C, "SQL Key Words"). */
const keyWords = new Set(
    (
        "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation " +
        "column concurrently constraint create cross current_catalog current_date current_role current_schema " +
        "current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for " +
        "foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral " +
        "leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps " +
        "placing primary references returning right select session_user similar some symmetric system_user table " +
        "tablesample then to trailing true union unique user using variadic verbose when where window with"
    ).split(" "),
);

/** Databases that exist from the start, one of them for RDS's own use (RDS user guide, "Understanding PostgreSQL roles"). */
const systemDatabases = new Set(["postgres", "rdsadmin", "template0", "template1"]);

/** Why no database of that name can be created; undefined where it can (RDS API reference, CreateDBInstance, `DBName`). */
export function databaseNameComplaint(name: string): string | undefined {
    if (name.length > 63) return `has ${name.length} letters, ${name.length - 63} too many`;
    if (!/^[a-z][a-z0-9_]*$/.test(name)) return "is no name of a database";
    if (keyWords.has(name)) return "is a reserved word of PostgreSQL";
    return systemDatabases.has(name) ? "is a database that PostgreSQL brings itself" : undefined;
}
