import { strict as assert } from "node:assert";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpHooks } from "../../../release/adapters/http-hooks";
import { secretPlaces } from "../../../release/adapters/secret-places";
import { AuditLog } from "../../../release/audit/log";
import { AuditTrail } from "../../../release/audit/trail";
import { hiding, secretsIn } from "../../../release/notifications/hide";
import type { Notification } from "../../../release/notifications/notification";
import { RolloutNotifier } from "../../../release/notifications/rollout-notifier";
import { mistakesBy, Schema } from "../../../policies/core/json-schema";
import { initialState } from "../../../release/rollout/machine";
import type { Hooks } from "../../../release/ports/notifications";
import { MemoryAuditStore } from "../audit/memory-audit";
import { planOf } from "../rollout/plans";
import { refusing, World } from "../rollout/world";
import { receiverServer, status } from "./receiver-server";

const schema = JSON.parse(readFileSync(join(__dirname, "../../../docs/notification.schema.json"), "utf8")) as Schema;
const key = "a key of the tests, long enough";
const address = "https://hooks.example/services/T0/hidden-address";

/** Keeps what a rollout of a world tells its receiver. */
class Told implements Hooks {
    readonly bodies: Notification[] = [];

    async post({ body }: Parameters<Hooks["post"]>[0]): ReturnType<Hooks["post"]> {
        this.bodies.push(JSON.parse(body) as Notification);
        return { kind: "answer", status: 200 };
    }

    events(): readonly string[] {
        return this.bodies.map(({ event }) => event);
    }
}

function notifierOf(world: World, hooks: Hooks, parts: Partial<ConstructorParameters<typeof RolloutNotifier>[0]> = {}): RolloutNotifier {
    return new RolloutNotifier({
        settings: { receivers: [{ name: "incidents", kind: "webhook", url: "env:URL", signingKey: "env:KEY", events: [] }] },
        environment: "dev", hooks, clock: world.clock,
        secrets: (place) => ({ value: place === "env:URL" ? address : key }),
        onProblem: (text) => assert.fail(text), ...parts,
    });
}

