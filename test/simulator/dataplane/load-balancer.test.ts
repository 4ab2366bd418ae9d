import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, IncomingMessage, request } from "node:http";
import { AddressInfo, connect, Socket } from "node:net";
import { Props } from "../../../simulator/cloud/values";
import { DataPlane } from "../../../simulator/dataplane/data-plane";
import { ask, balancerType, Handler, listenerType, named, Reply, ruleType, World } from "./world";

const one = (arn: string): Props => ({ type: "forward", targetGroupArn: arn });
const weighted = (groups: readonly (readonly [arn: string, weight: number])[], sticky?: number): Props => ({
    type: "forward",
    forward: {
        targetGroups: groups.map(([arn, weight]) => ({ arn, weight })),
        ...(sticky === undefined ? {} : { stickiness: { enabled: true, duration: sticky } }),
    },
});
const fixed = (messageBody: string): Props => ({ type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody, statusCode: "200" } });

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

/** Answers health checks itself and gives everything else to `handler`. */
function healthyBut(handler: Handler): Handler {
    return (incoming, response) => (incoming.url === "/health" ? void response.end() : handler(incoming, response));
}

describe("a load balancer", () => {
    let world: World;

    beforeEach(() => {
        world = new World();
    });

    afterEach(() => world.end());

    describe("answering by itself", () => {
        it("gives a fixed response", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("closed"));
            const { status, body, headers } = await ask(listener, "/any");
            assert.deepEqual([status, body, headers["content-type"], headers.server], [200, "closed", "text/plain", "awselb/2.0"]);
        });

        it("redirects from HTTP to HTTPS and keeps host, path and query", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } });
            const { status, headers } = await ask(listener, "/a/b?c=d", { headers: { host: "app.colorway.example:80" } });
            assert.deepEqual([status, headers.location], [301, "https://app.colorway.example:443/a/b?c=d"]);
        });

        it("fills every part of a redirect", async () => {
            await world.begin();
            const redirect = { protocol: "#{protocol}", host: "old.#{host}", port: "8080", path: "/new/#{path}", query: "from=#{port}&#{query}", statusCode: "HTTP_302" };
            const listener = await world.listener("listener", 80, { type: "redirect", redirect });
            const { status, headers } = await ask(listener, "/a?b=c", { headers: { host: "app.example" } });
            assert.deepEqual([status, headers.location], [302, "http://old.app.example:8080/new/a?from=80&b=c"]);
        });

        it("answers 503 for a group without targets, and for weights that are all 0", async () => {
            await world.begin();
            const empty = await world.listener("empty", 80, one(await world.group("blue")));
            const reply = await ask(empty, "/");
            assert.deepEqual([reply.status, reply.headers.server, reply.headers["content-type"]], [503, "awselb/2.0", "text/html"]);
            assert.match(reply.body, /<h1>503 Service Unavailable<\/h1>/);
            const green = await world.group("green");
            const zero = await world.listener("zero", 81, weighted([[green, 0]]));
            await world.healthyPod(green, named("green"));
            assert.equal((await ask(zero, "/")).status, 503);
        });

        it("adds the headers that the listener names, and leaves its own name out when told so", async () => {
            await world.begin();
            const more = { routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000", routingHttpResponseServerEnabled: false };
            const listener = await world.listener("listener", 80, fixed("x"), more);
            const { headers } = await ask(listener, "/");
            assert.equal(headers["strict-transport-security"], "max-age=31536000");
            assert.equal(headers.server, undefined);
        });
    });

    describe("with rules", () => {
        const cases: readonly (readonly [title: string, condition: Props, path: string, headers: { [name: string]: string }, method?: string])[] = [
            ["a path with wildcards", { pathPattern: { values: ["/img/*/?.png"] } }, "/img/a/b/1.png?x", {}],
            ["a host in other letters", { hostHeader: { values: ["*.Example.com"] } }, "/", { host: "API.example.com:8080" }],
            ["a header value in other letters", { httpHeader: { httpHeaderName: "X-Canary", values: ["yes*"] } }, "/", { "x-canary": "YES please" }],
            ["a method", { httpRequestMethod: { values: ["PURGE"] } }, "/", {}, "PURGE"],
            ["a query parameter", { queryStrings: [{ key: "color", value: "blue*" }] }, "/?a=b&COLOR=Blue%20sky", {}],
            ["any query value", { queryStrings: [{ value: "go" }] }, "/?x=go", {}],
            ["the source address", { sourceIp: { values: ["127.0.0.0/8"] } }, "/", {}],
        ];
        for (const [title, condition, path, headers, method = "GET"] of cases) {
            it(`fits ${title}`, async () => {
                await world.begin();
                const listener = await world.listener("listener", 80, fixed("default"));
                await world.applied(() => world.account.create(ruleType, "rule", {
                    listenerArn: { $ref: "listener.arn" }, actions: [fixed("rule")], conditions: [condition],
                }));
                assert.equal((await ask(listener, path, { headers, method: method === "PURGE" ? "PURGE" : "GET" })).body, "rule");
            });
        }

        it("does not fit a path in other letters, part of a path, the query, or another source", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("default"));
            const rule = (name: string, condition: Props): Promise<unknown> =>
                world.applied(() => world.account.create(ruleType, name, { listenerArn: { $ref: "listener.arn" }, actions: [fixed(name)], conditions: [condition] }));
            await rule("path", { pathPattern: { values: ["/api"] } });
            await rule("source", { sourceIp: { values: ["10.0.0.0/8"] } });
            for (const path of ["/API", "/api/v1", "/?/api", "/"]) assert.equal((await ask(listener, path)).body, "default", path);
            assert.equal((await ask(listener, "/api?x")).body, "path");
        });

        it("takes the first that fits by priority, and needs all conditions of a rule", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("default"));
            const rule = (name: string, priority: number, ...conditions: Props[]): Promise<unknown> => world.applied(() =>
                world.account.create(ruleType, name, { listenerArn: { $ref: "listener.arn" }, priority, actions: [fixed(name)], conditions }));
            await rule("wide", 20, { pathPattern: { values: ["/*"] } });
            await rule("narrow", 10, { pathPattern: { values: ["/api/*"] } }, { httpRequestMethod: { values: ["POST"] } });
            assert.equal((await ask(listener, "/api/x")).body, "wide");
            assert.equal((await ask(listener, "/api/x", { method: "POST" })).body, "narrow");
            const { inputs } = world.account.resource("wide");
            await world.applied(() => world.account.update("wide", { ...inputs, priority: 5 }));
            assert.equal((await ask(listener, "/api/x", { method: "POST" })).body, "wide");
            await world.applied(() => world.account.remove("wide"));
            assert.equal((await ask(listener, "/other")).body, "default");
        });
    });

    describe("forwarding", () => {
        it("passes method, path, query, headers and body on, and the answer back", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut(echo));
            const reply = await ask(listener, "/a%20b?c=d", { method: "POST", headers: { "x-one": "1", host: "app.example", "content-type": "text/plain" }, body: "hello" });
            const seen = echoed(reply);
            assert.equal(reply.headers["x-seen"], "yes");
            assert.deepEqual([seen.method, seen.url, seen.body], ["POST", "/a%20b?c=d", "hello"]);
            assert.deepEqual([seen.headers["x-one"], seen.headers.host, seen.headers["content-type"]], ["1", "app.example", "text/plain"]);
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
            const traced = echoed(await ask(listener, "/", { headers: { "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678;App=x" } }));
            assert.match(traced.headers["x-amzn-trace-id"] ?? "", /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;App=x$/);
            const second = echoed(await ask(listener, "/", { headers: { "x-forwarded-for": "203.0.113.7" } }));
            assert.equal(second.headers["x-forwarded-for"], "203.0.113.7, 127.0.0.1");
        });

        for (const [mode, expected] of [["preserve", "203.0.113.7"], ["remove", undefined]] as const) {
            it(`handles X-Forwarded-For in mode ${mode}`, async () => {
                await world.begin({ xffHeaderProcessingMode: mode });
                const blue = await world.group("blue");
                const listener = await world.listener("listener", 80, one(blue));
                await world.healthyPod(blue, healthyBut(echo));
                assert.equal(echoed(await ask(listener, "/", { headers: { "x-forwarded-for": "203.0.113.7" } })).headers["x-forwarded-for"], expected);
            });
        }

        it("drops header names that are not valid only when told so", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut(echo));
            const odd = { headers: { "x_odd": "1", "x-even": "2" } };
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
            const waits: Handler = (incoming, response) => void (incoming.url === "/hold" ? held.then(() => response.end("held")) : response.end("busy"));
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
            await world.healthyPod(blue, healthyBut((incoming, response) => {
                sockets.add(incoming.socket);
                response.end();
            }));
            for (let index = 0; index < 5; index += 1) await ask(listener, "/");
            assert.equal(sockets.size, 1);
        });

        it("streams bodies both ways as they come", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut((incoming, response) => void incoming.pipe(response)));
            const sent = request(`${listener.address}/`, { method: "POST", agent: false });
            sent.write("first");
            const [response] = await once(sent, "response") as [IncomingMessage];
            const [part] = await once(response, "data") as [Buffer];
            assert.equal(part.toString(), "first");
            sent.end("second");
            const [rest] = await once(response, "data") as [Buffer];
            assert.equal(rest.toString(), "second");
        });

        it("passes connections that change their protocol through", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            const far = createServer((_, response) => response.end());
            far.on("upgrade", (incoming, socket) => {
                socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${incoming.headers.upgrade ?? ""}\r\nConnection: Upgrade\r\n\r\n`);
                socket.pipe(socket);
            });
            far.listen(0, "127.0.0.1");
            await once(far, "listening");
            world.plane.endpoints.open("10.0.0.99:8080", (far.address() as AddressInfo).port);
            world.plane.targets.register(blue, { id: "10.0.0.99", port: 8080 });
            await world.until(blue, ([only]) => only?.state === "healthy");
            const sent = request(`${listener.address}/`, { headers: { connection: "Upgrade", upgrade: "echo" }, agent: false });
            sent.end();
            const [answer, socket] = await once(sent, "upgrade") as [IncomingMessage, Socket];
            assert.deepEqual([answer.statusCode, answer.headers.upgrade], [101, "echo"]);
            socket.write("ping");
            const [back] = await once(socket, "data") as [Buffer];
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
            await world.healthyPod(blue, healthyBut((incoming) => {
                asked += 1;
                incoming.socket.destroy();
            }));
            await world.healthyPod(blue, healthyBut((incoming) => {
                asked += 1;
                incoming.socket.destroy();
            }));
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
            await world.healthyPod(blue, healthyBut(() => undefined));
            const reply = await ask(listener, "/");
            assert.deepEqual([reply.status, reply.headers.server], [504, "awselb/2.0"]);
        });

        it("passes a target's own errors on unchanged", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut((_, response) => {
                response.writeHead(503, { server: "mine" });
                response.end("busy");
            }));
            const { status, body, headers } = await ask(listener, "/");
            assert.deepEqual([status, body, headers.server], [503, "busy", "mine"]);
        });

        it("breaks the client's connection where the answer breaks off", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            await world.healthyPod(blue, healthyBut((_, response) => {
                response.writeHead(200, { "content-length": "100" });
                response.write("half", () => response.socket?.destroy());
            }));
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
            await world.healthyPod(blue, healthyBut((incoming) => {
                incoming.on("close", told);
                arrived();
            }));
            const { port } = new URL(listener.address);
            const client = connect(Number(port), "127.0.0.1", () => client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            await inside;
            client.destroy();
            await gone;
        });
    });

    describe("with weights", () => {
        it("splits requests by weight", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener("listener", 80, weighted([[blue, 90], [green, 10]]));
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            const counts = { blue: 0, green: 0 };
            for (let index = 0; index < 200; index += 1) counts[(await ask(listener, "/")).body === "blue" ? "blue" : "green"] += 1;
            // 200 requests at 10 %: 20 expected, standard deviation 4; the seed makes it repeatable.
            assert.ok(counts.green > 8 && counts.green < 32, JSON.stringify(counts));
        });

        it("sends nothing to weight 0, and everything after a flip", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener("listener", 80, weighted([[blue, 100], [green, 0]]));
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            for (let index = 0; index < 20; index += 1) assert.equal((await ask(listener, "/")).body, "blue");
            const { inputs } = world.account.resource("listener");
            await world.applied(() => world.account.update("listener", { ...inputs, defaultActions: [weighted([[blue, 0], [green, 100]])] }));
            for (let index = 0; index < 20; index += 1) assert.equal((await ask(listener, "/")).body, "green");
        });

        it("follows a change only after it has reached its nodes", async () => {
            const slow = new World({ propagation: 400 });
            await slow.begin();
            const listener = await slow.listener("listener", 80, fixed("old"));
            const { inputs } = slow.account.resource("listener");
            const applied = once(slow.plane.events, "applied");
            await slow.account.update("listener", { ...inputs, defaultActions: [fixed("new")] });
            assert.equal((await ask(listener, "/")).body, "old");
            await applied;
            assert.equal((await ask(listener, "/")).body, "new");
            await slow.end();
        });

        it("ends a request on the target where it began, whatever the weights become", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener("listener", 80, weighted([[blue, 1], [green, 0]]));
            let release = (): void => undefined;
            const held = new Promise<void>((resolve) => (release = resolve));
            let arrived = (): void => undefined;
            const inside = new Promise<void>((resolve) => (arrived = resolve));
            await world.healthyPod(blue, healthyBut((_, response) => {
                arrived();
                void held.then(() => response.end("blue"));
            }));
            await world.healthyPod(green, named("green"));
            const answer = ask(listener, "/");
            await inside;
            const { inputs } = world.account.resource("listener");
            await world.applied(() => world.account.update("listener", { ...inputs, defaultActions: [weighted([[blue, 0], [green, 1]])] }));
            assert.equal((await ask(listener, "/")).body, "green");
            release();
            assert.equal((await answer).body, "blue");
        });
    });

    describe("with sticky sessions", () => {
        const cookiesOf = ({ headers }: Reply): readonly string[] => headers["set-cookie"] ?? [];
        const cookie = (reply: Reply, name: string): string => {
            const found = cookiesOf(reply).find((text) => text.startsWith(`${name}=`));
            assert.ok(found, `no ${name} among ${cookiesOf(reply).join()}`);
            return found.split(";")[0] ?? "";
        };

        it("keeps a client with its group by a cookie, even at weight 0", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener("listener", 80, weighted([[blue, 1], [green, 0]], 60));
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            const first = await ask(listener, "/");
            assert.match(cookiesOf(first).find((text) => text.startsWith("AWSALBTGCORS=")) ?? "", /SameSite=None; Secure$/);
            const headers = { cookie: `a=b; ${cookie(first, "AWSALBTG")}` };
            const { inputs } = world.account.resource("listener");
            await world.applied(() => world.account.update("listener", { ...inputs, defaultActions: [weighted([[blue, 0], [green, 1]], 60)] }));
            assert.equal((await ask(listener, "/", { headers })).body, "blue");
            assert.equal((await ask(listener, "/")).body, "green");
            await world.applied(() => world.account.update("listener", { ...inputs, defaultActions: [weighted([[blue, 0], [green, 1]])] }));
            assert.equal((await ask(listener, "/", { headers })).body, "green");
        });

        it("keeps a client with its target by a cookie while that is healthy", async () => {
            await world.begin();
            const blue = await world.group("blue", { stickiness: { type: "lb_cookie", cookieDuration: 60 } });
            const listener = await world.listener("listener", 80, one(blue));
            for (const name of ["a", "b", "c"]) await world.healthyPod(blue, named(name));
            const first = await ask(listener, "/");
            const headers = { cookie: cookie(first, "AWSALB") };
            for (let index = 0; index < 6; index += 1) assert.equal((await ask(listener, "/", { headers })).body, first.body);
            for (const spoilt of ["AWSALB=", "AWSALB=rubbish"]) assert.equal((await ask(listener, "/", { headers: { cookie: spoilt } })).status, 200);
        });
    });

    describe("as its listeners come and go", () => {
        it("shuts a listener's port when the listener goes", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("x"));
            const closed = once(world.plane.events, "closed");
            await world.account.remove("listener");
            await closed;
            await assert.rejects(ask(listener, "/"), /ECONNREFUSED/);
            assert.deepEqual(world.plane.listeners(), []);
        });

        it("tells each listener's address, and keeps it when the port changes", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("x"));
            assert.deepEqual({ ...listener, address: "" }, {
                arn: world.account.resource("listener").id,
                loadBalancer: world.account.resource("lb").id,
                dnsName: world.account.resource("lb").properties["dnsName"],
                port: 80,
                protocol: "HTTP",
                address: "",
            });
            const { inputs } = world.account.resource("listener");
            await world.applied(() => world.account.update("listener", { ...inputs, port: 8080 }));
            assert.deepEqual(world.plane.listeners().map(({ port, address }) => [port, address]), [[8080, listener.address]]);
        });

        it("has the same addresses, routes and targets after a restart", async () => {
            await world.begin();
            const blue = await world.group("blue");
            const listener = await world.listener("listener", 80, one(blue));
            const target = await world.healthyPod(blue, named("blue"));
            const localPort = world.plane.endpoints.resolve(`${target.id}:8080`) ?? 0;
            await world.plane.stop();
            await assert.rejects(ask(listener, "/"), /ECONNREFUSED/);
            const again = new DataPlane(world.account.cloud, world.account.cloud.clock, { propagation: 5 });
            again.endpoints.open(`${target.id}:8080`, localPort);
            await again.start();
            assert.deepEqual(again.listeners(), [listener]);
            while (again.targets.health(blue)[0]?.state !== "healthy") await once(again.targets, "health");
            assert.equal((await ask(listener, "/")).body, "blue");
            await again.stop();
        });

        it("takes another port where its own is taken after a restart", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("x"));
            await world.plane.stop();
            const thief = createServer();
            thief.listen(Number(new URL(listener.address).port), "127.0.0.1");
            await once(thief, "listening");
            await world.plane.start();
            const [moved] = world.plane.listeners();
            assert.notEqual(moved?.address, listener.address);
            assert.equal(moved === undefined ? 0 : (await ask(moved, "/")).status, 200);
            thief.close();
        });

        it("is gone with its load balancer", async () => {
            await world.begin();
            await world.listener("listener", 80, fixed("x"));
            const closed = once(world.plane.events, "closed");
            await world.account.remove("lb");
            await closed;
            assert.deepEqual([world.account.cloud.all(balancerType), world.account.cloud.all(listenerType)], [[], []]);
        });
    });

    it("counts requests by group, color and code, and hosts by health", async () => {
        await world.begin();
        const blue = await world.group("blue", { tags: { "colorway:color": "blue" } });
        const listener = await world.listener("listener", 80, one(blue));
        await ask(listener, "/");
        await world.healthyPod(blue, named("blue"));
        await ask(listener, "/");
        await ask(listener, "/");
        const text = await world.plane.metrics.text();
        const lines = text.split("\n");
        assert.ok(lines.includes('colorway_lb_requests_total{load_balancer="lb",listener="80",target_group="blue",color="blue",code="200"} 2'), text);
        assert.ok(lines.includes('colorway_lb_requests_total{load_balancer="lb",listener="80",target_group="",color="",code="503"} 1'), text);
        assert.ok(lines.includes('colorway_lb_healthy_hosts{target_group="blue",color="blue"} 1'), text);
        assert.ok(lines.includes('colorway_lb_unhealthy_hosts{target_group="blue",color="blue"} 0'), text);
        assert.ok(lines.includes('colorway_lb_request_duration_seconds_count{load_balancer="lb",listener="80",target_group="blue",color="blue",code="200"} 2'), text);
    });
});
