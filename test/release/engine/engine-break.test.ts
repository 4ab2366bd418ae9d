import { strict as assert } from "node:assert";
import { EngineBreak } from "../../../release/engine/engine-break";

describe("Breaking an engine off", () => {
    it("reaches an engine that has begun at once", () => {
        const engine = new EngineBreak();
        const signal = engine.start();
        engine.begun();
        assert.equal(signal.aborted, false);
        engine.breakOff();
        assert.equal(signal.aborted, true);
    });

    it("waits for the first event of an engine that has not begun", () => {
        const engine = new EngineBreak();
        const signal = engine.start();
        engine.breakOff();
        assert.equal(signal.aborted, false);
        engine.begun();
        assert.equal(signal.aborted, true);
    });

    it("waits anew for the first event of a second engine", () => {
        const engine = new EngineBreak();
        const first = engine.start();
        engine.begun();
        engine.breakOff();
        const second = engine.start();
        assert.deepEqual([first.aborted, second.aborted], [true, false]);
        engine.begun();
        assert.equal(second.aborted, true);
    });
});
