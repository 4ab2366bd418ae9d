/** Import cycles: the strongly connected parts of the graph of files, by Tarjan's algorithm. */

/** One shortest way round for every part of the graph that has a cycle, its first file repeated at the end. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
    return partsOf(graph)
        .filter(part => part.length > 1 || (graph.get(part[0]) ?? []).includes(part[0]))
        .map(part => wayRound(graph, [...part].sort()[0]));
}

function partsOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
    const parts: string[][] = [];
    const numbers = new Map<string, number>();
    const lowest = new Map<string, number>();
    const stack: string[] = [];
    const visit = (file: string): void => {
        numbers.set(file, numbers.size);
        lowest.set(file, numbers.size - 1);
        stack.push(file);
        for (const next of graph.get(file) ?? []) {
            if (!numbers.has(next)) {
                visit(next);
            }
            if (stack.includes(next)) {
                lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(next) ?? 0));
            }
        }
        if (lowest.get(file) === numbers.get(file)) {
            parts.push(stack.splice(stack.indexOf(file)));
        }
    };
    for (const file of graph.keys()) {
        if (!numbers.has(file)) {
            visit(file);
        }
    }
    return parts;
}

function wayRound(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] {
    const ways: string[][] = [[start]];
    const seen = new Set<string>();
    for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
        for (const next of graph.get(way[way.length - 1]) ?? []) {
            if (next === start) {
                return [...way, start];
            }
            if (!seen.has(next)) {
                seen.add(next);
                ways.push([...way, next]);
            }
        }
    }
    return [start];
}
