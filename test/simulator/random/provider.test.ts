import { strict as assert } from "node:assert";
import fc from "fast-check";
import { randomProvider } from "../../../simulator/random/provider";
import { SystemClock } from "../../../simulator/cloud/clock";
import { Cloud } from "../../../simulator/cloud/cloud";
import { MemoryStore } from "../../../simulator/cloud/store";
import { isUnknown, Props, text } from "../../../simulator/cloud/values";
import { Created, Diff } from "../../../simulator/protocol/provider";

const session = randomProvider(new Cloud(new MemoryStore(), new SystemClock())).configure({});

function typeOf(kind: string): string {
    return `random:index/random${kind}:Random${kind}`;
}

async function made(kind: string, inputs: Props, preview = false): Promise<Created> {
    const type = typeOf(kind);
    return session.create({ urn: "urn", type, name: "it", inputs, preview, timeout: 0 });
}

async function mistakes(kind: string, news: Props): Promise<readonly string[]> {
    const checked = await session.check({
        urn: "urn",
        type: typeOf(kind),
        name: "it",
        olds: {},
        news,
        randomSeed: Buffer.alloc(32),
    });
    return checked.failures.map(({ reason }) => reason);
}

async function diff(kind: string, created: Created, oldInputs: Props, news: Props): Promise<Diff> {
    return session.diff({
        id: created.id,
        urn: "urn",
        type: typeOf(kind),
        olds: created.properties,
        oldInputs,
        news,
        ignoreChanges: [],
    });
}

describe("simulated random values", () => {
    it("an id has one number in four forms, with its prefix", async () => {
        const { id, properties } = await made("Id", { byteLength: 4, prefix: "cw-" });
        const hex = text(properties, "hex").replace("cw-", "");
        assert.match(hex, /^[0-9a-f]{8}$/);
        assert.equal(id, Buffer.from(hex, "hex").toString("base64url"));
        assert.equal(properties["b64Url"], `cw-${id}`);
        assert.equal(properties["b64Std"], `cw-${Buffer.from(hex, "hex").toString("base64")}`);
        assert.equal(properties["dec"], `cw-${Number.parseInt(hex, 16)}`);
    });

    it("a text has its length and as many letters of each kind as it must", async () => {
        const counts = fc.record({
            minLower: fc.nat(5),
            minUpper: fc.nat(5),
            minNumeric: fc.nat(5),
            minSpecial: fc.nat(5),
            more: fc.integer({ min: 1, max: 30 }),
        });
        await fc.assert(
            fc.asyncProperty(counts, async ({ more, ...least }) => {
                const length = more + least.minLower + least.minUpper + least.minNumeric + least.minSpecial;
                const { id, properties } = await made("String", { length, ...least });
                assert.equal(properties["result"], id);
                assert.equal(id.length, length);
                const count = (pattern: RegExp): number => id.match(pattern)?.length ?? 0;
                assert.ok(
                    count(/[a-z]/g) >= least.minLower && count(/[A-Z]/g) >= least.minUpper && count(/[0-9]/g) >= least.minNumeric,
                );
                assert.ok(count(/[^a-zA-Z0-9]/g) >= least.minSpecial);
            }),
            { numRuns: 50 },
        );
    });

    it("a text has no letters of a kind that is off", async () => {
        const { id } = await made("String", { length: 64, special: false, upper: false });
        assert.match(id, /^[a-z0-9]{64}$/);
        assert.match(
            (await made("String", { length: 64, lower: false, upper: false, numeric: false, overrideSpecial: "+-" })).id,
            /^[+-]{64}$/,
        );
    });

    it("a password is no id, and comes with a hash", async () => {
        const { id, properties } = await made("Password", { length: 20 });
        assert.equal(id, "none");
        assert.equal(text(properties, "result").length, 20);
        assert.match(text(properties, "bcryptHash"), /^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    });

    it("an integer keeps to its bounds, both of them included", async () => {
        const results = await Promise.all(Array.from({ length: 60 }, () => made("Integer", { min: 3, max: 4 })));
        assert.deepEqual([...new Set(results.map(({ properties }) => properties["result"]))].sort(), [3, 4]);
    });

    it("stays as it is until an input changes, and then is another one", async () => {
        const inputs = { byteLength: 4, keepers: { identifier: "blue" } };
        const created = await made("Id", inputs);
        assert.deepEqual((await diff("Id", created, inputs, inputs)).changes, {});
        const { changes } = await diff("Id", created, inputs, { byteLength: 4, keepers: { identifier: "green" } });
        assert.deepEqual(changes, { "keepers.identifier": { kind: "update", replace: true } });
        const text = await made("String", { length: 8 });
        assert.deepEqual((await diff("String", text, { length: 8 }, { length: 8 })).changes, {});
        assert.deepEqual((await diff("String", text, { length: 8 }, { length: 9 })).changes, {
            length: { kind: "update", replace: true },
        });
    });

    it("is unknown in a preview", async () => {
        const { properties } = await made("Id", { byteLength: 4 }, true);
        assert.ok(isUnknown(properties["hex"]));
        assert.equal(properties["byteLength"], 4);
    });

    const refused: readonly (readonly [string, Props, string])[] = [
        ["Id", { byteLength: 0 }, "byteLength: expected byteLength to be at least (1), got 0"],
        ["Id", {}, "byteLength: missing required argument"],
        [
            "String",
            { length: 3, minLower: 2, minUpper: 2 },
            "length: must be at least 4, the sum of minLower, minNumeric, minSpecial and minUpper, got 3",
        ],
        [
            "Password",
            { length: 8, lower: false, upper: false, numeric: false, special: false },
            "special: one of special, upper, lower and numeric must be true",
        ],
        ["Integer", { min: 5, max: 4 }, "min: must not be above max, got 5 and 4"],
        [
            "Id",
            { byteLength: 4, seed: "x" },
            "seed: this property is not modeled by the simulated cloud; docs/simulator.md lists what is",
        ],
    ];
    for (const [kind, inputs, message] of refused) {
        it(`refuses ${JSON.stringify(inputs)} for Random${kind}`, async () => {
            assert.deepEqual(await mistakes(kind, inputs), [message]);
        });
    }
});
