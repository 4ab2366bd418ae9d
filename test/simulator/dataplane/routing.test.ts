import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import { Props } from "../../../simulator/cloud/values";
import { DataPlane } from "../../../simulator/dataplane/data-plane";
import { ask, balancerType, fixed, listenerType, named, one, ruleType, weighted, World } from "./world";

describe("a load balancer that routes", () => {
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
            assert.deepEqual(
                [status, body, headers["content-type"], headers.server],
                [200, "closed", "text/plain", "awselb/2.0"],
            );
        });

        it("redirects from HTTP to HTTPS and keeps host, path and query", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, {
                type: "redirect",
                redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
            });
            const { status, headers } = await ask(listener, "/a/b?c=d", { headers: { host: "app.colorway.example:80" } });
            assert.deepEqual([status, headers.location], [301, "https://app.colorway.example:443/a/b?c=d"]);
        });

        it("fills every part of a redirect", async () => {
            await world.begin();
            const redirect = {
                protocol: "#{protocol}",
                host: "old.#{host}",
                port: "8080",
                path: "/new/#{path}",
                query: "from=#{port}&#{query}",
                statusCode: "HTTP_302",
            };
            const listener = await world.listener("listener", 80, { type: "redirect", redirect });
            const { status, headers } = await ask(listener, "/a?b=c", { headers: { host: "app.example" } });
            assert.deepEqual([status, headers.location], [302, "http://old.app.example:8080/new/a?from=80&b=c"]);
        });

        it("answers 503 for a group without targets, and for weights that are all 0", async () => {
            await world.begin();
            const empty = await world.listener("empty", 80, one(await world.group("blue")));
            const reply = await ask(empty, "/");
            assert.deepEqual(
                [reply.status, reply.headers.server, reply.headers["content-type"]],
                [503, "awselb/2.0", "text/html"],
            );
            assert.match(reply.body, /<h1>503 Service Unavailable<\/h1>/);
            const green = await world.group("green");
            const zero = await world.listener("zero", 81, weighted([[green, 0]]));
            await world.healthyPod(green, named("green"));
            assert.equal((await ask(zero, "/")).status, 503);
        });

        it("adds the headers that the listener names, and leaves its own name out when told so", async () => {
            await world.begin();
            const more = {
                routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
                routingHttpResponseServerEnabled: false,
            };
            const listener = await world.listener("listener", 80, fixed("x"), more);
            const { headers } = await ask(listener, "/");
            assert.equal(headers["strict-transport-security"], "max-age=31536000");
            assert.equal(headers.server, undefined);
        });
    });

    describe("with rules", () => {
        const cases: readonly (readonly [
            title: string,
            condition: Props,
            path: string,
            headers: { [name: string]: string },
            method?: string,
        ])[] = [
            ["a path with wildcards", { pathPattern: { values: ["/img/*/?.png"] } }, "/img/a/b/1.png?x", {}],
            ["a host in other letters", { hostHeader: { values: ["*.Example.com"] } }, "/", { host: "API.example.com:8080" }],
            [
                "a header value in other letters",
                { httpHeader: { httpHeaderName: "X-Canary", values: ["yes*"] } },
                "/",
                { "x-canary": "YES please" },
            ],
            ["a method", { httpRequestMethod: { values: ["PURGE"] } }, "/", {}, "PURGE"],
            ["a query parameter", { queryStrings: [{ key: "color", value: "blue*" }] }, "/?a=b&COLOR=Blue%20sky", {}],
            ["any query value", { queryStrings: [{ value: "go" }] }, "/?x=go", {}],
            ["the source address", { sourceIp: { values: ["127.0.0.0/8"] } }, "/", {}],
        ];
        for (const [title, condition, path, headers, method = "GET"] of cases) {
            it(`fits ${title}`, async () => {
                await world.begin();
                const listener = await world.listener("listener", 80, fixed("default"));
                await world.applied(() =>
                    world.account.create(ruleType, "rule", {
                        listenerArn: { $ref: "listener.arn" },
                        actions: [fixed("rule")],
                        conditions: [condition],
                    }),
                );
                assert.equal((await ask(listener, path, { headers, method: method === "PURGE" ? "PURGE" : "GET" })).body, "rule");
            });
        }

        it("does not fit a path in other letters, part of a path, the query, or another source", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("default"));
            const rule = (name: string, condition: Props): Promise<unknown> =>
                world.applied(() =>
                    world.account.create(ruleType, name, {
                        listenerArn: { $ref: "listener.arn" },
                        actions: [fixed(name)],
                        conditions: [condition],
                    }),
                );
            await rule("path", { pathPattern: { values: ["/api"] } });
            await rule("source", { sourceIp: { values: ["10.0.0.0/8"] } });
            for (const path of ["/API", "/api/v1", "/?/api", "/"])
                assert.equal((await ask(listener, path)).body, "default", path);
            assert.equal((await ask(listener, "/api?x")).body, "path");
        });

        it("takes the first that fits by priority, and needs all conditions of a rule", async () => {
            await world.begin();
            const listener = await world.listener("listener", 80, fixed("default"));
            const rule = (name: string, priority: number, ...conditions: Props[]): Promise<unknown> =>
                world.applied(() =>
                    world.account.create(ruleType, name, {
                        listenerArn: { $ref: "listener.arn" },
                        priority,
                        actions: [fixed(name)],
                        conditions,
                    }),
                );
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
            assert.deepEqual(
                { ...listener, address: "" },
                {
                    arn: world.account.resource("listener").id,
                    loadBalancer: world.account.resource("lb").id,
                    dnsName: world.account.resource("lb").properties["dnsName"],
                    port: 80,
                    protocol: "HTTP",
                    address: "",
                },
            );
            const { inputs } = world.account.resource("listener");
            await world.applied(() => world.account.update("listener", { ...inputs, port: 8080 }));
            assert.deepEqual(
                world.plane.listeners().map(({ port, address }) => [port, address]),
                [[8080, listener.address]],
            );
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
        assert.ok(
            lines.includes(
                'colorway_lb_requests_total{load_balancer="lb",listener="80",target_group="blue",color="blue",code="200"} 2',
            ),
            text,
        );
        assert.ok(
            lines.includes('colorway_lb_requests_total{load_balancer="lb",listener="80",target_group="",color="",code="503"} 1'),
            text,
        );
        assert.ok(lines.includes('colorway_lb_healthy_hosts{target_group="blue",color="blue"} 1'), text);
        assert.ok(lines.includes('colorway_lb_unhealthy_hosts{target_group="blue",color="blue"} 0'), text);
        assert.ok(
            lines.includes(
                'colorway_lb_request_duration_seconds_count{load_balancer="lb",listener="80",target_group="blue",color="blue",code="200"} 2',
            ),
            text,
        );
    });
});
