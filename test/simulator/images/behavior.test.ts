import { strict as assert } from "node:assert";
import { BehaviorError, parseBehavior } from "../../../simulator/images/behavior";

const healthy = { errors: 0, slow: 0, slowShare: 1, neverReady: false, startup: 0, memory: 48 * 2 ** 20, cpu: 0 };

describe("behavior of an image", () => {
    const good: readonly (readonly [string, object])[] = [
        ["healthy", {}],
        ["errors:5%", { errors: 0.05 }],
        ["errors:0.5%", { errors: 0.005 }],
        ["errors:100%", { errors: 1 }],
        ["slow:800ms", { slow: 800 }],
        ["slow:1.5s", { slow: 1500 }],
        ["slow:800ms@2%", { slow: 800, slowShare: 0.02 }],
        ["errors:1.5%", { errors: 0.015 }],
        ["crashloop", { crashAfter: 0 }],
        ["crash-after:30s", { crashAfter: 30 }],
        ["neverready", { neverReady: true }],
        ["fails-after:1m", { failsAfter: 60 }],
        ["startup:3s", { startup: 3 }],
        ["memory:300Mi", { memory: 300 * 2 ** 20 }],
        ["cpu:5ms", { cpu: 5 }],
        ["errors:5%,slow:80ms", { errors: 0.05, slow: 80 }],
        ["slow:80ms, startup:2s", { slow: 80, startup: 2 }],
    ];
    for (const [behavior, expected] of good) {
        it(`reads ${behavior}`, () => assert.deepEqual(parseBehavior(behavior), { ...healthy, ...expected }));
    }

    it("limits what is said of a zone to that zone, where it counts more than the rest", () => {
        const behavior = "errors:1%,zone:us-east-1a:errors:50%,zone:us-east-1b:slow:10ms";
        assert.deepEqual(parseBehavior(behavior, "us-east-1a"), { ...healthy, errors: 0.5 });
        assert.deepEqual(parseBehavior(behavior, "us-east-1b"), { ...healthy, errors: 0.01, slow: 10 });
        assert.deepEqual(parseBehavior(behavior), { ...healthy, errors: 0.01 });
    });

    it("knows a zone by how its name ends, in whichever region", () => {
        const behavior = "slow:800ms@2%,zone:a:errors:50%,zone:b:slow:10ms";
        assert.deepEqual(parseBehavior(behavior, "eu-west-1a"), { ...healthy, errors: 0.5, slow: 800, slowShare: 0.02 });
        assert.deepEqual(parseBehavior(behavior, "us-east-1b"), { ...healthy, slow: 10 });
        assert.deepEqual(parseBehavior(behavior, "us-east-1c"), { ...healthy, slow: 800, slowShare: 0.02 });
        assert.deepEqual(parseBehavior(behavior), { ...healthy, slow: 800, slowShare: 0.02 });
    });

    const words = "healthy, errors, slow, crashloop, crash-after, neverready, fails-after, startup, memory, cpu, zone";
    const bad: readonly (readonly [string, string])[] = [
        ["", `"" is not known; allowed: ${words}`],
        ["happy", `"happy" is not known; allowed: ${words}`],
        ["healthy,slow:1s", "healthy stands alone; remove it or everything else"],
        ["zone:us-east-1a:healthy", "healthy stands alone; remove it or everything else"],
        ["errors:5", "errors:5: expected a share above 0% up to 100%, as errors:5%"],
        ["errors:101%", "errors:101%: expected a share above 0% up to 100%, as errors:5%"],
        ["errors:0%", "errors:0%: expected a share above 0% up to 100%, as errors:5%"],
        ["errors", "errors needs a value, as errors:5%"],
        ["slow:5", "slow:5: expected a time above 0 up to 60m in ms, s or m, as slow:800ms"],
        ["slow:0ms", "slow:0ms: expected a time above 0 up to 60m in ms, s or m, as slow:800ms"],
        ["fails-after:61m", "fails-after:61m: expected a time above 0 up to 60m in ms, s or m, as fails-after:30s"],
        ["crashloop:3", "crashloop takes no value"],
        ["memory:300", "memory:300: expected a whole number of Ki, Mi or Gi, as memory:300Mi"],
        ["zone:1a:slow:1s", "zone:1a:slow:1s: expected zone:ZONE:BEHAVIOR, as zone:a:errors:5%"],
        ["zone:a", "zone:a: expected zone:ZONE:BEHAVIOR, as zone:a:errors:5%"],
        ["zone:a:healthy", "healthy stands alone; remove it or everything else"],
        ["slow:1s@0%", "slow:1s@0%: expected a share above 0% up to 100%, as slow:800ms@2%"],
        ["slow:1s@", "slow:1s@: expected a share above 0% up to 100%, as slow:800ms@2%"],
        ["slow:1s@1%@2%", "slow:1s@1%@2%: expected a share above 0% up to 100%, as slow:800ms@2%"],
        ["slow:@2%", "slow:@2%: expected a time above 0 up to 60m in ms, s or m, as slow:800ms"],
        ["zone:us-east-1a:zone:us-east-1b:slow:1s", "zone:us-east-1a:zone:us-east-1b:slow:1s: a zone may be named once"],
        ["slow:1s,slow:2s", "says the same thing twice"],
        ["crashloop,crash-after:3s", "says the same thing twice"],
    ];
    for (const [behavior, message] of bad) {
        it(`refuses ${JSON.stringify(behavior)}`, () => {
            assert.throws(() => parseBehavior(behavior), new BehaviorError(behavior, message));
        });
    }
});
