import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DaemonAddresses, readAddresses } from "../../../simulator/daemon/addresses";
import { DaemonClient, DaemonRefusal } from "../../../simulator/daemon/client";
import { Daemon, startDaemon } from "../../../simulator/daemon/daemon";
import { FolderHeld } from "../../../simulator/daemon/lock";

describe("a simulated cloud's daemon", () => {
    const options = { realistic: 0, pace: 0.02 };
    let dir: string;
    let daemon: Daemon | undefined;
    const errors: unknown[] = [];
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-daemon-"))));
    afterEach(async () => {
        await daemon?.stop();
        daemon = undefined;
        rmSync(dir, { recursive: true, force: true });
        assert.deepEqual(errors.splice(0), []);
    });

    async function start(): Promise<DaemonAddresses> {
        daemon = await startDaemon(dir, options, (error) => errors.push(error));
        const addresses = readAddresses(dir);
        assert.ok(addresses !== undefined);
        return addresses;
    }

    const ports = ({ control, providers, aws }: DaemonAddresses): readonly unknown[] => [control, providers, aws];

    it("tells where it can be reached, and what exists", async () => {
        const addresses = await start();
        assert.deepEqual(Object.keys(addresses.providers).sort(), ["aws", "kubernetes", "random"]);
        assert.deepEqual([addresses.pid, addresses.options], [process.pid, options]);
        const status = await new DaemonClient(dir).status();
        assert.deepEqual(status?.providers, addresses.providers);
        assert.deepEqual([status?.control, status?.aws, status?.metrics], [addresses.control, addresses.aws, `${addresses.control}/metrics`]);
        assert.deepEqual([status?.listeners, status?.targetGroups, status?.pods], [[], [], []]);
        const metrics = await fetch(`${addresses.control}/metrics`);
        assert.equal(metrics.status, 200);
        const [, started] = /^process_start_time_seconds ([\d.]+)$/m.exec(await metrics.text()) ?? [];
        assert.ok(Math.abs(Number(started) - Date.parse(addresses.started) / 1000) < 60, started);
    });

    it("is the only one of its folder", async () => {
        await start();
        await assert.rejects(startDaemon(dir, options, () => undefined), new FolderHeld(`a simulated cloud already runs in ${dir}`));
    });

    it("keeps its ports over a restart, and what exists, but not its token", async () => {
        const before = await start();
        const image = { repository: "colorway/api-gateway", version: "9.9.9", behavior: "slow:20ms" };
        const pushed = await new DaemonClient(dir).post("/images", image);
        await daemon?.stop();
        const after = await start();
        assert.deepEqual(ports(after), ports(before));
        assert.notEqual(after.token, before.token);
        assert.deepEqual(await new DaemonClient(dir).post("/images", image), pushed);
    });

    it("takes another port where somebody has taken its own", async () => {
        const before = await start();
        await daemon?.stop();
        const other = createServer();
        await new Promise<void>((resolve) => other.listen(before.providers["aws"], "127.0.0.1", resolve));
        try {
            const after = await start();
            assert.notEqual(after.providers["aws"], before.providers["aws"]);
            assert.equal(after.providers["kubernetes"], before.providers["kubernetes"]);
        } finally {
            await new Promise((resolve) => other.close(resolve));
        }
    });

    it("says what is wrong with an image", async () => {
        await start();
        const client = new DaemonClient(dir);
        const refusal = new DaemonRefusal("an image needs repository, version and behavior, each a string", 400);
        await assert.rejects(client.post("/images", { repository: "a" }), refusal);
        const push = client.post("/images", { repository: "colorway/api-gateway", version: "1.0.0", behavior: "happy" });
        await assert.rejects(push, { status: 400, message: /happy/ });
    });

    it("ends when it is asked to, and frees its folder", async () => {
        const addresses = await start();
        const answer = await new DaemonClient(dir).post("/stop");
        assert.deepEqual(answer, { stopping: true });
        await daemon?.stopped;
        await assert.rejects(fetch(`${addresses.control}/healthz`));
        await start();
    });
});
