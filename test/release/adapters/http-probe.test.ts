import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { HttpProbe } from "../../../release/adapters/http-probe";
import { certificateFor } from "./test-certificate";

const domain = "dev.example.com";
/** TEST-NET-1: nobody answers there (RFC 5737). */
const deadAddress = "192.0.2.1";

interface Seen {
    readonly url: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly localPort: number | undefined;
    readonly remotePort: number | undefined;
    readonly servername: TLSSocket["servername"] | undefined;
}

/** Without what differs from run to run. */
function told<T extends object>(answer: T): Omit<T, "milliseconds"> {
    const { milliseconds, ...rest } = answer as T & { milliseconds?: number };
    return rest;
}

describe("the probe", () => {
    const servers: Server[] = [];
    const seen: Seen[] = [];
    let handler: RequestListener;
    beforeEach(() => {
        seen.splice(0);
        handler = (_, response) => response.writeHead(200, { "x-colorway-color": "blue", "x-colorway-version": "1.0.0" }).end("fine");
    });
    after(() => servers.forEach(server => {
        server.closeAllConnections();
        server.close();
    }));

    async function listening(server: Server): Promise<number> {
        servers.push(server);
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return (server.address() as AddressInfo).port;
    }
    const listener: RequestListener = (request, response) => {
        const { url, headers, socket } = request;
        const { servername } = socket as Partial<TLSSocket>;
        seen.push({ url, headers, localPort: socket.localPort, remotePort: socket.remotePort, servername });
        handler(request, response);
    };

    describe("in plain HTTP", () => {
        let probe: HttpProbe;
        let impatient: HttpProbe;
        before(async () => {
            const [https, test] = [await listening(createServer(listener)), await listening(createServer(listener))];
            const place = { domain, listeners: { https: `http://127.0.0.1:${https}`, test: `http://127.0.0.1:${test}` } };
            probe = new HttpProbe(place);
            impatient = new HttpProbe(place, { timeout: 250 });
        });

        it("tells status, color and version, and how long it took", async () => {
            const answer = await probe.ask("https", "/health?deep=1");
            assert.deepEqual(told(answer), { kind: "answer", status: 200, color: "blue", version: "1.0.0" });
            assert.ok(answer.kind === "answer" && answer.milliseconds > 0 && answer.milliseconds < 2_000);
            assert.deepEqual([seen[0]?.url, seen[0]?.headers.host, seen[0]?.headers["x-colorway-color"]], ["/health?deep=1", domain, undefined]);
        });

        it("asks the test listener for a color", async () => {
            await probe.ask("test", "/health", "green");
            assert.equal(seen[0]?.headers["x-colorway-color"], "green");
            assert.equal(seen[0]?.localPort, (servers[1]?.address() as AddressInfo).port);
        });

        it("makes a new connection for each request", async () => {
            await probe.ask("https", "/");
            await probe.ask("https", "/");
            assert.notEqual(seen[0]?.remotePort, seen[1]?.remotePort);
        });

        it("tells an error as it is, without a color where none is named or none of ours", async () => {
            handler = (_, response) => response.writeHead(503).end();
            assert.deepEqual(told(await probe.ask("https", "/")), { kind: "answer", status: 503 });
            handler = (_, response) => response.writeHead(200, { "x-colorway-color": "red" }).end();
            assert.deepEqual(told(await probe.ask("https", "/")), { kind: "answer", status: 200 });
        });

        it("has no answer where it comes too late, or is cut off", async () => {
            handler = () => undefined;
            assert.deepEqual(await impatient.ask("https", "/"), { kind: "noAnswer", reason: "no answer within 250 ms" });
            handler = (_, response) => response.writeHead(200, { "content-length": "10", "x-colorway-color": "blue" }).write("half");
            assert.deepEqual(await impatient.ask("https", "/"), { kind: "noAnswer", reason: "no answer within 250 ms" });
            handler = (_, response) => {
                response.writeHead(200, { "content-length": "10" }).write("half");
                setImmediate(() => response.destroy());
            };
            assert.deepEqual(await probe.ask("https", "/"), { kind: "noAnswer", reason: "aborted" });
        });

        it("has no answer where nothing listens", async () => {
            const nowhere = new HttpProbe({ domain, listeners: { https: "http://127.0.0.1:1", test: "http://127.0.0.1:1" } });
            assert.deepEqual(await nowhere.ask("https", "/"), { kind: "noAnswer", reason: "connect ECONNREFUSED 127.0.0.1:1" });
        });

        it("knows the addresses of its listeners", async () => {
            assert.deepEqual(await probe.addresses(), servers.slice(0, 2).map(server => `127.0.0.1:${(server.address() as AddressInfo).port}`));
        });
    });

    describe("over TLS", () => {
        const { cert, key } = certificateFor(domain);
        let port = 0;
        before(async () => {
            port = await listening(createTlsServer({ cert, key }, listener));
        });
        const probeOf = (addresses: readonly string[], other: { domain?: string; ca?: string } = {}): HttpProbe =>
            new HttpProbe({ dnsName: "lb", domain, ca: cert, ports: { https: port, test: port }, resolve: async () => addresses, ...other }, { timeout: 1_000 });

        it("asks under the domain's name whatever the address is", async () => {
            const answer = await probeOf(["127.0.0.1"]).ask("https", "/health");
            assert.deepEqual(told(answer), { kind: "answer", status: 200, color: "blue", version: "1.0.0" });
            assert.deepEqual([seen[0]?.headers.host, seen[0]?.servername], [domain, domain]);
        });

        it("asks every address in turn, so that one without an answer is found", async () => {
            const probe = probeOf([deadAddress, "127.0.0.1"]);
            assert.deepEqual(await probe.addresses(), ["127.0.0.1", deadAddress]);
            const kinds: string[] = [];
            for (let count = 0; count < 4; count++) {
                kinds.push((await probe.ask("https", "/")).kind);
            }
            assert.deepEqual(kinds, ["answer", "noAnswer", "answer", "noAnswer"]);
        });

        it("has no answer from who cannot prove the domain's name", async () => {
            const unknown = await probeOf(["127.0.0.1"], { ca: certificateFor(domain).cert }).ask("https", "/");
            assert.ok(unknown.kind === "noAnswer" && /certificate/.test(unknown.reason), JSON.stringify(unknown));
            const another = await probeOf(["127.0.0.1"], { domain: "prod.example.com" }).ask("https", "/");
            assert.ok(another.kind === "noAnswer" && /prod\.example\.com/.test(another.reason), JSON.stringify(another));
            assert.deepEqual(seen, []);
        });

        it("resolves the name once for many requests", async () => {
            let lookups = 0;
            const resolve = async (): Promise<string[]> => {
                lookups += 1;
                return ["127.0.0.1"];
            };
            const probe = new HttpProbe({ dnsName: "lb", domain, ca: cert, ports: { https: port, test: port }, resolve });
            await probe.ask("https", "/");
            await probe.ask("test", "/");
            assert.equal(lookups, 1);
        });

        it("has no answer where the name has no address, and asks for it again", async () => {
            const answers: (() => string[])[] = [() => { throw new Error("getaddrinfo ENOTFOUND lb"); }, () => [], () => ["127.0.0.1"]];
            const probe = new HttpProbe({
                dnsName: "lb", domain, ca: cert, ports: { https: port, test: port }, resolve: async () => answers.shift()?.() ?? [],
            });
            assert.deepEqual(await probe.ask("https", "/"), { kind: "noAnswer", reason: "getaddrinfo ENOTFOUND lb" });
            assert.deepEqual(await probe.ask("https", "/"), { kind: "noAnswer", reason: "lb has no address" });
            assert.equal((await probe.ask("https", "/")).kind, "answer");
        });
    });
});
