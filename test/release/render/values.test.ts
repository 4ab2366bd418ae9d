import { strict as assert } from "node:assert";
import { shown } from "../../../release/render/values";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const marked = (kind: string, members: object): object => ({ "4dabf18193072939515e22adb298388d": kind, ...members });
const secret = marked("1b47061264138c4ac30d75fd1eb44270", { ciphertext: "[secret]" });
const output = (members: object): object => marked("d0e6a833031e9bbcd3f4e8bde6ca49a4", members);

describe("values of rendered objects", () => {
    it("have placeholders for what is not known or secret, and the paths of both", () => {
        const ports = [{ port: 80 }, { port: unknown }];
        const value = { spec: { ports }, data: { token: secret }, labels: { "a.b/c": unknown } };
        assert.deepEqual(shown(value), {
            value: {
                data: { token: "[secret]" },
                labels: { "a.b/c": "<known after up>" },
                spec: { ports: [{ port: 80 }, { port: "<known after up>" }] },
            },
            unknown: ['labels["a.b/c"]', "spec.ports[1].port"],
            secret: ["data.token"],
        });
    });

    it("are opened where the engine tells what they depend on", () => {
        const value = { a: output({ value: "x" }), b: output({}), c: output({ value: "y", secret: true }) };
        const expected = { a: "x", b: "<known after up>", c: "[secret]" };
        assert.deepEqual(shown(value), { value: expected, unknown: ["b"], secret: ["c"] });
    });

    it("have their keys in one order", () => {
        assert.equal(JSON.stringify(shown({ b: { d: 1, c: 2 }, a: undefined, A: null }).value), '{"A":null,"b":{"c":2,"d":1}}');
    });
});
