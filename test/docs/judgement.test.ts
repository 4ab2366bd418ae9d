import { strict as assert } from "node:assert";
import { defaultsOf } from "../../config/defaults";
import { requestsFor } from "../../release/judgement/histogram";
import { requestsForLimit } from "../../release/judgement/errors";
import { judge } from "../../release/judgement/judge";
import { outcomes } from "../../release/judgement/verdict";
import { type Behavior, randomOf, seriesOf } from "../release/judgement/generator";
import { scenarios } from "../release/judgement/scenarios";
import { textOf } from "./pages";

const start = Date.parse("2026-03-01T12:00:00Z");

/** Two minutes of 25 and 75 requests a second, of which 1.2 % and 0.1 % fail. */
function exampleVerdict(): unknown {
    const of = (rate: number, errors: number, seed: number) => {
        const at = (): Behavior => ({ rate, errors, median: 60, sigma: 0.4 });
        const samples = seriesOf({ start, seconds: 120, interval: 1, at }, randomOf(seed)).map(({ zones: _, ...sample }) => sample);
        return { kind: "samples", samples } as const;
    };
    const window = { from: start, to: start + 120_000 };
    const verdict = judge([{ service: "orders", release: of(25, 0.012, 1), live: of(75, 0.001, 2) }], window, defaultsOf("staging").strategy.limits);
    return JSON.parse(JSON.stringify(verdict, (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(3)) : value)));
}

describe("the page of the judgement", () => {
    const text = textOf("docs/features/judgement.md");

    it("shows a verdict that the code gives", () => {
        const [, shown = ""] = /^```json\n([\s\S]*?)^```$/m.exec(text) ?? [];
        assert.deepEqual(JSON.parse(shown), exampleVerdict());
    });

    it("lists each limit with its defaults", () => {
        const row = (name: string): readonly string[] =>
            new RegExp(`^\\| \`${name}\` \\| (\\S+) \\| (\\S+) \\| (\\S+) \\|`, "m").exec(text)?.slice(1) ?? [];
        const [dev, staging, prod] = (["dev", "staging", "prod"] as const).map((environment) => defaultsOf(environment).strategy.limits);
        assert.ok(dev !== undefined && staging !== undefined && prod !== undefined);
        for (const name of Object.keys(dev) as (keyof typeof dev)[]) {
            assert.deepEqual(row(name), [dev[name], staging[name], prod[name]].map(String), name);
        }
    });

    it("tells every outcome", () => {
        const told = [...text.matchAll(/^\| `(\w+)` \| (?:goes|holds)/gm)].map(([, outcome]) => outcome);
        assert.deepEqual([...told].sort(), [...outcomes].sort());
    });

    it("tells how many requests are enough", () => {
        const told = [...text.matchAll(/^\| (\d[\d.]*) % \| (\d+) \|/gm)].map(([, limit, requests]) => [Number(limit), Number(requests)]);
        assert.deepEqual(told, [0.1, 0.5, 1, 5].map((limit) => [limit, requestsForLimit(limit)]));
        for (const quantile of [99, 95, 90]) assert.ok(text.includes(`${requestsFor(quantile)} for p${quantile}`), `p${quantile}`);
    });

    it("names what is simulated, and how many kinds", () => {
        const count = (truth: "good" | "bad"): number => scenarios.filter((scenario) => scenario.truth === truth).length;
        assert.ok(text.includes(`${count("good")} kinds of good releases and ${count("bad")} kinds of bad ones`));
    });
});
