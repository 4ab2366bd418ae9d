import { strict as assert } from "node:assert";
import { createServer, Server } from "node:http";
import { AddressInfo } from "node:net";
import { SimulatedLiveState } from "../../../release/adapters/simulated-live-state";

const status = {
    listeners: [{ arn: "listener", weights: { blue: 90, green: 10 } }],
    targetGroups: [{ arn: "blue", targets: [{ state: "healthy" }, { state: "unhealthy" }, { state: "healthy" }] }],
    pods: [
        { cluster: "dev", namespace: "colorway-blue", ready: true, ending: false, image: "a" },
        { cluster: "dev", namespace: "colorway-blue", ready: false, ending: true, image: "b" },
        { cluster: "dev", namespace: "colorway-green", ready: true, ending: false, image: "c" },
        { cluster: "prod", namespace: "colorway-blue", ready: true, ending: false, image: "d" },
    ],
};

describe("the live state of the simulated cloud", () => {
    let server: Server;
    let asked: string[];
    let code: number;
    let control: string;
    beforeEach(async () => {
        [asked, code] = [[], 200];
        server = createServer((request, response) => {
            asked.push(request.url ?? "");
            response.writeHead(code).end(JSON.stringify(status));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        control = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    it("answers every question from one moment", async () => {
        const live = new SimulatedLiveState(control);
        assert.deepEqual(await live.weights("listener"), { blue: 90, green: 10 });
        assert.deepEqual(await live.targets("blue"), { part: 2, all: 3 });
        assert.deepEqual(await live.pods("dev", "colorway-blue"), { part: 1, all: 2, images: ["a"] });
        assert.deepEqual(asked, ["/status"]);
    });

    it("has nothing for what is not there", async () => {
        const live = new SimulatedLiveState(control);
        assert.deepEqual(await live.weights("other"), {});
        assert.deepEqual(await live.targets("other"), { part: 0, all: 0 });
        assert.deepEqual(await live.pods("dev", "other"), { part: 0, all: 0, images: [] });
    });

    it("asks only when it is asked, so that its failure is heard by who asks", async () => {
        const live = new SimulatedLiveState(control);
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(asked, []);
        code = 500;
        await assert.rejects(live.weights("listener"), new Error("the simulated cloud answered 500 to /status"));
    });
});
