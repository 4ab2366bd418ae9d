import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, IncomingMessage, request } from "node:http";
import { AddressInfo, connect, Socket } from "node:net";
import { ask, Handler, healthyBut, named, one, Reply, World } from "./world";

/** Tells back what arrived. */
const echo: Handler = (incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
        const { method, url, headers, rawHeaders } = incoming;
        response.setHeader("x-seen", "yes");
        response.end(JSON.stringify({ method, url, headers, rawHeaders, body: Buffer.concat(parts).toString() }));
    });
};

interface Echo {
    readonly method: string;
    readonly url: string;
    readonly headers: { readonly [name: string]: string | undefined };
    readonly body: string;
}

function echoed({ body }: Reply): Echo {
    return JSON.parse(body) as Echo;
}

describe("a load balancer that forwards", () => {
    let world: World;

    beforeEach(() => {
        world = new World();
    });

    afterEach(() => world.end());

    describe("forwarding", () => {
        it("passes method, path, query, headers and body on, and the answer back", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut(echo));
            const reply = await ask(listener, "/a%20b?c=d", {
                method: "POST",
                headers: { "x-one": "1", host: "app.example", "content-type": "text/plain" },
                body: "hello",
            });
            const seen = echoed(reply);
            assert.equal(reply.headers["x-seen"], "yes");
            assert.deepEqual([seen.method, seen.url, seen.body], ["POST", "/a%20b?c=d", "hello"]);
            assert.deepEqual(
                [seen.headers["x-one"], seen.headers.host, seen.headers["content-type"]],
                ["1", "app.example", "text/plain"],
            );
        });

        it("tells the target client, protocol, port and trace", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 8443, one(blue));
            await world.healthyPod(blue, healthyBut(echo));
            const { headers } = echoed(await ask(listener, "/", { headers: { "x-forwarded-proto": "spoofed" } }));
            assert.deepEqual(
                [headers["x-forwarded-for"], headers["x-forwarded-proto"], headers["x-forwarded-port"]],
                ["127.0.0.1", "http", "8443"],
            );
            assert.match(headers["x-amzn-trace-id"] ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
            const traced = echoed(
                await ask(listener, "/", { headers: { "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678;App=x" } }),
            );
            assert.match(
                traced.headers["x-amzn-trace-id"] ?? "",
                /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;App=x$/,
            );
            const second = echoed(await ask(listener, "/", { headers: { "x-forwarded-for": "203.0.113.7" } }));
            assert.equal(second.headers["x-forwarded-for"], "203.0.113.7, 127.0.0.1");
        });

        it("tells the target of an HTTPS listener that the client came by https", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-4123-8123-123456789012";
            world.account.cloud.put("aws:acm/certificate:Certificate", certificateArn, {
                status: "ISSUED",
                keyAlgorithm: "RSA_2048",
            });
            const listener = await world.listener("listener", 443, one(blue), { protocol: "HTTPS", certificateArn });
            await world.healthyPod(blue, healthyBut(echo));
            const { headers } = echoed(await ask(listener, "/"));
            assert.deepEqual(
                [listener.protocol, headers["x-forwarded-proto"], headers["x-forwarded-port"]],
                ["HTTPS", "https", "443"],
            );
        });

        for (const [mode, expected] of [
            ["preserve", "203.0.113.7"],
            ["remove", undefined],
        ] as const) {
            it(`handles X-Forwarded-For in mode ${mode}`, async () => {
                await world.begin({ xffHeaderProcessingMode: mode });
                const blue = await world.group("blue");
                const listener = await world.listener("listener", 80, one(blue));
                await world.healthyPod(blue, healthyBut(echo));
                assert.equal(
                    echoed(await ask(listener, "/", { headers: { "x-forwarded-for": "203.0.113.7" } })).headers[
                        "x-forwarded-for"
                    ],
                    expected,
                );
            });
        }

        it("drops header names that are not valid only when told so", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut(echo));
            const odd = { headers: { x_odd: "1", "x-even": "2" } };
            assert.equal(echoed(await ask(listener, "/", odd)).headers["x_odd"], "1");
            const { inputs } = world.account.resource("lb");
            await world.applied(() => world.account.update("lb", { ...inputs, dropInvalidHeaderFields: true }));
            const { headers } = echoed(await ask(listener, "/", odd));
            assert.deepEqual([headers["x_odd"], headers["x-even"]], [undefined, "2"]);
        });

        it("spreads over healthy targets in turn", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            for (const name of ["a", "b", "c"]) await world.healthyPod(blue, named(name));
            const answers = [];
            for (let index = 0; index < 9; index += 1) answers.push((await ask(listener, "/")).body);
            assert.deepEqual([...answers.slice(0, 3)].sort(), ["a", "b", "c"]);
            assert.deepEqual(answers.slice(3), [...answers.slice(0, 3), ...answers.slice(0, 3)]);
        });

        it("prefers the target with the fewest requests under way when told so", async () => {
            await world.begin();
            const blue = await world.group("blue", { loadBalancingAlgorithmType: "least_outstanding_requests" });
            const listener = await world.listener("listener", 80, one(blue));
            let release = (): void => undefined;
            const held = new Promise<void>((resolve) => (release = resolve));
            const waits: Handler = (incoming, response) =>
                void (incoming.url === "/hold" ? held.then(() => response.end("held")) : response.end("busy"));
            await world.healthyPod(blue, waits);
            const first = ask(listener, "/hold");
            await world.healthyPod(blue, named("free"));
            for (let index = 0; index < 4; index += 1) assert.equal((await ask(listener, "/")).body, "free");
            release();
            assert.equal((await first).body, "held");
        });

        it("sends nothing to unhealthy targets, but to all when none is healthy", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            let status = 200;
            const sickly = await world.healthyPod(blue, (incoming, response) => {
                response.statusCode = incoming.url === "/health" ? status : 200;
                response.end("sickly");
            });
            let other = 200;
            await world.healthyPod(blue, (incoming, response) => {
                response.statusCode = incoming.url === "/health" ? other : 200;
                response.end("sound");
            });
            status = 500;
            await world.until(blue, (all) => all.some(({ id, state }) => id === sickly.id && state === "unhealthy"));
            for (let index = 0; index < 4; index += 1) assert.equal((await ask(listener, "/")).body, "sound");
            other = 500;
            await world.until(blue, (all) => all.every(({ state }) => state === "unhealthy"));
            const answers = new Set([(await ask(listener, "/")).body, (await ask(listener, "/")).body]);
            assert.deepEqual([...answers].sort(), ["sickly", "sound"]);
        });

        it("keeps connections to targets open between requests", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            const sockets = new Set<unknown>();
            await world.healthyPod(
                blue,
                healthyBut((incoming, response) => {
                    sockets.add(incoming.socket);
                    response.end();
                }),
            );
            for (let index = 0; index < 5; index += 1) await ask(listener, "/");
            assert.equal(sockets.size, 1);
        });

        it("streams bodies both ways as they come", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(
                blue,
                healthyBut((incoming, response) => void incoming.pipe(response)),
            );
            const sent = request(`${listener.address}/`, { method: "POST", agent: false });
            sent.write("first");
            const [response] = (await once(sent, "response")) as [IncomingMessage];
            const [part] = (await once(response, "data")) as [Buffer];
            assert.equal(part.toString(), "first");
            sent.end("second");
            const [rest] = (await once(response, "data")) as [Buffer];
            assert.equal(rest.toString(), "second");
        });

        it("passes connections that change their protocol through", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            const far = createServer((_, response) => response.end());
            far.on("upgrade", (incoming, socket) => {
                socket.write(
                    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${incoming.headers.upgrade ?? ""}\r\nConnection: Upgrade\r\n\r\n`,
                );
                socket.pipe(socket);
            });
            far.listen(0, "127.0.0.1");
            await once(far, "listening");
            world.plane.endpoints.open("10.0.0.99:8080", (far.address() as AddressInfo).port);
            world.plane.targets.register(blue, { id: "10.0.0.99", port: 8080 });
            await world.until(blue, ([only]) => only?.state === "healthy");
            const sent = request(`${listener.address}/`, { headers: { connection: "Upgrade", upgrade: "echo" }, agent: false });
            sent.end();
            const [answer, socket] = (await once(sent, "upgrade")) as [IncomingMessage, Socket];
            assert.deepEqual([answer.statusCode, answer.headers.upgrade], [101, "echo"]);
            socket.write("ping");
            const [back] = (await once(socket, "data")) as [Buffer];
            assert.equal(back.toString(), "ping");
            socket.destroy();
            far.closeAllConnections();
            far.close();
        });
    });

    describe("when a target fails", () => {
        it("answers 502 where it closes without an answer, and does not try again", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            let asked = 0;
            await world.healthyPod(
                blue,
                healthyBut((incoming) => {
                    asked += 1;
                    incoming.socket.destroy();
                }),
            );
            await world.healthyPod(
                blue,
                healthyBut((incoming) => {
                    asked += 1;
                    incoming.socket.destroy();
                }),
            );
            assert.equal((await ask(listener, "/")).status, 502);
            assert.equal(asked, 1);
        });

        it("answers 502 where nobody listens, and 504 where nobody is", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            const spare = createServer();
            spare.listen(0, "127.0.0.1");
            await once(spare, "listening");
            const { port } = spare.address() as AddressInfo;
            spare.close();
            await once(spare, "close");
            world.plane.endpoints.open("10.0.0.98:8080", port);
            world.plane.targets.register(blue, { id: "10.0.0.98", port: 8080 });
            await world.until(blue, ([only]) => only?.state === "unhealthy");
            assert.equal((await ask(listener, "/")).status, 502);
            world.plane.endpoints.close("10.0.0.98:8080");
            assert.equal((await ask(listener, "/")).status, 504);
        });

        it("answers 504 after the idle timeout", async () => {
            await world.begin({ idleTimeout: 1 });
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(
                blue,
                healthyBut(() => undefined),
            );
            const reply = await ask(listener, "/");
            assert.deepEqual([reply.status, reply.headers.server], [504, "awselb/2.0"]);
        });

        it("passes a target's own errors on unchanged", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(
                blue,
                healthyBut((_, response) => {
                    response.writeHead(503, { server: "mine" });
                    response.end("busy");
                }),
            );
            const { status, body, headers } = await ask(listener, "/");
            assert.deepEqual([status, body, headers.server], [503, "busy", "mine"]);
        });

        it("breaks the client's connection where the answer breaks off", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(
                blue,
                healthyBut((_, response) => {
                    response.writeHead(200, { "content-length": "100" });
                    response.write("half", () => response.socket?.destroy());
                }),
            );
            await assert.rejects(ask(listener, "/"));
        });

        it("lets the target know that the client has gone", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            let told = (): void => undefined;
            const gone = new Promise<void>((resolve) => (told = resolve));
            let arrived = (): void => undefined;
            const inside = new Promise<void>((resolve) => (arrived = resolve));
            await world.healthyPod(
                blue,
                healthyBut((incoming) => {
                    incoming.on("close", told);
                    arrived();
                }),
            );
            const { port } = new URL(listener.address);
            const client = connect(Number(port), "127.0.0.1", () => client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            await inside;
            client.destroy();
            await gone;
        });
    });
});
