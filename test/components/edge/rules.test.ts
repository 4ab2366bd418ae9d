import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import {
    maxPathLength, maxPaths, maxPriority, maxRules, planRules, planTestRules, type PublicService,
} from "../../../components/edge/rules";

const web: PublicService = { name: "web", publicPaths: ["/*"] };

/** A path pattern as configurations have them. */
const pattern = fc.tuple(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 4 }), fc.constantFrom("", "/*", "*", "?", "/?*"))
    .map(([segments, tail]) => `/${segments.join("/")}${tail}`);
const services = fc.uniqueArray(pattern, { maxLength: maxPaths })
    .map(paths => [web, ...paths.map((path, index) => ({ name: `service-${index}`, publicPaths: [path] }))]);

function priorities(list: readonly PublicService[]): Map<string, number> {
    return new Map(planRules(list).rules.map(rule => [rule.path, rule.priority]));
}

describe("planRules", () => {
    it("gives the catch-all path to the default action and a rule to every other one", () => {
        const plan = planRules([{ name: "api", publicPaths: ["/api/*", "/api"] }, web, { name: "reports", publicPaths: ["/api/reports/*"] }]);
        assert.equal(plan.defaultService, "web");
        assert.deepEqual(plan.rules.map(({ service, path }) => `${path} ${service}`), ["/api/reports/* reports", "/api/* api", "/api api"]);
    });

    it("keeps priorities unique, in AWS's range and in order, whatever the paths", () => {
        fc.assert(fc.property(services, list => {
            const found = planRules(list).rules.map(rule => rule.priority);
            assert.equal(new Set(found).size, found.length);
            assert.ok(found.every(priority => Number.isInteger(priority) && priority >= 1 && priority <= maxPriority));
            assert.deepEqual(found, [...found].sort((left, right) => left - right));
        }));
    });

    it("renumbers no rule when a service is added at the end, or one of the end is taken away", () => {
        fc.assert(fc.property(services, fc.nat(), (list, cut) => {
            const shorter = list.slice(0, 1 + (cut % list.length));
            const all = priorities(list);
            for (const [path, priority] of priorities(shorter)) {
                assert.equal(all.get(path), priority);
            }
        }));
    });

    it("renumbers no rule when a service is put anywhere, unless two paths want the same place", () => {
        const before = [web, { name: "a", publicPaths: ["/orders/*"] }, { name: "b", publicPaths: ["/orders/export"] }];
        const after = [before[0], { name: "c", publicPaths: ["/accounts/*", "/limits/*"] }, before[1], before[2]];
        for (const [path, priority] of priorities(before)) {
            assert.equal(priorities(after).get(path), priority);
        }
    });

    it("tries the narrower of two patterns first", () => {
        // Whatever replaces a wildcard makes the pattern narrower.
        const wide = fc.tuple(fc.stringMatching(/^[a-z/]{1,30}$/), fc.constantFrom("*", "?", "*.json", "/*/items", "?*"))
            .map(([start, rest]) => `/${start}${rest}`);
        fc.assert(fc.property(wide, fc.stringMatching(/^[a-z]$/), (path, letter) => {
            const narrower = path.replace(/[*?]/, letter);
            const found = priorities([web, { name: "a", publicPaths: [path] }, { name: "b", publicPaths: [narrower] }]);
            assert.ok((found.get(narrower) ?? 0) < (found.get(path) ?? 0));
        }));
        const known = priorities([web, { name: "a", publicPaths: ["/a*", "/a?*", "/a?", "/a"] }]);
        assert.deepEqual([...known.keys()].slice(0, 3).sort(), ["/a", "/a?", "/a?*"]);
    });

    it("refuses none or several catch-all paths", () => {
        assert.throws(() => planRules([{ name: "api", publicPaths: ["/api/*"] }]),
            new RangeError('services: exactly one must have the public path "/*"; got none'));
        assert.throws(() => planRules([web, { name: "other", publicPaths: ["/*"] }]),
            new RangeError('services: exactly one must have the public path "/*"; got web, other'));
    });

    it("accepts the longest path and the most paths that AWS allows, and refuses one more", () => {
        const long = `/${"a".repeat(maxPathLength - 1)}`;
        assert.equal(planRules([web, { name: "api", publicPaths: [long] }]).rules.length, 1);
        assert.throws(() => planRules([web, { name: "api", publicPaths: [`${long}a`] }]),
            new RangeError(`services.api.publicPaths: "${long}a" has 129 letters; 128 are allowed`));
        const paths = Array.from({ length: maxPaths + 1 }, (_, index) => `/p${index}/*`);
        assert.equal(planRules([web, { name: "api", publicPaths: paths.slice(1) }]).rules.length, 24);
        assert.throws(() => planRules([web, { name: "api", publicPaths: paths }]), new RangeError(
            'services: 25 public paths beside "/*" need 102 rules in the two listeners; a load balancer has at most 100, '
            + "so 24 paths are allowed; join paths with wildcards"));
    });
});

describe("planTestRules", () => {
    it("picks the color by header before it falls back to the standby color", () => {
        const plan = planTestRules([web, { name: "api", publicPaths: ["/api/*"] }]);
        assert.deepEqual(plan.rules.map(({ service, path, color }) => [color, path, service]), [
            ["blue", "/api/*", "api"],
            ["green", "/api/*", "api"],
            ["blue", undefined, "web"],
            ["green", undefined, "web"],
            [undefined, "/api/*", "api"],
        ]);
    });

    it("names both colors for every public path, in unique priorities that rise, within the quota", () => {
        fc.assert(fc.property(services, list => {
            const { rules } = planTestRules(list);
            const found = rules.map(rule => rule.priority);
            assert.equal(new Set(found).size, found.length);
            assert.deepEqual(found, [...found].sort((left, right) => left - right));
            assert.ok(found.every(priority => priority >= 1 && priority <= maxPriority));
            assert.ok(rules.length + planRules(list).rules.length <= maxRules);
            for (const service of list) {
                assert.deepEqual(new Set(rules.filter(rule => rule.service === service.name && rule.color).map(rule => rule.color)),
                    new Set(["blue", "green"]));
            }
        }));
    });
});
