import { strict as assert } from "node:assert";
import { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { ReceiverSettings } from "../../../config/notify";
import { HttpHooks } from "../../../release/adapters/http-hooks";
import type { Notification } from "../../../release/notifications/notification";
import { Delivery, Notifier, NotifierOptions } from "../../../release/notifications/notifier";
import { isSigned } from "../../../release/notifications/signature";
import type { Clock } from "../../../release/ports/clock";
import type { Hooks } from "../../../release/ports/notifications";
import { FakeClock } from "../fake-clock";
import { receiverServer, ReceiverServer, status } from "./receiver-server";

const key = "a key of the tests, long enough";

function notification(event: Notification["event"] = "started", id = "20260102-030405-abcd-1"): Notification {
    return { form: 1, id, event, at: "2026-01-02T03:04:05.000Z", stack: "dev", environment: "dev", summary: `dev: ${event} <b> & more` };
}

const hook: ReceiverSettings = { name: "incidents", kind: "webhook", url: "env:URL", signingKey: "env:KEY", events: [] };
const chat: ReceiverSettings = { name: "chat", kind: "slack", url: "env:URL", events: [] };

const nothing: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string } = { headers: {}, body: "", path: "" };
const unlimited = 3_600_000;
const patience = 5000;

/** Pauses between attempts are over at once; the limits of an answer and of the flush are never reached. */
class JumpingClock implements Clock {
    readonly pauses: number[] = [];

    now(): number {
        return Date.parse("2026-01-02T03:04:05Z") + this.pauses.reduce((sum, pause) => sum + pause, 0);
    }

    async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        if (milliseconds !== patience && milliseconds !== unlimited) return void this.pauses.push(milliseconds);
        if (signal?.aborted !== true) await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    }
}

