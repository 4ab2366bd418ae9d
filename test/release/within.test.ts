import { strict as assert } from "node:assert";
import { within } from "../../release/within";
import { FakeClock } from "./fake-clock";

describe("a call that may take so long", () => {
    const clock = new FakeClock();
    const never = (): Promise<string> => new Promise(() => undefined);
    const ask = (call: () => Promise<string>, signal?: AbortSignal) => clock.run(within(call, 10, clock, signal));

    it("gives what it gives, and leaves no timer", async () => {
        assert.deepEqual(await ask(async () => "figures"), { kind: "value", value: "figures" });
        assert.equal(clock.sleepers, 0);
    });

    it("gives a reason where it throws, at once or later", async () => {
        assert.deepEqual(await ask(() => Promise.reject(new Error("refused"))), { kind: "none", reason: "refused" });
        assert.deepEqual(await ask(() => { throw new Error("no address"); }), { kind: "none", reason: "no address" });
    });

    it("gives a reason where it takes longer", async () => {
        const began = clock.now();
        assert.deepEqual(await ask(never), { kind: "none", reason: "no answer within 10 s" });
        assert.equal(clock.now() - began, 10_000);
    });

    it("is not waited for once it is broken off", async () => {
        const abort = new AbortController();
        void clock.sleep(3000).then(() => abort.abort());
        const began = clock.now();
        assert.deepEqual(await ask(never, abort.signal), { kind: "none", reason: "interrupted" });
        assert.equal(clock.now() - began, 3000);
        assert.deepEqual(await ask(never, abort.signal), { kind: "none", reason: "interrupted" });
    });
});
