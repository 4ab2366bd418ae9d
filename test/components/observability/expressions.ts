/** What expressions of PromQL ask for. */

/** Words of the language that stand where a metric could. */
const words = new Set(["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset"]);

/** Names of the metrics of an expression, each once, sorted. */
export function metricsIn(expr: string): readonly string[] {
    const bare = expr
        .replace(/"(?:[^"\\]|\\.)*"/g, "\"\"")
        .replace(/\{[^}]*\}/g, "")
        .replace(/\[[^\]]*\]/g, "")
        .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ");
    // A name before a bracket is a function's.
    const names = [...bare.matchAll(/(?<![\w.])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()/g)].map(([name]) => name);
    return [...new Set(names.filter((name) => !words.has(name)))].sort();
}

/** As Prometheus gets it from Grafana, with something in the place of variables. */
export function withoutVariables(expr: string): string {
    return expr.replaceAll("$__rate_interval", "1m").replaceAll(/\$\w+/g, ".*");
}
