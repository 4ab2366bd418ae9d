import { strict as assert } from "node:assert";
import { connect } from "node:net";
import { BadRequest, Control, Route, serveControl } from "../../../simulator/daemon/control";

const token = "0123456789abcdef";

const routes: readonly Route[] = [
    { method: "GET", path: "/status", handle: () => ({ pods: 3 }) },
    { method: "GET", path: "/metrics", handle: () => Promise.resolve("up 1\n") },
    { method: "POST", path: "/echo", handle: (body) => ({ body }) },
    { method: "POST", path: "/refuse", handle: () => Promise.reject(new BadRequest("an image needs a version")) },
    { method: "POST", path: "/break", handle: () => { throw new Error("the disk is full"); } },
];

describe("the control interface", () => {
    let control: Control;
    let address: string;
    before(async () => {
        control = await serveControl(routes, token, 0);
        address = `http://127.0.0.1:${control.port}`;
    });
    after(() => control.stop());

    async function call(method: string, path: string, authorization?: string, body?: string): Promise<[status: number, answer: unknown]> {
        const headers = authorization === undefined ? undefined : { authorization };
        const response = await fetch(`${address}${path}`, { method, ...(headers && { headers }), ...(body === undefined ? {} : { body }) });
        return [response.status, await response.json()];
    }

    it("answers a GET without a token", async () => {
        assert.deepEqual(await call("GET", "/status?x=1"), [200, { pods: 3 }]);
    });

    it("answers text as Prometheus reads it", async () => {
        const response = await fetch(`${address}/metrics`);
        assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        assert.equal(await response.text(), "up 1\n");
    });

    for (const [title, given] of [
        ["no token", undefined],
        ["another token", "Bearer 0123456789abcdeF"],
        ["a part of the token", "Bearer 0123456789"],
        ["the token without its scheme", token],
    ] as const) {
        it(`refuses a POST with ${title}`, async () => {
            assert.deepEqual(await call("POST", "/echo", given, "{}"), [401, { error: "this call needs the token of daemon.json" }]);
        });
    }

    it("takes a POST with the token, and its JSON whole", async () => {
        const body = { name: "grün", list: [1, 2] };
        assert.deepEqual(await call("POST", "/echo", `Bearer ${token}`, JSON.stringify(body)), [200, { body }]);
        assert.deepEqual(await call("POST", "/echo", `Bearer ${token}`), [200, {}]);
    });

    for (const [method, path] of [["GET", "/nothing"], ["GET", "/echo"], ["DELETE", "/status"]] as const) {
        it(`knows no ${method} ${path}`, async () => {
            assert.deepEqual(await call(method, path, `Bearer ${token}`), [404, { error: `no ${method} ${path} here` }]);
        });
    }

    it("says with 400 what it did not understand, and with 500 what went wrong", async () => {
        assert.deepEqual(await call("POST", "/echo", `Bearer ${token}`, "{"), [400, { error: "the request is no JSON" }]);
        assert.deepEqual(await call("POST", "/refuse", `Bearer ${token}`), [400, { error: "an image needs a version" }]);
        assert.deepEqual(await call("POST", "/break", `Bearer ${token}`), [500, { error: "the disk is full" }]);
    });

    it("refuses a request of more than a mebibyte", async () => {
        const [status, answer] = await call("POST", "/echo", `Bearer ${token}`, JSON.stringify("x".repeat(1024 * 1024)));
        assert.deepEqual([status, answer], [400, { error: "the request has more than 1048576 bytes" }]);
    });

    it("listens on loopback only, and ends with its open connections", async () => {
        const own = await serveControl(routes, token, 0);
        const socket = connect(own.port, "127.0.0.1");
        await new Promise((resolve) => socket.once("connect", resolve));
        const closed = new Promise((resolve) => socket.once("close", resolve));
        await own.stop();
        await closed;
        await assert.rejects(fetch(`http://127.0.0.1:${own.port}/status`));
    });

    it("fails where its port is taken", async () => {
        await assert.rejects(serveControl(routes, token, control.port), { code: "EADDRINUSE" });
    });
});
