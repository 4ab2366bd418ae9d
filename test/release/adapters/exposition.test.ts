import { strict as assert } from "node:assert";
import { parseExposition, parseSeries } from "../../../release/adapters/exposition";

describe("Prometheus' text format", () => {
    const wanted = new Set(["a", "b_total"]);

    it("gives the samples of the wanted metrics, with timestamps left out", () => {
        const text = '# HELP a Help of a.\n# TYPE a counter\na 3\na{x="1"} 4.5 1395066363000\n\nab 7\nb_total{x="} 9",y="2",} +Inf\nb_total NaN\na -1e3\n';
        assert.deepEqual(parseExposition(text, wanted), [
            { series: "a", value: 3 },
            { series: 'a{x="1"}', value: 4.5 },
            { series: 'b_total{x="} 9",y="2",}', value: Infinity },
            { series: "b_total", value: NaN },
            { series: "a", value: -1000 },
        ]);
    });

    for (const line of ["a", "a ", "a{", 'a{x="1"}', "a three", "a 1 2 3"]) {
        it(`refuses ${JSON.stringify(line)}`, () => {
            assert.throws(() => parseExposition(`${line}\n`, wanted), { message: `not a line of Prometheus' text format: ${line}` });
        });
    }

    it("reads labels with escapes and a comma at the end", () => {
        assert.deepEqual(parseSeries('a{x="1",y="q\\"u\\\\o\\nte, }",}'), { name: "a", labels: { x: "1", y: 'q"u\\o\nte, }' } });
        assert.deepEqual([parseSeries("a"), parseSeries("a{}")], [{ name: "a", labels: {} }, { name: "a", labels: {} }]);
        assert.throws(() => parseSeries('a{x=1}'), { message: "not a series of Prometheus' text format: a{x=1}" });
    });
});
