import { strict as assert } from "node:assert";
import { unknownCheckingProxy } from "@pulumi/policy";
import { Node } from "../../../policies/core/node";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("Node", () => {
    // What an event or a state holds, and what a pack gets of the same.
    for (const [title, made] of [
        ["of plain values", (props: object) => Node.of(props)],
        ["of what packs get", (props: object) => Node.of(unknownCheckingProxy(props))],
    ] as const) {
        describe(title, () => {
            it("reads what is there, by names and numbers", () => {
                const node = made({ rules: [{ status: "Enabled", days: "30", on: "true" }, { days: 7, on: false }], none: null });
                assert.deepEqual(
                    [node.at("rules[0].status").text, node.at("rules[0].days").number, node.at("rules[0].on").flag],
                    ["Enabled", 30, true],
                );
                assert.deepEqual(
                    [node.at("rules[1].days").number, node.at("rules[1].on").flag, node.at("rules[1].status").reading],
                    [7, false, "absent"],
                );
                assert.deepEqual(
                    [node.at("rules[1].days").path, node.at("none").reading, node.at("rules[2].days").reading],
                    ["rules[1].days", "absent", "absent"],
                );
                assert.deepEqual(node.at("rules").items().map((item) => item.at("days").value), ["30", 7]);
                assert.deepEqual(
                    node.at("rules[1]").entries().map(([key, { value }]) => [key, value]), [["days", 7], ["on", false]],
                );
            });

            it("knows what is not known, and all that is in it", () => {
                const node = made({ bucket: later, rules: [later, { days: 1, prefix: later }] });
                assert.deepEqual(
                    ["bucket", "bucket.part", "rules[0].days", "rules[1].prefix"].map((path) => node.at(path).reading),
                    Array(4).fill("unknown"),
                );
                assert.deepEqual(
                    [node.at("rules[1].days").number, node.at("bucket").text, node.at("bucket").value], [1, undefined, undefined],
                );
                assert.deepEqual(node.at("rules").items().map(({ reading }) => reading), ["unknown", "known"]);
                assert.deepEqual(
                    [node.settled, node.at("rules[1]").settled, node.at("rules[1].days").settled], [false, false, true],
                );
            });
        });
    }

    it("takes no part of a text, and no method of an object, for a property", () => {
        const node = Node.of({ name: "a", list: [1] });
        assert.deepEqual([node.at("name.length").reading, node.at("name[0]").reading], ["absent", "absent"]);
        assert.deepEqual([node.at("name").items(), node.at("list").entries(), Node.of(undefined).items()], [[], [], []]);
    });

    it("opens a secret that comes in clear, and does not know one that is encrypted", () => {
        assert.deepEqual(
            [
                Node.of({ password: { ...secret, value: "x" } }).at("password").text,
                Node.of({ password: { ...secret, ciphertext: "v1:…" } }).at("password").reading,
            ],
            ["x", "unknown"],
        );
    });

    it("does not know a value that can't be read", () => {
        const props = Object.defineProperty({}, "bad", { enumerable: true, get: () => { throw new Error("no"); } });
        assert.equal(Node.of(props).at("bad").reading, "unknown");
    });
});
