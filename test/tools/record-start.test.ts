import { strict as assert } from "node:assert";
import { draw, mostColumns, mostLines, telling } from "../../tools/record-start";

const progress = (from: number, to: number): string[] =>
    Array.from({ length: (to - from) / 2 + 1 }, (_, index) => `up: ${from + 2 * index} resources done, ${2 + 2 * index} s`);
const gate = '  ~ update  kubernetes:policy/v1:PodDisruptionBudget dev-green-api-gateway-budget [metadata.annotations["pulumi.com/waitFor"]]';
const listener = "  ~ update  aws:lb/listener:Listener dev-https [defaultActions[0].forward.targetGroups[0].weight]";
const second = (number: number): string => {
    const green = number < 10 ? 0 : number === 10 ? 150 : number < 20 ? 250 : 0;
    return [String(number).padStart(6), String(250 - green).padStart(4), String(green).padStart(5), "     0     3.1    12.5"].join("  ");
};

const captured = [
    "simulated cloud",
    "",
    "1. up: VPC, EKS, RDS, load balancer and the two slots of dev",
    ...progress(0, 222),
    "up of dev: 223 created, 40 s",
    "",
    "4. flip: colorway:activeColor blue → green in Pulumi.dev.yaml, then up",
    ...progress(0, 10),
    gate,
    gate,
    listener,
    gate,
    "up of dev: 10 updated, 213 unchanged, 8 s",
    "",
    "6. what the clients saw",
    "second  blue  green  failed  p50 ms  p99 ms",
    ...Array.from({ length: 30 }, (_, index) => second(index + 1)),
    "7500 requests, 0 failed; p50 3.2 ms, p99 37.6 ms, max 171.3 ms",
    "",
    "all of it took 58 s",
    "",
    "go on:",
    "  npm start -- --keep",
    "",
].join("\n");

describe("the picture of the start", () => {
    const lines = telling(captured);

    it("keeps headings, results and the seconds around each flip, and marks what it leaves out", () => {
        assert.deepEqual(lines, [
            "simulated cloud",
            "",
            "1. up: VPC, EKS, RDS, load balancer and the two slots of dev",
            "up: 0 resources done, 2 s",
            "…",
            "up: 112 resources done, 114 s",
            "…",
            "up: 222 resources done, 224 s",
            "up of dev: 223 created, 40 s",
            "",
            "4. flip: colorway:activeColor blue → green in Pulumi.dev.yaml, then up",
            "…",
            "  ~ update  aws:lb/listener:Listener dev-https",
            "  …",
            "up of dev: 10 updated, 213 unchanged, 8 s",
            "",
            "6. what the clients saw",
            "second  blue  green  failed  p50 ms  p99 ms",
            second(1),
            "  …",
            ...[8, 9, 10, 11].map(second),
            "  …",
            ...[18, 19, 20, 21].map(second),
            "  …",
            second(30),
            "7500 requests, 0 failed; p50 3.2 ms, p99 37.6 ms, max 171.3 ms",
            "",
            "all of it took 58 s",
        ]);
    });

    it("drops what a terminal draws over, and its codes", () => {
        assert.deepEqual(telling("\u001b[1msimulated cloud\u001b[0m\r\nup: 3 resources\r\u001b[2Kup of dev: done\n"), ["simulated cloud", "up of dev: done"]);
    });

    it("has at most the lines and columns that it may have", () => {
        const long = telling(Array.from({ length: 200 }, (_, index) => `${index} ${"x".repeat(200)}`).join("\n"));
        assert.equal(long.length, mostLines);
        assert.ok(long.every((line) => line === "…" || (line.length === mostColumns && line.endsWith("…"))));
        assert.deepEqual([long[0]?.slice(0, 4), long[30], long.at(-1)?.slice(0, 4)], ["0 xx", "…", "199 "]);
    });

    it("places each word of a color in its own column, in well-formed XML", () => {
        const svg = draw(["  blue < green & more", "", "7500 requests, 0 failed"]);
        const pieces = [...svg.matchAll(/<text x="([\d.]+)" y="(\d+)" textLength="([\d.]+)"[^>]*>([^<]*)<\/text>/g)].map((match) => match.slice(1));
        assert.deepEqual(pieces, [
            ["31.64", "57", "31.28", "blue"],
            ["70.74", "57", "7.82", "&lt;"],
            ["86.38", "57", "39.1", "green"],
            ["133.3", "57", "46.92", "&amp;\u00a0more"],
            ["16", "93", "179.86", "7500\u00a0requests,\u00a00\u00a0failed"],
        ]);
        const opened = [...svg.matchAll(/<([a-z]+)\b[^>]*[^/]>/g)].map(([, name]) => name).sort();
        const closed = [...svg.matchAll(/<\/([a-z]+)>/g)].map(([, name]) => name).sort();
        assert.deepEqual(opened, closed);
    });
});
