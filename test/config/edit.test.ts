import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { setStackValues } from "../../config/edit";

const stackFile = readFileSync(join(__dirname, "..", "..", "Pulumi.dev.yaml"), "utf8");

describe("editing a stack file", () => {
    it("changes the value and not one other letter", () => {
        const edited = setStackValues(stackFile, { "colorway:activeColor": "green" });
        assert.equal(edited, stackFile.replace("colorway:activeColor: blue", "colorway:activeColor: green"));
        assert.notEqual(edited, stackFile);
    });

    it("changes a value inside an object on one line", () => {
        const text = "config:\n  # why\n  colorway:slots: { blue: {size: full,  release: 1.0.0} } # and here\n";
        assert.equal(
            setStackValues(text, { "colorway:slots.blue.release": "1.10.0", "slots.blue.size": "off" }),
            "config:\n  # why\n  colorway:slots: { blue: {size: off,  release: 1.10.0} } # and here\n",
        );
    });

    it("adds what is missing and keeps comments and the order", () => {
        const text =
            "# head\nconfig:\n  aws:region: us-east-1 # here\n  colorway:slots:\n    # live\n    blue: {size: full}\n# tail\n";
        const edited = setStackValues(text, {
            "colorway:slots.green": { size: "full", release: "1.1.0" },
            "colorway:traffic": { blue: 90, green: 10 },
        });
        assert.equal(
            edited,
            [
                "# head",
                "config:",
                "  aws:region: us-east-1 # here",
                "  colorway:slots:",
                "    # live",
                "    blue: {size: full}",
                "    green:",
                "      size: full",
                "      release: 1.1.0",
                "  colorway:traffic:",
                "    blue: 90",
                "    green: 10",
                "",
                "# tail",
                "",
            ].join("\n"),
        );
    });

    it("removes a key, and does nothing where it is not there", () => {
        const text = "config:\n  colorway:activeColor: blue # live\n  colorway:traffic: {blue: 90, green: 10}\n";
        assert.equal(setStackValues(text, { "colorway:traffic": undefined }), "config:\n  colorway:activeColor: blue # live\n");
        assert.equal(setStackValues(text, { "colorway:tags.team": undefined }), text);
    });

    it("fills a file without configuration", () => {
        assert.deepEqual(parse(setStackValues("", { "colorway:activeColor": "blue" })), {
            config: { "colorway:activeColor": "blue" },
        });
        assert.deepEqual(parse(setStackValues("config:\n", { "aws:region": "us-east-1" })), {
            config: { "aws:region": "us-east-1" },
        });
    });

    it("writes into lists and under keys with dots", () => {
        const text = "config:\n  colorway:services:\n    - name: a\n      port: 8080\n";
        assert.equal(setStackValues(text, { "colorway:services[0].port": 9090 }), text.replace("8080", "9090"));
        assert.deepEqual(parse(setStackValues(text, { "colorway:tags[\"a.b\"]": "c" })).config["colorway:tags"], { "a.b": "c" });
    });

    it("reads back every text as the very same text", () => {
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.string(),
                    fc.constantFrom("1.0", "true", "null", "1.1.0", "0x1", "2026-11-02", "a: b", "{", "# x", "off"),
                ),
                value => {
                    const text = setStackValues("config:\n  colorway:edge: {domain: x, hostedZone: y} # why\n", {
                        "colorway:edge.domain": value,
                    });
                    assert.deepEqual(parse(text), { config: { "colorway:edge": { domain: value, hostedZone: "y" } } });
                    assert.ok(text.includes("# why"));
                },
            ),
        );
    });

    it("refuses what is no YAML and no path", () => {
        assert.throws(() => setStackValues("config: {", { "colorway:x": 1 }), SyntaxError);
        assert.throws(
            () => setStackValues("config:\n", { "colorway:slots..x": 1 }),
            new SyntaxError("path colorway:slots..x: write it as colorway:slots.green.release"),
        );
        assert.throws(() => setStackValues("config:\n", { "": 1 }), SyntaxError);
    });
});
