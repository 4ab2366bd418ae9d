import { strict as assert } from "node:assert";
import { Resource } from "@pulumi/pulumi";
import { withoutStacks } from "../../../release/engine/without-stacks";

/** What the SDK would write of a resource made here. */
function traceOfResource(): readonly unknown[] {
    const trace = Reflect.get(Resource, "stackTrace") as (skip: number) => readonly unknown[];
    return Reflect.apply(trace, Resource, [0]) as readonly unknown[];
}

describe("a program that runs in this process", () => {
    const stackOf = (): string => (new Error("here").stack ?? "").split("\n").slice(1).join("\n");

    it("takes no stack traces, of errors or of resources, until it has ended", () => {
        assert.notDeepEqual([stackOf(), traceOfResource()], ["", []]);
        const restore = withoutStacks();
        try {
            assert.deepEqual([stackOf(), traceOfResource()], ["", []]);
        } finally {
            restore();
        }
        assert.notEqual(stackOf(), "");
        assert.ok(traceOfResource().length > 1);
    });

    it("takes them when asked for", () => {
        process.env["COLORWAY_DEBUG"] = "1";
        try {
            const restore = withoutStacks();
            assert.ok(traceOfResource().length > 1);
            restore();
        } finally {
            delete process.env["COLORWAY_DEBUG"];
        }
    });
});
