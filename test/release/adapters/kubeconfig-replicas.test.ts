import { strict as assert } from "node:assert";
import { createServer, IncomingMessage, Server } from "node:http";
import { AddressInfo } from "node:net";
import { kubeconfigOf } from "../../../components/cluster/kubeconfig";
import { ClusterUnreachable, readyPods } from "../../../release/adapters/kubeconfig-replicas";

describe("ready pods, by the cluster's API", () => {
    let server: Server;
    let origin: string;
    let answer: { status: number; body: string };
    let asked: IncomingMessage | undefined;
    before(async () => {
        server = createServer((request, response) => {
            asked = request;
            response.writeHead(answer.status).end(answer.body);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => new Promise((resolve) => server.close(resolve)));

    /** The program's own kubeconfig, with another server and command. */
    function kubeconfig(script: string, endpoint = origin): string {
        const text = kubeconfigOf({ clusterName: "dev", region: "us-east-1", endpoint, certificateAuthority: "" });
        const config = JSON.parse(text) as { users: { user: { exec: { command: string; args: string[] } } }[] };
        Object.assign(config.users[0]?.user.exec ?? {}, { command: process.execPath, args: ["-e", script] });
        return JSON.stringify(config);
    }

    const withToken = `console.log(JSON.stringify({ kind: "ExecCredential", status: { token: "k8s-aws-v1.abc" } }))`;
    const failsWith = (text: string, message: string): Promise<void> =>
        assert.rejects(readyPods(text, "dev-blue"), (error) => error instanceof ClusterUnreachable && (assert.equal(error.message, message), true));

    it("counts them by Deployment, with the token of the kubeconfig's command", async () => {
        const items = [{ metadata: { name: "gateway" }, status: { readyReplicas: 7 } }, { metadata: { name: "orders" }, status: {} }];
        answer = { status: 200, body: JSON.stringify({ items }) };
        assert.deepEqual(await readyPods(kubeconfig(withToken), "dev-blue"), { gateway: 7, orders: 0 });
        assert.deepEqual([asked?.url, asked?.headers.authorization], ["/apis/apps/v1/namespaces/dev-blue/deployments", "Bearer k8s-aws-v1.abc"]);
    });

    it("tells of a refusal, an answer that is none, and a server that is not there", async () => {
        const path = "/apis/apps/v1/namespaces/dev-blue/deployments";
        answer = { status: 403, body: "{}" };
        await failsWith(kubeconfig(withToken), `${origin}: status 403 to GET ${path}`);
        answer = { status: 200, body: "<html>" };
        await failsWith(kubeconfig(withToken), `${origin}: no JSON in answer to GET ${path}`);
        await failsWith(kubeconfig(withToken, "http://127.0.0.1:1"), "http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1");
    });

    it("tells of a command that gives no token", async () => {
        await failsWith(kubeconfig("console.log('{}')"), `${origin}: no token in the answer of ${process.execPath}`);
        await assert.rejects(readyPods(kubeconfig("process.exit(3)"), "dev-blue"), /no token: Command failed/);
    });
});
