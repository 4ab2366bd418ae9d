import { strict as assert } from "node:assert";
import type { Migration, Release } from "../../../config/types";
import { contractedSince, contractWaits, planMigrations, type Standing } from "../../../release/migrations/plan";

const migration = (file: string, sha256 = "a"): Migration => ({ file, sha256: sha256.repeat(64), phase: file.includes("contract") ? "contract" : "expand" });
const release = (version: string, ...migrations: readonly Migration[]): Release => ({
    version, commit: "0".repeat(40), created: "2026-11-01T00:00:00Z", images: {}, migrations,
});

const [add, drop, index] = [migration("m/1.expand.sql"), migration("m/2.contract.sql"), migration("m/3.expand.sql")];

describe("the plan of migrations", () => {
    it("runs expand before and contract after, each once", () => {
        const plan = planMigrations(release("1.2.0", add, drop, index), [release("1.1.0", add)]);
        assert.deepEqual(plan, { expand: [index], contract: [drop], repeated: [add], problems: [] });
    });

    it("is empty without migrations", () => {
        const { migrations: _, ...bare } = release("1.2.0");
        assert.deepEqual(planMigrations(bare, [release("1.1.0", add)]), { expand: [], contract: [], repeated: [], problems: [] });
    });

    it("refuses a migration that changed after it was released", () => {
        const moved: Migration = { ...drop, phase: "expand" };
        const cure = "allowed: what was released; cure: put the file back as it was, and write the change as a new migration";
        assert.deepEqual(planMigrations(release("1.2.0", migration(add.file, "b"), moved), [release("1.1.0", add, drop)]).problems, [
            `m/1.expand.sql: has another content than in 1.1.0; ${cure}`,
            `m/2.contract.sql: is expand in 1.2.0 and was contract in 1.1.0; ${cure}`,
        ]);
    });
});

describe("a contract migration", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    const settled: Standing = {
        live: "green", traffic: 100, slots: { green: "1.2.0" }, rolling: false, warmUntil: now, applied: new Set([add.file]),
    };
    const target = release("1.2.0", add, drop);
    const cases: readonly (readonly [name: string, change: Partial<Standing>, waits: readonly string[]])[] = [
        ["runs once the warm window is over and the release before is gone", {}, []],
        ["runs beside a slot of the same release", { slots: { green: "1.2.0", blue: "1.2.0" } }, []],
        ["runs where the release never went live by a rollout", { warmUntil: undefined }, []],
        ["waits while another release is live", { slots: { green: "1.1.0" } }, ["1.2.0 is not live: green runs 1.1.0"]],
        ["waits for a live slot that is off", { slots: {} }, ["1.2.0 is not live: green runs nothing"]],
        ["waits while the traffic is split", { traffic: 90 }, ["green has 90 % of the traffic, not 100"]],
        ["waits for a rollout", { rolling: true }, ["a rollout is under way"]],
        [
            "waits for the warm window, to the millisecond", { warmUntil: now + 1 },
            ["the warm window of 1.2.0 ends at 2026-11-21T12:00:00.001Z; until then the release before may come back"],
        ],
        [
            "waits for the release before to be gone", { slots: { green: "1.2.0", blue: "1.1.0" } },
            ["blue still runs 1.1.0, which may need what it takes away"],
        ],
        ["waits for the expand migrations", { applied: new Set<string>() }, ["expand migrations have not run: m/1.expand.sql"]],
        [
            "tells everything that it waits for", { slots: { blue: "1.1.0" }, traffic: 50, rolling: true },
            [
                "1.2.0 is not live: green runs nothing", "green has 50 % of the traffic, not 100", "a rollout is under way",
                "blue still runs 1.1.0, which may need what it takes away",
            ],
        ],
    ];
    for (const [name, change, waits] of cases) {
        it(name, () => assert.deepEqual(contractWaits(target, { ...settled, ...change }, now), waits));
    }

    it("that ran stands against going back to a release before it, and to no other", () => {
        const releases = [release("1.0.0"), release("1.1.0", add), target, release("1.3.0", add, drop, index)];
        assert.deepEqual(contractedSince(release("1.1.0", add), releases, new Set([add.file, drop.file])), [drop]);
        assert.deepEqual(contractedSince(release("1.1.0", add), releases, new Set([add.file])), []);
        assert.deepEqual(contractedSince(target, releases, new Set([add.file, drop.file])), []);
    });
});
