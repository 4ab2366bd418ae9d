/** Prometheus' text format, version 0.0.4 (Prometheus documentation, "Exposition formats"), as far as metrics of counters need it. */

export interface ExpositionSample {
    /** Name and labels as they stand in the text: the same in every scrape. */
    readonly series: string;
    readonly value: number;
}

export interface SeriesName {
    readonly name: string;
    readonly labels: { readonly [label: string]: string };
}

const special: { readonly [word: string]: number } = { "NaN": NaN, "+Inf": Infinity, "Inf": Infinity, "-Inf": -Infinity };

/**
 * The samples of the wanted metrics, in the text's order.
 *
 * @throws Error where a wanted metric's line is not of the format
 */
export function parseExposition(text: string, wanted: ReadonlySet<string>): readonly ExpositionSample[] {
    const samples: ExpositionSample[] = [];
    for (const line of text.split("\n")) {
        if (line === "" || line.startsWith("#") || !wanted.has(/^[^\s{]*/.exec(line)?.[0] ?? "")) {
            continue;
        }
        const close = line.lastIndexOf("}");
        const end = close >= 0 ? close + 1 : line.indexOf(" ");
        const [word, , tooMuch] = line.slice(end).trim().split(/\s+/);
        const value = special[word] ?? (word === "" ? NaN : Number(word));
        if (end <= 0 || (Number.isNaN(value) && word !== "NaN") || tooMuch !== undefined) {
            throw new Error(`not a line of Prometheus' text format: ${line.slice(0, 200)}`);
        }
        samples.push({ series: line.slice(0, end), value });
    }
    return samples;
}

/** @throws Error where it is not a metric's name with labels */
export function parseSeries(series: string): SeriesName {
    const open = series.indexOf("{");
    if (open < 0) {
        return { name: series.trim(), labels: {} };
    }
    const inside = series.slice(open + 1, -1);
    const labels: Record<string, string> = {};
    const label = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
    while (label.lastIndex < inside.length) {
        const found = label.exec(inside);
        if (found === null) {
            throw new Error(`not a series of Prometheus' text format: ${series.slice(0, 200)}`);
        }
        labels[found[1]] = found[2].replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
    }
    return { name: series.slice(0, open).trim(), labels };
}
