import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { RoutableTarget } from "../../../simulator/aws/elbv2/targets";
import { chooseGroup, seeded, TargetChooser } from "../../../simulator/dataplane/choice";
import { ForwardAction, GroupSettings } from "../../../simulator/dataplane/routes";

function group(name: string, more: Partial<GroupSettings> = {}): GroupSettings {
    const usual = { arn: name, name, color: "", algorithm: "round_robin", stickySeconds: 0, slowStartSeconds: 0 };
    return { ...usual, minimumHealthy: 1, minimumHealthyPercent: 0, ...more };
}

function action(weights: readonly number[]): ForwardAction {
    const groups = weights.map((weight, index) => ({ weight, group: group(`g${index}`) }));
    return { type: "forward", groups, totalWeight: weights.reduce((sum, weight) => sum + weight, 0), stickySeconds: 0 };
}

function target(id: string, healthy = true, healthySince = 1): RoutableTarget {
    return { id, port: 80, address: `${id}:80`, healthy, healthySince, inFlight: 0 };
}

function counted<T>(times: number, choose: () => T): ReadonlyMap<T, number> {
    const counts = new Map<T, number>();
    for (let index = 0; index < times; index += 1) {
        const chosen = choose();
        counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    return counts;
}

describe("the choice of a group", () => {
    it("never falls on weight 0, and on nothing where all are 0", () => {
        const weights = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999 })), { minLength: 1, maxLength: 5 });
        fc.assert(
            fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, random) => {
                const chosen = chooseGroup(action(given), () => random);
                if (given.every((weight) => weight === 0)) return chosen === undefined;
                return chosen !== undefined && (given[Number(chosen.name.slice(1))] ?? 0) > 0;
            }),
        );
    });

    it("comes near the weights", () => {
        const random = seeded(7);
        const counts = counted(10_000, () => chooseGroup(action([75, 25]), random)?.name);
        assert.ok(Math.abs((counts.get("g1") ?? 0) - 2500) < 130, `${counts.get("g1") ?? 0} of 10,000`);
    });

    it("is the same for the same seed", () => {
        const draw = (seed: number): readonly number[] => {
            const random = seeded(seed);
            return Array.from({ length: 5 }, () => random());
        };
        assert.deepEqual(draw(1), draw(1));
        assert.notDeepEqual(draw(1), draw(2));
    });
});

describe("the choice of a target", () => {
    const chooser = (): TargetChooser => new TargetChooser(seeded(3), (seconds) => seconds * 1000);
    const share = (settings: GroupSettings, targets: readonly RoutableTarget[]): ReadonlyMap<string | undefined, number> => {
        const own = chooser();
        return counted(1000, () => own.choose(settings, targets)?.id);
    };

    it("is none in an empty group", () => {
        assert.equal(chooser().choose(group("g"), []), undefined);
    });

    it("is even among healthy targets", () => {
        const counts = share(group("g"), [target("a"), target("b"), target("sick", false, 0), target("c"), target("d")]);
        assert.deepEqual([...counts.entries()].sort(), [
            ["a", 250],
            ["b", 250],
            ["c", 250],
            ["d", 250],
        ]);
    });

    it("takes in unhealthy ones where fewer are healthy than the group asks for", () => {
        const targets = [target("a"), target("b", false, 0), target("c", false, 0)];
        assert.deepEqual([...share(group("g"), targets).keys()], ["a"]);
        assert.equal(share(group("g", { minimumHealthy: 2 }), targets).size, 3);
        assert.equal(share(group("g", { minimumHealthyPercent: 34 }), targets).size, 3);
        assert.deepEqual([...share(group("g", { minimumHealthyPercent: 33 }), targets).keys()], ["a"]);
    });

    it("spares a target that warms up, unless all do", () => {
        const fresh = target("fresh", true, Date.now());
        const slow = group("g", { slowStartSeconds: 100 });
        const counts = share(slow, [target("old"), fresh]);
        assert.ok((counts.get("fresh") ?? 0) < 50, `${counts.get("fresh") ?? 0} of 1,000`);
        assert.equal(share(slow, [fresh, target("too", true, Date.now())]).get("fresh"), 500);
    });

    it("is at random when told so", () => {
        const counts = share(group("g", { algorithm: "weighted_random" }), [target("a"), target("b")]);
        assert.ok(Math.abs((counts.get("a") ?? 0) - 500) < 60, `${counts.get("a") ?? 0} of 1,000`);
    });
});
