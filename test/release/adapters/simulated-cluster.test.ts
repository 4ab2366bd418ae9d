import { strict as assert } from "node:assert";
import { createServer, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { simulatedObjects } from "../../../release/adapters/simulated-cluster";
import { SystemClock } from "../../../simulator/cloud/clock";
import { Cloud } from "../../../simulator/cloud/cloud";
import { MemoryStore } from "../../../simulator/cloud/store";
import { clusterObjectsOf } from "../../../simulator/daemon/report";
import { Simulator } from "../../../simulator/simulator";

describe("objects of the simulated clusters", () => {
    let server: Server;
    let origin: string;
    let status = 200;
    const body = {
        pods: { dev: [{ metadata: { name: "a", namespace: "dev-blue" } }, { metadata: { name: "b", namespace: "dev-green" } }], prod: [{ metadata: { name: "c", namespace: "dev-blue" } }] },
        events: { dev: [] }, quotas: {},
    };
    before(async () => {
        server = createServer((request, response) => void response.writeHead(request.url === "/kubernetes" ? status : 404).end(JSON.stringify(body)));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => new Promise((resolve) => server.close(resolve)));

    it("are those of one cluster and namespace", async () => {
        const { pods, events, quotas } = await simulatedObjects(origin, "dev", "dev-blue");
        assert.deepEqual([pods, events, quotas], [[body.pods.dev[0]], [], []]);
    });

    it("are told of by kind and cluster, as the adapter reads them", () => {
        const clock = new SystemClock();
        const simulator = new Simulator(new Cloud(new MemoryStore(), clock), clock, (error) => assert.fail(String(error)));
        assert.deepEqual(Object.keys(clusterObjectsOf(simulator)), Object.keys(body));
    });

    it("are refused with the status of the answer", async () => {
        status = 500;
        await assert.rejects(simulatedObjects(origin, "dev", "dev-blue"), new Error("the simulated cloud answered 500 to /kubernetes"));
    });
});
