import { strict as assert } from "node:assert";
import type { Color } from "../../../config/types";
import { clusterView } from "../../../release/diagnosis/cluster-view";
import { diagnose, Diagnosis } from "../../../release/diagnosis/diagnose";
import { DiagnosisPorts, gather, NoSuchRollout } from "../../../release/diagnosis/gather";
import type { TargetState } from "../../../release/ports/load-balancer";
import { AppOptions, deployment, World as Cluster } from "../../simulator/kubernetes/world";
import { refusing, World } from "../rollout/world";

const nothing = { pods: [], events: [], quotas: [] };

function portsOf(world: World, parts: Partial<DiagnosisPorts> = {}): DiagnosisPorts {
    return {
        clock: world.clock, journals: world.journals, lease: world.lease, hasEnded: () => false, settings: world.settings(),
        deployed: () => world.deployed(), loadBalancer: world, cluster: async () => nothing,
        engine: async () => ({ locks: [], pending: [], lastFailed: false }), differences: async () => [], ...parts,
    };
}

describe("what a diagnosis looks at", () => {
    it("is gathered of a rollout that was refused, with the check's own text", async () => {
        const world = new World();
        world.checks = refusing("until Monday");
        const { state } = await world.clock.run(world.rollouts().deploy("1.1.0"));
        const seen = await world.clock.run(gather("dev", portsOf(world)));
        const [first] = diagnose(seen).causes;
        assert.deepEqual([seen.rollout?.id, first?.code.startsWith("refused: "), first?.evidence], [state.plan.id, true, ["until Monday"]]);
    });

    it("is of the rollout that is asked for, the newest by default", async () => {
        const world = new World();
        world.broken.set("up", "AccessDenied: not authorized to perform: eks:X");
        const { state } = await world.clock.run(world.rollouts().deploy("1.1.0"));
        const seen = await world.clock.run(gather("dev", portsOf(world), state.plan.id));
        assert.equal(diagnose(seen).causes[0]?.code, "access-denied");
        await assert.rejects(world.clock.run(gather("dev", portsOf(world), "20200101-000000-0000")), NoSuchRollout);
    });

    it("names what can't be read, also what hangs, and the rest is told all the same", async () => {
        const world = new World();
        const parts: Partial<DiagnosisPorts> = {
            cluster: () => new Promise(() => undefined), engine: async () => Promise.reject(new Error("no state")),
            loadBalancer: { rules: () => world.rules(), targets: async () => Promise.reject(new Error("Throttling")) },
        };
        const seen = await world.clock.run(gather("dev", portsOf(world, parts)));
        assert.deepEqual(seen.unseen, [
            "engine: no state", "pods of blue: no answer within 15 s", "pods of green: no answer within 15 s",
            "targets of api-gateway in blue: Throttling", "targets of api-gateway in green: Throttling",
        ]);
        assert.deepEqual(seen.rules?.map(({ weights }) => weights), [{ blue: 100, green: 0 }]);
    });

    it("is of a stack that was never deployed, too", async () => {
        const world = new World();
        const seen = await world.clock.run(gather("dev", portsOf(world, { deployed: async () => undefined })));
        assert.deepEqual([seen.slots, seen.rules, diagnose(seen).causes], [[], undefined, []]);
    });
});

describe("a diagnosis of broken slots in the simulated cloud", () => {
    const worlds: Cluster[] = [];
    afterEach(() => worlds.splice(0).forEach((world) => world.stop()));

    function cluster(options: ConstructorParameters<typeof Cluster>[0] = {}): Cluster {
        const world = new Cluster(options).start();
        worlds.push(world);
        world.namespace("green");
        return world;
    }

    function run(world: Cluster, options: Partial<AppOptions> & { readonly behavior?: string } = {}): void {
        const { behavior = "healthy" } = options;
        world.create(deployment("green", "api-gateway", { image: world.image("api-gateway", "2.0.0", behavior), ...options }));
    }

    function found(world: Cluster, targets: readonly TargetState[] = []): Diagnosis {
        const list = (kind: string): readonly { readonly [member: string]: unknown }[] => world.cluster.list("v1", kind, "green").map((object) => ({ ...object }));
        const view = clusterView({ pods: list("Pod"), events: list("Event"), quotas: list("ResourceQuota") }, Date.now());
        const color: Color = "green";
        const slot = { color, namespace: "green", size: "full", minHealthy: 1, targets: Object.fromEntries(targets.length === 0 ? [] : [["api-gateway", targets]]), cluster: view };
        return diagnose({ stack: "dev", at: Date.now(), slots: [slot], traffic: { blue: 100, green: 0 }, engine: { locks: [], pending: [], lastFailed: false }, differences: [], unseen: [] });
    }

    /** The first cause, as soon as it is that one. */
    async function first(world: Cluster, code: string): Promise<void> {
        await world.until(code, () => found(world).causes[0]?.code === code, 30_000);
    }

    it("finds an image that the registry has not", async () => {
        const world = cluster();
        run(world, { image: `${world.registry.host}/colorway/api-gateway@sha256:${"0".repeat(64)}` });
        await first(world, "image-pull");
    });

    it("finds containers that end at once", async () => {
        const world = cluster();
        run(world, { behavior: "crashloop" });
        await first(world, "crash-loop");
    });

    it("finds containers that are killed for memory", async () => {
        const world = cluster();
        run(world, { behavior: "memory:300Mi" });
        await first(world, "out-of-memory");
    });

    it("finds a health path that fails", async () => {
        const world = cluster();
        run(world, { behavior: "neverready" });
        await first(world, "readiness");
    });

    it("finds that no node has room, or that there is none", async () => {
        const world = cluster();
        run(world, { cpu: "900m", replicas: 9 });
        await first(world, "unschedulable");
        const empty = cluster({ nodes: 0 });
        run(empty);
        await first(empty, "no-nodes");
    });

    it("finds a quota that is used up", async () => {
        const world = cluster();
        world.create({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "slot", namespace: "green" }, spec: { hard: { pods: "1" } } });
        run(world, { replicas: 3 });
        await first(world, "quota");
    });

    it("finds a ConfigMap that is not there", async () => {
        const world = cluster();
        run(world, { container: { envFrom: [{ configMapRef: { name: "settings-1a2b" } }] } });
        await first(world, "container-config");
        assert.match(found(world).causes[0]?.evidence.join() ?? "", /settings-1a2b/);
    });

    it("finds a group in no rule by what the load balancer says of its targets", async () => {
        const world = cluster();
        const arn = world.targetGroup("green", false);
        run(world);
        await world.until("ready", () => world.runtime.pods().length === 1);
        const [{ ip }] = world.runtime.pods();
        world.targets.register(arn, { id: ip, port: 8080 });
        const [target] = world.targets.health(arn);
        assert.equal(found(world, [{ id: ip, port: 8080, state: target?.state ?? "", reason: target?.reason ?? "" }]).causes[0]?.code, "target-unused");
    });
});
