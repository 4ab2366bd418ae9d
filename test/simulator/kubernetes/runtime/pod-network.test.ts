import { strict as assert } from "node:assert";
import { Props } from "../../../../simulator/cloud/values";
import { interfaceType } from "../../../../simulator/aws/ec2/interfaces";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { deployment, getLocal, keyIn, service, subnetOf, vpcId, World } from "../world";

const dns = {
    to: [
        {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
    ],
    ports: [{ protocol: "UDP", port: 53 }],
};
const app = (name: string): Props => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });

describe("calls between services", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
        for (const color of ["blue", "green"]) {
            world.namespace(color);
            world.create(service(color, "risk-management"));
            world.create(service(color, "order-execution"));
        }
    });

    afterEach(() => world.stop());

    const settled = (count: number) => (): boolean =>
        world.runtime.pods().length === count &&
        world.runtime.pods().every((each) => each.ports.length === 1) &&
        world.cluster.list("v1", "Pod").every((each) => isTrue(each, "Ready")) &&
        world.cluster
            .list("discovery.k8s.io/v1", "EndpointSlice")
            .flatMap((slice) => slice["endpoints"] as readonly Props[])
            .filter((each) => (each["conditions"] as Props)["ready"]).length === count;
    const port = (namespace: string, name: string): number =>
        world.runtime.pods().find((each) => each.namespace === namespace && each.name.startsWith(name))?.ports[0] ?? 0;

    function run(color: string, name: string, calls: readonly string[] = [], behavior = "healthy"): void {
        const env = Object.fromEntries(calls.map((url, index) => [`COLORWAY_URL_${index}`, url]));
        world.create(deployment(color, name, { image: world.image(name, "1.0.0", behavior), env }));
    }

    async function ask(namespace: string, name: string, path = "/"): Promise<{ readonly status: number; readonly body: Props }> {
        const { status, body } = await getLocal({ port: port(namespace, name), path, timeout: 3000 });
        return { status, body: JSON.parse(body) as Props };
    }

    function policy(namespace: string, spec: Props): void {
        world.create({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: `p${world.cluster.list("networking.k8s.io/v1", "NetworkPolicy").length}`, namespace },
            spec,
        });
    }

    it("go to the own slot by the short name, and to another one where it is named", async () => {
        for (const color of ["blue", "green"]) run(color, "risk-management");
        run("blue", "order-execution", ["http://risk-management:8080"]);
        run("green", "order-execution", ["http://risk-management.blue.svc.cluster.local:8080"]);
        await world.until("settled", settled(4));
        const colorOf = async (namespace: string): Promise<unknown> =>
            ((await ask(namespace, "order-execution")).body["calls"] as readonly Props[]).map(
                ({ service: name, color, status }) => [name, color, status],
            );
        assert.deepEqual(await colorOf("blue"), [["risk-management", "blue", 200]]);
        assert.deepEqual(await colorOf("green"), [["risk-management", "blue", 200]]);
    });

    it("that fail fail the caller, and its health tells of it without being ill", async () => {
        run("blue", "risk-management", [], "errors:100%");
        run("blue", "order-execution", ["http://risk-management:8080", "http://nowhere:8080"]);
        await world.until("settled", settled(2));
        const { status, body } = await ask("blue", "order-execution");
        assert.deepEqual([status, body["error"]], [502, "risk-management: answered 500"]);
        // the result of the check before its dependency was ready is used again for a while
        const stale = (each: Awaited<ReturnType<typeof ask>>): boolean => JSON.stringify(each.body).includes("ECONNREFUSED");
        let health = await ask("blue", "order-execution", "/health");
        for (let tries = 0; stale(health) && tries < 1000; tries += 1) health = await ask("blue", "order-execution", "/health");
        assert.deepEqual(
            [health.status, health.body],
            [
                200,
                {
                    status: "degraded",
                    service: "order-execution",
                    color: "blue",
                    version: "1.0.0",
                    checks: {
                        "nowhere": { status: "failed", reason: "getaddrinfo ENOTFOUND nowhere" },
                        "risk-management": { status: "ok" },
                    },
                },
            ],
        );
    });

    it("find no one behind a Service without ready pods, or at a port that it does not have", async () => {
        run("blue", "risk-management", [], "neverready");
        run("blue", "order-execution", ["http://risk-management:8080", "http://order-execution:81"]);
        await world.until(
            "running",
            () =>
                port("blue", "order-execution") !== 0 &&
                world.cluster.list("discovery.k8s.io/v1", "EndpointSlice", "blue").length === 2,
        );
        const ip = (name: string): unknown => (world.get("v1", "Service", "blue", name)?.["spec"] as Props)["clusterIP"];
        const { body } = await ask("blue", "order-execution");
        assert.deepEqual(
            (body["calls"] as readonly Props[]).map(({ error }) => error),
            [`connect ECONNREFUSED ${ip("risk-management")}:8080`, `connect ECONNREFUSED ${ip("order-execution")}:81`],
        );
    });

    it("do not get past NetworkPolicies: they need DNS, egress and ingress, and never reach the other color", async () => {
        run("green", "risk-management");
        run("blue", "risk-management");
        run("blue", "order-execution", ["http://risk-management:8080", "http://risk-management.green:8080"]);
        await world.until("settled", settled(3));
        const outcomes = async (): Promise<readonly unknown[]> =>
            ((await ask("blue", "order-execution")).body["calls"] as readonly Props[]).map(
                ({ status, error, color }) => error ?? `${color} ${status}`,
            );
        assert.deepEqual(await outcomes(), ["blue 200", "green 200"]);
        for (const color of ["blue", "green"]) policy(color, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
        assert.deepEqual(await outcomes(), [
            "getaddrinfo EAI_AGAIN risk-management",
            "getaddrinfo EAI_AGAIN risk-management.green",
        ]);
        policy("blue", { podSelector: {}, policyTypes: ["Egress"], egress: [dns] });
        const ip = (color: string): string =>
            world.runtime.pods().find(({ namespace, name }) => namespace === color && name.startsWith("risk"))?.ip ?? "";
        const timedOut = [`connect ETIMEDOUT ${ip("blue")}:8080`, `connect ETIMEDOUT ${ip("green")}:8080`];
        assert.deepEqual(await outcomes(), timedOut);
        policy("blue", { ...app("order-execution"), policyTypes: ["Egress"], egress: [{ to: [app("risk-management")] }] });
        assert.deepEqual(await outcomes(), timedOut);
        policy("blue", {
            ...app("risk-management"),
            policyTypes: ["Ingress"],
            ingress: [{ from: [app("order-execution")], ports: [{ protocol: "TCP", port: "http" }] }],
        });
        assert.deepEqual(await outcomes(), ["blue 200", timedOut[1]]);
    });

    it("from the load balancer need its addresses to be let in", async () => {
        run("blue", "order-execution");
        await world.until("settled", settled(1));
        const [{ ip }] = world.runtime.pods();
        policy("blue", {
            podSelector: {},
            policyTypes: ["Ingress"],
            ingress: [{ from: [{ ipBlock: { cidr: "10.0.1.0/24" } }] }],
        });
        assert.notEqual(world.endpoints.resolve(`${ip}:8080`), undefined);
        const place = (privateIp: string): void =>
            void world.cloud.put(interfaceType, "eni-lb", {
                subnetId: subnetOf("us-east-1a"),
                vpcId,
                availabilityZone: "us-east-1a",
                securityGroupIds: [],
                description: "ELB app/colorway/1",
                owner: "arn:lb",
                public: true,
                privateIp,
            });
        place("10.0.0.200");
        assert.equal(world.endpoints.resolve(`${ip}:8080`), undefined);
        place("10.0.1.200");
        assert.equal(world.endpoints.resolve(`${ip}:8080`), port("blue", "order-execution"));
        world.cluster.delete(keyIn("networking.k8s.io/v1", "NetworkPolicy", "blue", "p0"));
        place("10.0.0.200");
        assert.equal(world.endpoints.resolve(`${ip}:8080`), port("blue", "order-execution"));
    });
});