describe("Notifications of rollouts", () => {
    it("tell of begin and success, in the form of the schema", async () => {
        const world = new World();
        const told = new Told();
        await world.clock.run(world.rollouts({ notifications: notifierOf(world, told) }).deploy("1.1.0"));
        assert.deepEqual(told.bodies.map(({ summary }) => summary.replace(/started by .+$/, "started by ME")), [
            "dev: release 1.1.0 by canary, from blue (1.0.0) to green, started by ME", "dev: release 1.1.0 is live in green",
        ]);
        assert.deepEqual(told.bodies.flatMap((body) => mistakesBy(schema, body)), []);
        assert.deepEqual(mistakesBy(schema, { ...told.bodies[0], url: address }), [
            "url: is unknown; allowed: form, id, event, at, stack, environment, summary, rollout",
        ]);
        assert.deepEqual(told.bodies.at(-1)?.rollout?.traffic, { blue: 0, green: 100 });
    });

    it("tell of a failure when the release turns back, and of its end", async () => {
        const world = new World();
        world.errorPercent = 50;
        const told = new Told();
        const settings = (): ReturnType<World["settings"]> => {
            const plain = world.settings();
            return { ...plain, strategy: { ...plain.strategy, steps: [{ weight: 50, seconds: 60 }] } };
        };
        const { state } = await world.clock.run(world.rollouts({ settings, notifications: notifierOf(world, told) }).deploy("1.1.0"));
        assert.equal(state.phase, "rolled-back");
        assert.deepEqual(told.events(), ["started", "turned-back", "rolled-back"]);
        assert.deepEqual(told.bodies.flatMap((body) => mistakesBy(schema, body)), []);
        const { rollout, summary } = told.bodies[1] ?? {};
        assert.match(summary ?? "", /^dev: release 1\.1\.0 goes back: [a-z-]+: errors /);
        assert.deepEqual([rollout?.cause?.kind, rollout?.phase, rollout?.traffic], ["verdict", "brake", { blue: 100, green: 0 }]);
    });

    it("tell of a refusal, and that a person is needed, with what that person can do", async () => {
        const world = new World();
        const told = new Told();
        world.broken.set("disarm", "throttled").set("weights 100/0", "throttled");
        await world.clock.run(world.rollouts({ notifications: notifierOf(world, told) }).deploy("1.1.0"));
        assert.deepEqual(told.events(), ["started", "turned-back", "needs-person"]);
        assert.deepEqual(told.bodies.at(-1)?.rollout?.next, ["`colorway rollback --stack dev --reason …` tries once more to go back"]);
        const other = new World();
        const refused = new Told();
        other.checks = refusing("until Monday");
        await other.clock.run(other.rollouts({ notifications: notifierOf(other, refused) }).deploy("1.1.0"));
        assert.deepEqual(refused.events(), ["started", "refused"]);
    });

    it("never fail or delay a rollout whose receiver hangs, and the lease is given back before they are waited for", async () => {
        const world = new World();
        const problems: string[] = [];
        const began = world.clock.now();
        const notifications = notifierOf(world, { post: () => new Promise(() => undefined) }, { onProblem: (text) => problems.push(text) });
        const flushed = notifications.flush.bind(notifications);
        let ended = 0;
        notifications.flush = async () => {
            ended = world.clock.now();
            assert.equal(await world.lease.read(), undefined);
            return flushed();
        };
        const { state, entries } = await world.clock.run(world.rollouts({ notifications }).deploy("1.1.0"));
        assert.equal(state.phase, "done");
        const plain = new World();
        const { entries: without } = await plain.clock.run(plain.rollouts().deploy("1.1.0"));
        assert.equal(Date.parse(entries.at(-1)?.at ?? "") - began, Date.parse(without.at(-1)?.at ?? "") - began);
        assert.equal(world.clock.now() - ended, 10_000);
        assert.deepEqual(problems.map((text) => text.replace(/ after \d+ attempts?/, "")), [
            "receiver incidents: started: gave up, the command ended first", "receiver incidents: succeeded: gave up, the command ended first",
        ]);
    });

    it("hold no secret, whatever a failure's text says", async () => {
        const world = new World();
        const told = new Told();
        const variables = { PULUMI_CONFIG_PASSPHRASE: "correct horse battery", HOME: "/home/maria/very/long" };
        world.checks = refusing(
            `POST ${address}: refused; key ${key}; correct horse battery; postgres://app:pa55w0rd@db/colorway; AKIAIOSFODNN7EXAMPLE; ` +
                'password=hunter22, "token": "abc def"; Authorization: Bearer abcdefgh12345678; in /home/maria/very/long',
        );
        await world.clock.run(world.rollouts({ notifications: notifierOf(world, told, { variables }) }).deploy("1.1.0"));
        const text = told.bodies.at(-1)?.rollout?.cause?.text;
        assert.equal(text?.slice(text.indexOf("POST")),
            "POST [hidden]: refused; key [hidden]; [hidden]; postgres://[hidden]@db/colorway; [hidden]; " +
                'password=[hidden], "token": [hidden]; Authorization: Bearer [hidden]; in /home/maria/very/long');
    });

    it("keep in the audit log what became of them, and nothing of the address", async () => {
        const server = await receiverServer(status(403));
        const store = new MemoryAuditStore();
        const world = new World();
        const problems: string[] = [];
        const trail = new AuditTrail(store, world.clock, "stacks/dev");
        const secrets = (place: string) => ({ value: place === "env:URL" ? server.url : key });
        const notifications = notifierOf(world, new HttpHooks(), { secrets, trail, onProblem: (text) => problems.push(text) });
        notifications.tell(...startedOf(world));
        // A real answer and a clock that stands still: nothing here waits for it.
        await notifications.flush();
        await server.close();
        const { entries, findings } = await new AuditLog("stacks/dev", store).verify();
        const data = entries.at(-1)?.data;
        assert.deepEqual(findings, []);
        assert.deepEqual([entries.at(-1)?.type, data?.["deliveries"]], ["notified", [
            { receiver: "incidents", event: "started", id: "20260102-030405-abcd-1", outcome: "gave-up", attempts: 1, status: 403 },
        ]]);
        assert.deepEqual(problems, ["receiver incidents: started: gave up after 1 attempt, status 403"]);
        assert.doesNotMatch(JSON.stringify(entries), /hidden-address|127\.0\.0\.1/);
    });
});

function startedOf(world: World): Parameters<RolloutNotifier["tell"]> {
    const plan = planOf();
    return [initialState(plan), { sequence: 1, at: new Date(world.clock.now()).toISOString(), data: { type: "planned", plan } }];
}

describe("Secrets of receivers", () => {
    let dir: string;
    before(() => void (dir = mkdtempSync(join(tmpdir(), "colorway-secrets-"))));
    after(() => rmSync(dir, { recursive: true, force: true }));

    it("come from a variable, or from a file that nobody else can read", () => {
        const path = join(dir, "url");
        writeFileSync(path, `${address}\n`, { mode: 0o600 });
        const secrets = secretPlaces(dir, { URL: ` ${address}\n`, EMPTY: " " });
        assert.deepEqual([secrets("env:URL"), secrets("file:url"), secrets(`file:${path}`)], Array(3).fill({ value: address }));
        assert.deepEqual(secrets("env:EMPTY"), { problem: "EMPTY is not set; set this variable of the command" });
        chmodSync(path, 0o640);
        assert.deepEqual(secrets("file:url"), { problem: `${path}: others may read it (mode 640); \`chmod 600\` it` });
        assert.deepEqual(secrets("file:none"), { problem: `${join(dir, "none")}: can't be read (ENOENT)` });
        assert.deepEqual(secrets("file:."), { problem: `${dir}: is no file` });
    });

    it("are known by the names of variables, and short values stay", () => {
        assert.deepEqual(secretsIn({ AWS_SECRET_ACCESS_KEY: "a", GITHUB_TOKEN: "b", HOME: "c", MONKEY: "d", SIGNING_KEY: "e" }), ["a", "b", "e"]);
        assert.equal(hiding(["short", "long enough"])("short, long enough"), "short, [hidden]");
    });
});
