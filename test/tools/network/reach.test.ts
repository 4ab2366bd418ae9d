import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { defaultsOf } from "../../../config/defaults";
import { colors, type ServiceSettings } from "../../../config/types";
import { page, regenerate } from "../../../tools/generate-network-table";
import { type Destination, reachOf, type Source } from "../../../tools/network/reach";

const { services, network } = defaultsOf("prod");
const design = { services, ...network };

/** The design as a table: who calls what, written down apart from the code that plans the policies. */
const calls: { readonly [service: string]: readonly string[] } = {
    "api-gateway": ["strategy-engine", "order-execution"],
    "strategy-engine": ["order-execution", "risk-management"],
    "order-execution": ["risk-management"],
    "risk-management": [],
};
const everybody = [
    "DNS of the cluster, UDP 53", "DNS of the cluster, TCP 53", "Internet, HTTPS, TCP 443", "endpoints of AWS, Kubernetes API, TCP 443",
    "logs, TCP 3100", "traces, TCP 4317",
];
const data: { readonly [service: string]: readonly string[] } = {
    "api-gateway": ["cache, TCP 6379"],
    "strategy-engine": ["database, TCP 5432", "cache, TCP 6379"],
    "order-execution": ["database, TCP 5432"],
    "risk-management": ["database, TCP 5432", "cache, TCP 6379"],
};

function nameOf({ name, protocol, port }: Destination): string {
    return `${name}, ${protocol} ${port}`;
}

function expected(): readonly string[] {
    const names = Object.keys(calls);
    return colors.flatMap(color => [
        ...names.flatMap(from => (calls[from] ?? []).map(to => `${color} ${from} → ${color} ${to}, TCP 8080`)),
        ...names.flatMap(from => [...everybody, ...(data[from] ?? [])].map(to => `${color} ${from} → ${to}`)),
        `load balancer → ${color} api-gateway, TCP 8080`,
        ...names.map(to => `Prometheus → ${color} ${to}, TCP 8080`),
    ]).sort();
}

describe("who reaches whom", () => {
    it("is what the design says, for every pair of workload and destination, and nothing else", () => {
        const { inside, outside, within, beyond, allows } = reachOf(design);
        const pairs = (sources: readonly Source[], destinations: readonly Destination[]): readonly string[] =>
            sources.flatMap(from => destinations.filter(to => allows(from, to)).map(to => `${from.name} → ${nameOf(to)}`));
        assert.equal(inside.length * (within.length + beyond.length) + outside.length * within.length, 336);
        assert.deepEqual([...pairs([...inside, ...outside], within), ...pairs(inside, beyond)].sort(), expected());
    });

    it("is never the other color, and within one the callers that are named, whatever the services call", () => {
        const sets = fc.array(fc.array(fc.nat(4), { maxLength: 4 }), { minLength: 5, maxLength: 5 });
        fc.assert(fc.property(sets, fc.array(fc.integer({ min: 1024, max: 65535 }), { minLength: 5, maxLength: 5 }), (called, ports) => {
            const chosen: readonly ServiceSettings[] = called.map((list, index) => ({
                ...services[0], name: `s${index}`, port: ports[index] ?? 0, calls: [...new Set(list)].map(each => `s${each}`),
            }));
            const { inside, within, allows } = reachOf({ ...design, services: chosen });
            for (const from of inside) {
                for (const to of within) {
                    const [color, caller] = from.name.split(" ");
                    const [other, callee] = to.name.split(" ");
                    const { calls: named = [] } = chosen.find(({ name }) => name === caller) ?? {};
                    const port = chosen.find(({ name }) => name === callee)?.port;
                    assert.equal(allows(from, to), color === other && named.includes(callee ?? "") && to.port === port, `${from.name} → ${nameOf(to)}`);
                }
            }
        }), { numRuns: 25 });
    });
});

describe("the page on network policies", () => {
    const text = readFileSync(page, "utf8");

    it("has the table of the policies as they are", () => {
        assert.equal(text, regenerate(text), "run `npx ts-node tools/generate-network-table.ts`");
    });

    it("is refused without its markers", () => {
        assert.throws(() => regenerate("# Network\n"), /the markers .* are missing/);
    });
});
