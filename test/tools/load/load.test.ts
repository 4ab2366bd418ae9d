import { strict as assert } from "node:assert";
import { createServer, RequestListener, Server } from "node:http";
import { AddressInfo } from "node:net";
import { crosses, startLoad } from "../../../tools/load/load";
import { SecondReport } from "../../../tools/load/report";
import { loadSummary, loadTable } from "../../../tools/load/table";

describe("load generator", () => {
    let server: Server;
    let connections = 0;

    async function serve(listener: RequestListener): Promise<string> {
        connections = 0;
        server = createServer(listener);
        server.on("connection", () => {
            connections += 1;
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    }

    afterEach(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    it("sends exactly rate × seconds requests and counts colors, versions and failures", async () => {
        let received = 0;
        const url = await serve((_, response) => {
            received += 1;
            if (received % 10 === 0) response.writeHead(503).end();
            else
                response
                    .writeHead(200, { "x-colorway-color": received % 2 === 0 ? "green" : "blue", "x-colorway-version": "1.0.0" })
                    .end("{}");
        });
        const report = await startLoad({ url, rate: 400, seconds: 0.5 }).finished;
        const { requests, failed, colors, versions, statuses, errors, crossed } = report;
        assert.deepEqual(
            { received, requests, failed, colors, versions, statuses, errors, crossed },
            {
                received: 200,
                requests: 200,
                failed: 20,
                colors: { blue: 100, green: 80 },
                versions: { "1.0.0": 180 },
                statuses: { "2xx": 180, "5xx": 20 },
                errors: {},
                crossed: 0,
            },
        );
        assert.ok(connections < 50, `${connections} connections: they are not kept`);
    });

    it("tells when each color's last good answer came", async () => {
        let received = 0;
        const url = await serve((_, response) => {
            received += 1;
            const color = received <= 10 ? "green" : "blue";
            const status = received <= 20 ? 200 : 503;
            setTimeout(() => response.writeHead(status, { "x-colorway-color": color }).end("{}"), status === 200 ? 0 : 400);
        });
        const { last, seconds, started, ended } = await startLoad({ url, rate: 100, seconds: 0.3 }).finished;
        const { green = 0, blue = 0 } = last;
        assert.deepEqual(Object.keys(last).sort(), ["blue", "green"]);
        assert.ok(green >= 90 && blue >= 190 && green < blue, `green ${green} ms, blue ${blue} ms`);
        assert.ok(blue < Date.parse(ended) - Date.parse(started) - 300, `blue ${blue} ms: only good answers count`);
        assert.deepEqual(seconds.map((second) => second.last), [last]);
    });

    it("counts the latency from when a request was due, so a stall of the server is not left out", async () => {
        let first = true;
        // one connection: everything due during the stall waits behind the first
        const url = await serve((_, response) => {
            const wait = first ? 300 : 0;
            first = false;
            setTimeout(() => response.end(), wait);
        });
        const report = await startLoad({ url, rate: 100, seconds: 0.3, connections: 1 }).finished;
        assert.equal(report.requests, 30);
        assert.ok(report.latency.max >= 295, `max ${report.latency.max}`);
        assert.ok(
            report.latency.p50 > 100,
            `p50 ${report.latency.p50}: the waiting requests were counted from when they were sent`,
        );
    });

    it("counts also the time that it was late itself", async () => {
        const url = await serve((_, response) => response.end());
        const load = startLoad({ url, rate: 100, seconds: 0.3 });
        const until = performance.now() + 250;
        while (performance.now() < until);
        const report = await load.finished;
        assert.equal(report.requests, 30);
        // the request that was due first waited for the whole block, the one in its middle for half of it
        assert.ok(report.latency.max >= 240, `max ${report.latency.max}`);
        assert.ok(report.latency.p50 >= 90, `p50 ${report.latency.p50}`);
    });

    it("goes on until stopped, reports every second in order and waits for what is under way", async () => {
        const url = await serve((_, response) => setTimeout(() => response.end(), 50));
        const load = startLoad({ url, rate: 100 });
        const seconds: SecondReport[] = [];
        load.on("second", (second) => seconds.push(second));
        await new Promise((resolve) => load.once("second", resolve));
        assert.deepEqual([seconds[0].second, seconds[0].requests, seconds[0].failed], [0, 100, 0]);
        const report = await load.stop();
        assert.deepEqual(report.seconds, seconds);
        assert.equal(
            report.seconds.reduce((sum, second) => sum + second.requests, 0),
            report.requests,
        );
        assert.equal(report.statuses["2xx"], report.requests);
    });

    it("names why a request had no answer", async () => {
        const url = await serve((request, response) => {
            if (request.headers["x-way"] === "reset") response.socket?.destroy();
        });
        const reset = await startLoad({ url, rate: 50, seconds: 0.1, headers: { "x-way": "reset" } }).finished;
        assert.deepEqual([reset.failed, reset.errors], [5, { ECONNRESET: 5 }]);
        const late = await startLoad({ url, rate: 50, seconds: 0.1, timeout: 60 }).finished;
        assert.deepEqual([late.failed, late.errors], [5, { TIMEOUT: 5 }]);
        const port = new URL(url).port;
        await new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
        });
        const refused = await startLoad({ url: `http://127.0.0.1:${port}/`, rate: 50, seconds: 0.1 }).finished;
        assert.deepEqual([refused.failed, refused.errors], [5, { ECONNREFUSED: 5 }]);
    });

    it("counts answers whose calls reached the other color", async () => {
        let received = 0;
        const url = await serve((_, response) => {
            received += 1;
            const deep = received === 3 ? "green" : "blue";
            const body = { color: "blue", calls: [{ color: "blue", calls: [{ color: deep, service: "risk-management" }] }] };
            response.writeHead(200, { "x-colorway-color": "blue" }).end(JSON.stringify(body));
        });
        const report = await startLoad({ url, rate: 100, seconds: 0.1 }).finished;
        assert.deepEqual([report.requests, report.failed, report.crossed], [10, 0, 1]);
    });

    it("sees a crossed call only in calls, at any depth", () => {
        assert.equal(crosses(`{"color":"blue","calls":[{"color":"blue"}]}`, "blue"), false);
        assert.equal(crosses(`{"color":"blue","other":{"color":"green"},"calls":[]}`, "blue"), false);
        assert.equal(crosses(`{"color":"blue","calls":[{"service":"a","calls":[{"color":"green"}]}]}`, "blue"), true);
        assert.equal(crosses(`not json "color":"green"`, "blue"), false);
    });

    it("refuses options that make no sense", async () => {
        const url = await serve((_, response) => response.end());
        assert.throws(() => startLoad({ url, rate: 0 }), { message: "rate: 0 is not a number of requests above 0" });
        assert.throws(() => startLoad({ url, rate: 1, seconds: -1 }), { message: "seconds: -1 is not a time above 0" });
        assert.throws(() => startLoad({ url: "ftp://x/", rate: 1 }), {
            message: "url: ftp://x/ starts neither with http: nor with https:",
        });
    });

    it("keeps a rate of a thousand requests a second", async () => {
        const url = await serve((_, response) => response.writeHead(200, { "x-colorway-color": "blue" }).end("{}"));
        const began = performance.now();
        const report = await startLoad({ url, rate: 1000, seconds: 1 }).finished;
        assert.deepEqual([report.requests, report.failed, report.colors], [1000, 0, { blue: 1000 }]);
        assert.ok(performance.now() - began < 3000);
    });
});

describe("table of a load", () => {
    const latency = { p50: 4, p90: 5, p99: 8.25, p999: 9, max: 10, mean: 4.2 };
    const none = { crossed: 0, versions: {}, last: {}, statuses: {}, errors: {}, latency };
    const seconds: SecondReport[] = [
        { ...none, second: 0, requests: 200, failed: 0, colors: { blue: 200 } },
        { ...none, second: 1, requests: 200, failed: 3, colors: { blue: 90, green: 107 } },
    ];
    const report = {
        ...none,
        url: "http://x/",
        rate: 200,
        started: "",
        ended: "",
        seconds,
        requests: 400,
        failed: 3,
        crossed: 2,
        colors: { blue: 290, green: 107 },
        statuses: { "2xx": 397, "5xx": 1 },
        errors: { ECONNRESET: 2 },
    };

    it("has a row for each second and one for all", () => {
        assert.equal(
            loadTable(report),
            [
                "second  blue  green  failed  p50 ms  p99 ms",
                "     1   200      0       0     4.0     8.3",
                "     2    90    107       3     4.0     8.3",
                "   all   290    107       3     4.0     8.3",
            ].join("\n"),
        );
    });

    it("says in one line what failed and why", () => {
        assert.equal(
            loadSummary(report),
            "400 requests, 3 failed (2 ECONNRESET, 1 5xx), 0.75%, 2 answered by both colors; p50 4 ms, p99 8.25 ms, max 10 ms",
        );
    });
});
