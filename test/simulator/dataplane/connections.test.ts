import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, get, Server } from "node:http";
import { AddressInfo, Socket } from "node:net";
import { TargetConnections } from "../../../simulator/dataplane/proxy";

describe("connections of a load balancer to its targets", () => {
    let server: Server;
    let connections: TargetConnections;
    afterEach(() => {
        connections.close();
        server.close();
        server.closeAllConnections();
    });

    it("are used again, and closed by the load balancer when they are not: a target that did it would make a 502", async () => {
        server = createServer({ keepAliveTimeout: 75_000 }, (_, response) => response.end("well"));
        const sockets: Socket[] = [];
        server.on("connection", (socket) => sockets.push(socket));
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        connections = new TargetConnections(() => port, (seconds) => seconds, 100);
        const ask = (): Promise<void> =>
            new Promise((resolve, reject) => {
                get({ port, host: "127.0.0.1", agent: connections.agent }, (response) => response.resume().on("end", resolve)).on("error", reject);
            });
        await ask();
        await ask();
        assert.equal(sockets.length, 1);
        const [socket] = sockets;
        if (socket?.destroyed === false) await once(socket, "close");
        await ask();
        assert.equal(sockets.length, 2);
    });
});
