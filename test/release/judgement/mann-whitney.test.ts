import { strict as assert } from "node:assert";
import { mannWhitney } from "../../../release/judgement/mann-whitney";

function numbers(count: number, of: (index: number) => number): readonly number[] {
    return Array.from({ length: count }, (_, index) => of(index));
}

describe("the rank test", () => {
    it("counts out small samples", () => {
        assert.deepEqual(mannWhitney([3, 4, 5], [1, 2]), { u: 6, p: 0.1, effect: 1, exact: true });
        assert.deepEqual(mannWhitney([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]), { u: 25, p: 1 / 252, effect: 1, exact: true });
    });

    it("counts out ties, which share their middle rank", () => {
        assert.deepEqual(mannWhitney([1, 2, 2, 5], [0, 2, 2, 3, 3]), { u: 10, p: 66 / 126, effect: 0.5, exact: true });
    });

    it("finds nothing where all values are equal", () => {
        assert.deepEqual(mannWhitney([1, 1, 1], [1, 1, 1]), { u: 4.5, p: 1, effect: 0.5, exact: true });
        const same = numbers(30, () => 7);
        assert.deepEqual(mannWhitney(same, same), { u: 450, p: 1, effect: 0.5, exact: false });
    });

    it("corrects the variance of large samples for ties", () => {
        const found = mannWhitney(numbers(30, index => (index % 7) + 2), numbers(30, index => index % 7));
        assert.ok(found);
        assert.equal(found.u, 668);
        assert.ok(Math.abs(found.p - 0.0005964763408362987) < 1e-12);
        assert.equal(found.exact, false);
    });

    it("agrees with itself where counting ends and approximating begins", () => {
        const first = numbers(20, index => index * 3 + 8);
        const exact = mannWhitney(first, numbers(20, index => index * 3 + 1));
        const approximate = mannWhitney(first, numbers(21, index => index * 2.9 + 1));
        assert.ok(exact?.exact === true && approximate?.exact === false);
        assert.ok(Math.abs(exact.p - approximate.p) < 0.05);
    });

    it("says nothing of an empty sample", () => {
        assert.equal(mannWhitney([], [1]), undefined);
        assert.equal(mannWhitney([1], []), undefined);
    });
});
