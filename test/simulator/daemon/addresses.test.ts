import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DaemonAddresses, defaultDaemonOptions, readAddresses, writeAddresses } from "../../../simulator/daemon/addresses";

const addresses: DaemonAddresses = {
    pid: 4711,
    started: "2026-11-21T10:00:00.000Z",
    control: "http://127.0.0.1:4000",
    token: "secret",
    providers: { aws: 4001, kubernetes: 4002 },
    aws: "http://127.0.0.1:4003",
    options: defaultDaemonOptions,
};

describe("the addresses of a simulated cloud", () => {
    let dir: string;
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-addresses-"))));
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("are read as they were written, the last ones", () => {
        writeAddresses(dir, { ...addresses, pid: 1 });
        writeAddresses(dir, addresses);
        assert.deepEqual(readAddresses(dir), addresses);
        assert.deepEqual(readdirSync(dir), ["daemon.json"]);
    });

    it("are for their owner's eyes only: they hold the token", () => {
        writeAddresses(dir, addresses);
        assert.equal(statSync(join(dir, "daemon.json")).mode & 0o777, 0o600);
    });

    it("are unknown where nothing or nothing readable is written", () => {
        assert.equal(readAddresses(dir), undefined);
        writeFileSync(join(dir, "daemon.json"), "{");
        assert.equal(readAddresses(dir), undefined);
    });
});
