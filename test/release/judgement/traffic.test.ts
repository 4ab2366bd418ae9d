import { strict as assert } from "node:assert";
import { watchedServices } from "../../../release/judgement/traffic";

describe("the services that a rollout waits for", () => {
    it("are those that users reach, by others too, in a circle too", () => {
        assert.deepEqual(watchedServices([
            { name: "api-gateway", publicPaths: ["/*"], calls: ["orders"] },
            { name: "orders", publicPaths: [], calls: ["risk"] },
            { name: "risk", publicPaths: [], calls: ["orders"] },
            { name: "nightly", publicPaths: [], calls: ["risk"] },
        ]), [
            { name: "api-gateway", required: true, calls: ["orders"] },
            { name: "orders", required: true, calls: ["risk"] },
            { name: "risk", required: true, calls: ["orders"] },
            { name: "nightly", required: false, calls: ["risk"] },
        ]);
    });
});
