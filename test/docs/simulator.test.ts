import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { faultKinds } from "../../simulator/api/faults";
import { parseBehavior } from "../../simulator/images/behavior";
import { page, regenerate } from "../../tools/generate-simulator-reference";

describe("the page of the simulated cloud", () => {
    const text = readFileSync(page, "utf8");

    it("lists the types, data sources and kinds that are modeled", () => {
        assert.equal(text, regenerate(text), "run `npx ts-node tools/generate-simulator-reference.ts`");
    });

    it("has a section for each type with its limits and sources", () => {
        assert.match(text, /\n### aws:lb\/targetGroup:TargetGroup\n\n- `name`: /);
        assert.match(text, /\n### Kubernetes kinds\n(?:.*\n)*- `apps\/v1 Deployment`\n/);
    });

    it("names only behaviors that an image may have, and all of them", () => {
        const section = text.slice(text.indexOf("## Images and their behavior"), text.indexOf("## What is checked"));
        const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].flatMap(([, behavior]) => behavior ?? []);
        for (const behavior of named) assert.doesNotThrow(() => parseBehavior(behavior, "us-east-1a"), behavior);
        assert.throws(() => parseBehavior("unheard-of"), (error: Error) => {
            const known = /allowed: (.*)$/.exec(error.message)?.[1]?.split(", ");
            assert.deepEqual(named.map((behavior) => behavior.split(":")[0]).sort(), known?.sort());
            return true;
        });
    });

    it("tells every kind of fault", () => {
        const section = text.slice(text.indexOf("### Faults on request"), text.indexOf("## Images and their behavior"));
        assert.deepEqual([...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, kind]) => kind).sort(), [...faultKinds].sort());
    });

    it("is refused without its markers", () => {
        assert.throws(() => regenerate("# The simulated cloud\n"), /the markers .* are missing/);
    });
});