describe("The notifier", () => {
    const servers: ReceiverServer[] = [];
    afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

    async function listening(answer?: (response: ServerResponse, number: number) => void): Promise<ReceiverServer> {
        const server = await receiverServer(answer);
        servers.push(server);
        return server;
    }

    function notifier(url: string, clock: Clock, parts: Partial<NotifierOptions> = {}): Notifier {
        const secrets = (place: string) => (place === "env:URL" ? { value: url } : place === "env:KEY" ? { value: key } : { problem: `${place} is not set` });
        return new Notifier({ receivers: [hook], secrets, hooks: new HttpHooks(), clock, random: () => 1, ...parts });
    }

    /** What becomes of one notification. */
    async function told(tested: Notifier, of: Notification = notification()): Promise<readonly Delivery[]> {
        tested.tell(of);
        return tested.flush(unlimited);
    }

    it("delivers a signed body, which the receiver can check and nobody can change or repeat later", async () => {
        const server = await listening();
        const clock = new JumpingClock();
        const deliveries = await told(notifier(server.url, clock));
        const { event, id } = notification();
        assert.deepEqual(deliveries, [{ receiver: "incidents", event, id, outcome: "delivered", attempts: 1, status: 200 }]);
        const [{ headers, body, path } = nothing, ...others] = server.told;
        assert.deepEqual([others, path, JSON.parse(body)], [[], "/services/T0/hidden-address", notification()]);
        assert.deepEqual(
            [headers["content-type"], headers["colorway-event"], headers["colorway-delivery"]],
            ["application/json", "started", id],
        );
        const signature = String(headers["colorway-signature"]);
        assert.match(signature, /^t=1767323045,v1=[0-9a-f]{64}$/);
        const now = clock.now();
        assert.deepEqual(
            [
                isSigned(signature, body, key, now), isSigned(signature, `${body} `, key, now), isSigned(signature, body, `${key}r`, now),
                isSigned(signature, body, key, now + 299_000), isSigned(signature, body, key, now + 302_000),
                isSigned(signature.replace("t=1767323045", "t=1767323046"), body, key, now), isSigned("", body, key, now),
            ],
            [true, false, false, true, false, false, false],
        );
    });

    it("sends Slack its own form, without signature or markup from texts", async () => {
        const server = await listening();
        const clock = new JumpingClock();
        await told(notifier(server.url, clock, { receivers: [chat] }));
        const [{ headers, body } = nothing] = server.told;
        assert.equal(headers["colorway-signature"], undefined);
        assert.deepEqual(JSON.parse(body), { text: ":large_blue_circle: dev: started &lt;b&gt; &amp; more" });
    });

    it("tries again after a failure with growing pauses, and as late as the receiver asks", async () => {
        const answers = [status(503), status(500), status(429, { "retry-after": "20" }), status(204)];
        const server = await listening((response, number) => answers[number - 1]?.(response));
        const clock = new JumpingClock();
        const [delivery] = await told(notifier(server.url, clock));
        assert.deepEqual([delivery?.outcome, delivery?.attempts, delivery?.status], ["delivered", 4, 204]);
        assert.deepEqual(clock.pauses, [1000, 2000, 20_000]);
        assert.equal(new Set(server.told.map(({ headers }) => headers["colorway-delivery"])).size, 1);
        // Each attempt is signed for its own time.
        assert.equal(new Set(server.told.map(({ headers }) => headers["colorway-signature"])).size, 4);
    });

    it("gives up after five attempts, and at once where the receiver refuses", async () => {
        const clock = new JumpingClock();
        const failing = await listening(status(502));
        const [late] = await told(notifier(failing.url, clock));
        assert.deepEqual([late?.outcome, late?.attempts, late?.status, failing.told.length], ["gave-up", 5, 502, 5]);
        const gone = await listening(status(410));
        const [refused] = await told(notifier(gone.url, clock));
        assert.deepEqual([refused?.outcome, refused?.attempts, refused?.status, gone.told.length], ["gave-up", 1, 410, 1]);
    });

    it("follows no redirect: the body would go to somebody else", async () => {
        const other = await listening();
        const server = await listening(status(307, { location: other.url }));
        const clock = new JumpingClock();
        const [delivery] = await told(notifier(server.url, clock));
        assert.deepEqual([delivery?.outcome, delivery?.status, other.told.length], ["gave-up", 307, 0]);
    });

    it("tells of a receiver that nobody is at without its address", async () => {
        const server = await listening();
        await server.close();
        const clock = new JumpingClock();
        const [delivery] = await told(notifier(server.url, clock));
        assert.deepEqual([delivery?.outcome, delivery?.attempts, delivery?.reason], ["gave-up", 5, "ECONNREFUSED"]);
    });

    it("sends nothing where the secret is not there or no good, and says which without repeating it", async () => {
        const clock = new JumpingClock();
        const cases: readonly (readonly [Partial<ReceiverSettings>, string, string])[] = [
            [{ url: "env:NONE" }, "", "url: env:NONE is not set"],
            [{}, "http://hooks.example/hidden", "url: env:URL holds a URL without TLS; allowed: https://, or http:// on this machine"],
            [{}, "https://me:hidden@hooks.example/", "url: env:URL holds a URL with a name or password; allowed: none, the address itself is the secret"],
            [{}, "hidden", "url: env:URL holds no URL"],
            [{ signingKey: "env:NONE" }, "https://hooks.example/hidden", "signingKey: env:NONE is not set"],
        ];
        for (const [parts, url, reason] of cases) {
            const [delivery] = await told(notifier(url, clock, { receivers: [{ ...hook, ...parts }] }));
            assert.deepEqual([delivery?.outcome, delivery?.attempts, delivery?.reason], ["not-sent", 0, reason]);
        }
    });

    it("tells each receiver only what it wants to hear", async () => {
        const server = await listening();
        const clock = new JumpingClock();
        const tested = notifier(server.url, clock, { receivers: [{ ...hook, events: ["succeeded"] }] });
        tested.tell(notification("started"));
        const [delivery, ...others] = await told(tested, notification("succeeded"));
        assert.deepEqual([delivery?.event, others, server.told.length], ["succeeded", [], 1]);
    });

    describe("with a receiver that never answers", () => {
        const silent: Hooks = { post: () => new Promise(() => undefined) };

        it("never waits while it is told, and gives up when the command ends", async () => {
            const clock = new FakeClock();
            const tested = notifier("https://hooks.example/hidden", clock, { hooks: silent });
            tested.tell(notification("started", "1"));
            tested.tell(notification("succeeded", "2"));
            const began = clock.now();
            const deliveries = await clock.run(tested.flush(2000));
            assert.equal(clock.now() - began, 2000);
            assert.deepEqual(deliveries.map(({ id, outcome, reason }) => [id, outcome, reason]), [
                ["1", "gave-up", "the command ended first"], ["2", "gave-up", "the command ended first"],
            ]);
            // The next command of the same process begins anew.
            tested.tell(notification("started", "3"));
            assert.deepEqual((await clock.run(tested.flush(100))).map(({ id }) => id), ["3"]);
        });

        it("counts five seconds without an answer as a failed attempt", async () => {
            const clock = new FakeClock();
            const tested = notifier("https://hooks.example/hidden", clock, { hooks: silent });
            tested.tell(notification());
            const [delivery] = await clock.run(tested.flush(unlimited));
            assert.deepEqual([delivery?.outcome, delivery?.attempts, delivery?.reason], ["gave-up", 5, "no answer within 5 s"]);
        });

        it("keeps a bounded queue, the newest first to stay", async () => {
            const clock = new FakeClock();
            const tested = notifier("https://hooks.example/hidden", clock, { hooks: silent });
            for (let number = 1; number <= 30; number += 1) tested.tell(notification("started", String(number)));
            const deliveries = await clock.run(tested.flush(1));
            const dropped = deliveries.filter(({ outcome }) => outcome === "dropped").map(({ id }) => id);
            // The first is on its way, 20 wait.
            assert.deepEqual(dropped, ["2", "3", "4", "5", "6", "7", "8", "9", "10"]);
            assert.equal(deliveries.length, 30);
        });
    });

    it("is not stopped by one receiver's failure on the way to another", async () => {
        const [good, bad] = [await listening(), await listening(status(404))];
        const clock = new JumpingClock();
        const secrets = (place: string) => ({ value: place === "env:BAD" ? bad.url : place === "env:KEY" ? key : good.url });
        const receivers = [{ ...hook, name: "bad", url: "env:BAD" }, { ...hook, name: "good" }];
        const deliveries = await told(notifier("", clock, { receivers, secrets }));
        assert.deepEqual(new Map(deliveries.map(({ receiver, outcome }) => [receiver, outcome])), new Map([["bad", "gave-up"], ["good", "delivered"]]));
    });
});
