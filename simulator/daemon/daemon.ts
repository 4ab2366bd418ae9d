import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Faults } from "../api/faults";
import { timerAlarm } from "../api/scheduler/alarm";
import { Schedules } from "../api/scheduler/schedules";
import { ApiServer } from "../api/server";
import { SystemClock } from "../cloud/clock";
import { Cloud } from "../cloud/cloud";
import { FileStore } from "../cloud/store";
import { Provider } from "../protocol/provider";
import { ServedProvider, serveProvider } from "../protocol/server";
import { Simulator } from "../simulator";
import { DaemonOptions, readAddresses, writeAddresses } from "./addresses";
import { Route, serveControl } from "./control";
import { faultRoutes } from "./faults";
import { lockFolder } from "./lock";
import { clusterObjectsOf, imageOf, statusOf } from "./report";

export interface Daemon {
    stop(): Promise<void>;
    readonly stopped: Promise<void>;
}

/**
 * Starts the simulated cloud of a folder: what exists comes from its store, providers and control interface listen on the
 * ports of last time where these are free. One daemon a folder: a second one fails with `FolderHeld`.
 *
 * @param log hears what happens by itself, a line each
 */
export async function startDaemon(
    dir: string,
    options: DaemonOptions,
    onError: (error: unknown) => void,
    log: (line: string) => void = () => undefined,
): Promise<Daemon> {
    const before = readAddresses(dir);
    const lock = await lockFolder(dir);
    const clock = new SystemClock({ creation: options.realistic, pace: options.pace });
    const cloud = new Cloud(new FileStore(join(dir, "cloud.jsonl")), clock);
    const simulator = new Simulator(cloud, clock, onError);
    await simulator.start();
    const { targets } = simulator.dataPlane;
    const keySecret = keySecretIn(dir);
    const schedules = new Schedules({ cloud, targets, keySecret, alarm: timerAlarm(clock), log, onError });
    schedules.start();

    const served: ServedProvider[] = [];
    for (const provider of simulator.providers) served.push(await serveOn(provider, before?.providers[provider.name] ?? 0));
    const faults = new Faults();
    const api = new ApiServer({ cloud, targets, faults, keySecret, onError });
    const aws = `http://127.0.0.1:${await api.listen(await freePort(portOf(before?.aws)))}`;
    const token = randomBytes(24).toString("hex");
    const started = clock.iso();
    let stop = async (): Promise<void> => undefined;
    let ended = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (ended = resolve));

    const routes: readonly Route[] = [
        { method: "GET", path: "/healthz", handle: () => ({ ok: true }) },
        { method: "GET", path: "/status", handle: () => ({ pid: process.pid, started, ...addressesOf(), ...statusOf(simulator) }) },
        { method: "GET", path: "/kubernetes", handle: () => clusterObjectsOf(simulator) },
        { method: "GET", path: "/metrics", handle: () => simulator.metrics() },
        { method: "POST", path: "/images", handle: (body) => ({ image: imageOf(simulator, body) }) },
        ...faultRoutes(faults),
        {
            method: "POST",
            path: "/stop",
            handle: () => {
                setImmediate(() => void stop());
                return { stopping: true };
            },
        },
    ];
    const control = await serveControl(routes, token, await freePort(portOf(before?.control)));
    const address = `http://127.0.0.1:${control.port}`;
    const addressesOf = () => ({
        control: address,
        metrics: `${address}/metrics`,
        aws,
        providers: Object.fromEntries(served.map(({ name, port }) => [name, port])),
    });
    const { providers } = addressesOf();
    writeAddresses(dir, { pid: process.pid, started, control: address, token, providers, aws, options });

    stop = async () => {
        stop = async () => undefined;
        await Promise.all(served.map((provider) => provider.stop()));
        await api.stop();
        schedules.stop();
        await control.stop();
        await simulator.stop();
        cloud.store.close();
        lock.release();
        ended();
    };
    return { stop: () => stop(), stopped };
}

async function serveOn(provider: Provider, port: number): Promise<ServedProvider> {
    return serveProvider(provider, await freePort(port));
}

/** Made once a folder. The folder's lock keeps others out. */
function keySecretIn(dir: string): Buffer {
    const file = join(dir, "kms-secret");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
    return Buffer.from(readFileSync(file, "utf8"), "hex");
}

function portOf(address: string | undefined): number {
    return address === undefined ? 0 : Number(new URL(address).port);
}

/** The port itself where nobody listens on it, else 0: any. */
function freePort(port: number): Promise<number> {
    if (port === 0) return Promise.resolve(0);
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once("error", () => resolve(0));
        probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(port)));
    });
}
