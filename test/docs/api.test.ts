import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as api from "../../release/api";
import { Rollouts } from "../../release/rollout/rollouts";
import { root, textOf } from "./pages";

const text = textOf("docs/api.md");
const section = (heading: string): string => text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? "";
/** Names in the first column of a section's table. */
const named = (heading: string): readonly string[] =>
    [...section(heading).matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) => [...cell.matchAll(/`(\w+)/g)].map(([, name = ""]) => name));

describe("the page of the TypeScript API", () => {
    it("shows the example that is compiled, and run in test/servers/api.test.ts", () => {
        const [, shown] = /^```ts\n([\s\S]*?)^```$/m.exec(text) ?? [];
        const example = readFileSync(join(root, "test", "docs", "api-example.ts"), "utf8");
        assert.equal(shown, example.replace("../../release/api", "./release/api"));
    });

    it("tells every option and no other", () => {
        const [, fields = ""] = /export interface AwsRolloutsOptions \{\n([\s\S]*?)\n\}/.exec(readFileSync(join(root, "release", "api.ts"), "utf8")) ?? [];
        assert.deepEqual([...named("Options")].sort(), [...fields.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, name]) => name).sort());
    });

    it("tells every method and no other", () => {
        const privates = /private (?:async )?(\w+)[(<]/g;
        const source = readFileSync(join(root, "release", "rollout", "rollouts.ts"), "utf8");
        const hidden = ["constructor", ...[...source.matchAll(privates)].map(([, name]) => name)];
        const methods = Object.getOwnPropertyNames(Rollouts.prototype).filter((name) => !hidden.includes(name));
        assert.deepEqual([...named("Methods")].sort(), methods.sort());
    });

    it("tells every error that is exported", () => {
        const errors = Object.entries(api).flatMap(([name, value]) => (typeof value === "function" && value.prototype instanceof Error ? [name] : []));
        const told = [...named("Errors"), ...[...section("Errors").matchAll(/`(EngineFailure|StackLocked)`/g)].map(([, name]) => name)];
        assert.deepEqual([...new Set(told)].sort(), errors.sort());
    });
});
