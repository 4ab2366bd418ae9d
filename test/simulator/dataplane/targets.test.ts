import { strict as assert } from "node:assert";
import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { targetType } from "../../../simulator/aws/elbv2/types";
import { Targets } from "../../../simulator/aws/elbv2/targets";
import { AwsError } from "../../../simulator/cloud/errors";
import { ask, Handler, listenerType, named, World } from "./world";

const forwardTo = (...arns: readonly string[]): { type: string; forward: { targetGroups: { arn: string }[] } } => ({
    type: "forward",
    forward: { targetGroups: arns.map((arn) => ({ arn })) },
});

/** Answers health checks with a status that the test can change. */
class Patient {
    status = 200;
    seen: IncomingMessage[] = [];

    readonly handler: Handler = (request, response) => {
        this.seen.push(request);
        response.statusCode = this.status;
        response.end();
    };
}

describe("targets", () => {
    let world: World;
    let blue: string;

    beforeEach(async () => {
        world = new World();
        await world.begin();
        blue = await world.group("blue");
    });

    afterEach(() => world.end());

    it("stay unused while no listener or rule forwards to their group", async () => {
        const target = await world.pod(named("blue"));
        world.plane.targets.register(blue, target);
        assert.deepEqual(world.plane.targets.health(blue), [
            {
                ...target,
                state: "unused",
                reason: "Target.NotInUse",
                description: "Target group is not configured to receive traffic from the load balancer",
            },
        ]);
        await world.listener("listener", 80, forwardTo(blue));
        await world.until(blue, ([one]) => one?.state === "healthy");
        await world.account.update("listener", {
            loadBalancerArn: { $ref: "lb.arn" },
            port: 80,
            defaultActions: [forwardTo(await world.group("other"))],
        });
        assert.equal(world.plane.targets.health(blue)[0]?.state, "unused");
    });

    it("are checked with weight 0 too", async () => {
        const green = await world.group("green");
        await world.listener("listener", 80, {
            type: "forward",
            forward: {
                targetGroups: [
                    { arn: blue, weight: 1 },
                    { arn: green, weight: 0 },
                ],
            },
        });
        await world.healthyPod(green, named("green"));
    });

    it("pass from registration through the first check to healthy after one pass", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const states: string[] = [];
        const note = (): void => {
            const [one] = world.plane.targets.health(blue);
            const text = `${one?.state ?? "none"} ${one?.reason ?? ""}`.trim();
            if (states.at(-1) !== text) states.push(text);
        };
        world.plane.targets.on("health", note);
        await world.healthyPod(blue, named("blue"));
        assert.deepEqual(states, ["initial Elb.RegistrationInProgress", "initial Elb.InitialHealthChecking", "healthy"]);
    });

    it("need one pass only when they are new", async () => {
        const strict = await world.group("strict", {
            healthCheck: { path: "/health", interval: 5, timeout: 2, healthyThreshold: 10 },
        });
        await world.listener("listener", 80, forwardTo(strict));
        const patient = new Patient();
        await world.healthyPod(strict, patient.handler);
        assert.equal(patient.seen.length, 1);
    });

    it("are asked as the real health checker asks", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const patient = new Patient();
        const target = await world.healthyPod(blue, patient.handler);
        const [first] = patient.seen;
        assert.equal(first?.url, "/health");
        assert.equal(first?.headers["user-agent"], "ELB-HealthChecker/2.0");
        assert.equal(first?.headers.host, `${target.id}:8080`);
    });

    it("become unhealthy after two wrong codes, and healthy after two right ones", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const patient = new Patient();
        await world.healthyPod(blue, patient.handler);
        patient.seen = [];
        patient.status = 500;
        await world.until(blue, ([one]) => one?.state === "unhealthy");
        const failed = patient.seen.length;
        assert.ok(failed >= 2, `unhealthy after ${failed} checks`);
        const [sick] = world.plane.targets.health(blue);
        assert.equal(sick?.reason, "Target.ResponseCodeMismatch");
        assert.equal(sick?.description, "Health checks failed with these codes: [500]");
        patient.status = 404;
        await world.until(blue, ([one]) => one?.description?.includes("[404]") === true);
        patient.seen = [];
        patient.status = 200;
        await world.until(blue, ([one]) => one?.state === "healthy");
        assert.ok(patient.seen.length >= 2);
    });

    it("fail by a closed connection, and by no answer in time", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        world.plane.targets.register(blue, await world.pod((request) => request.socket.destroy()));
        await world.until(blue, ([one]) => one?.state === "unhealthy");
        assert.equal(world.plane.targets.health(blue)[0]?.reason, "Target.FailedHealthChecks");
        const silent = await world.pod(() => undefined);
        world.plane.targets.register(blue, silent);
        await world.until(blue, (all) => all.some((one) => one.id === silent.id && one.state === "unhealthy"));
        assert.equal(world.plane.targets.health(blue).find((one) => one.id === silent.id)?.reason, "Target.Timeout");
    });

    it("time out where nothing is at their address, until something is", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const target = { id: "10.0.1.77", port: 8080 };
        world.plane.targets.register(blue, target);
        await world.until(blue, ([one]) => one?.state === "unhealthy");
        assert.equal(world.plane.targets.health(blue)[0]?.reason, "Target.Timeout");
        const pod = await world.pod(named("late"));
        world.plane.endpoints.open("10.0.1.77:8080", world.plane.endpoints.resolve(`${pod.id}:8080`) ?? 0);
        await world.until(blue, ([one]) => one?.state === "healthy");
    });

    it("drain before they go, and can come back meanwhile", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const target = await world.healthyPod(blue, named("blue"));
        world.plane.targets.deregister(blue, target);
        assert.deepEqual(world.plane.targets.health(blue), [
            {
                ...target,
                state: "draining",
                reason: "Target.DeregistrationInProgress",
                description: "Target deregistration is in progress",
            },
        ]);
        world.plane.targets.register(blue, target);
        await world.until(blue, ([one]) => one?.state === "healthy");
        world.plane.targets.deregister(blue, target);
        await world.until(blue, (all) => all.length === 0);
        assert.deepEqual(world.account.cloud.all(targetType), []);
    });

    it("go at once from a group without a load balancer", async () => {
        const target = await world.pod(named("blue"));
        world.plane.targets.register(blue, target);
        world.plane.targets.deregister(blue, target);
        assert.deepEqual(world.plane.targets.health(blue), []);
        world.plane.targets.deregister(blue, target);
    });

    it("get no new requests once the drain is known, while those under way end well", async () => {
        const listener = await world.listener("listener", 80, forwardTo(blue));
        let release = (): void => undefined;
        const held = new Promise<void>((resolve) => (release = resolve));
        let arrived = (): void => undefined;
        const inside = new Promise<void>((resolve) => (arrived = resolve));
        const slow = await world.healthyPod(blue, (request, response) => {
            if (request.url === "/health") return void response.end();
            arrived();
            void held.then(() => response.end("slow"));
        });
        const answer = ask(listener, "/");
        await inside;
        world.plane.targets.deregister(blue, slow);
        await world.until(blue, (all) => all.length === 0);
        assert.equal((await ask(listener, "/")).status, 503);
        release();
        assert.deepEqual([(await answer).status, (await answer).body], [200, "slow"]);
    });

    it("cut requests that outlast the deregistration delay", async () => {
        const hurried = await world.group("hurried", { deregistrationDelay: 0 });
        const listener = await world.listener("listener", 80, forwardTo(hurried));
        let arrived = (): void => undefined;
        const inside = new Promise<void>((resolve) => (arrived = resolve));
        const stuck = await world.healthyPod(hurried, (request, response) => {
            if (request.url === "/health") response.end();
            else arrived();
        });
        const answer = ask(listener, "/");
        await inside;
        world.plane.targets.deregister(hurried, stuck);
        assert.equal((await answer).status, 502);
    });

    it("are forgotten with their group", async () => {
        world.plane.targets.register(blue, await world.pod(named("blue")));
        await world.account.remove("blue");
        assert.deepEqual(world.account.cloud.all(targetType), []);
        assert.deepEqual(world.plane.targets.health(blue), []);
    });

    it("survive a restart", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        const target = await world.healthyPod(blue, named("blue"));
        world.plane.targets.stop();
        const again = new Targets(world.account.cloud, world.plane.endpoints, { propagation: 5 });
        again.start();
        assert.equal(again.health(blue)[0]?.state, "initial");
        while (again.health(blue)[0]?.state !== "healthy") await once(again, "health");
        assert.deepEqual(again.health(blue), [{ ...target, state: "healthy" }]);
        again.stop();
    });

    for (const [title, target, code] of [
        ["a public address", { id: "8.8.8.8", port: 80 }, "ValidationError"],
        ["an address outside the VPC without zone all", { id: "10.200.0.1", port: 80 }, "ValidationError"],
        ["a name", { id: "pod.example", port: 80 }, "ValidationError"],
        ["port 0", { id: "10.0.0.9", port: 0 }, "ValidationError"],
    ] as const) {
        it(`refuse ${title} with ${code}`, () => {
            assert.throws(
                () => world.plane.targets.register(blue, target),
                (error) => error instanceof AwsError && error.code === code,
            );
        });
    }

    it("refuse a group that there is not, and one of instances", async () => {
        const refused =
            (code: string) =>
            (error: unknown): boolean =>
                error instanceof AwsError && error.code === code;
        assert.throws(
            () => world.plane.targets.register(`${blue}0`, { id: "10.0.0.9", port: 80 }),
            refused("TargetGroupNotFound"),
        );
        const machines = await world.group("machines", { targetType: "instance" });
        assert.throws(() => world.plane.targets.register(machines, { id: "10.0.0.9", port: 80 }), refused("InvalidTarget"));
    });

    it("accept an address outside the VPC with zone all", () => {
        world.plane.targets.register(blue, { id: "10.200.0.1", port: 80, zone: "all" });
        assert.deepEqual(
            world.plane.targets.health(blue).map(({ id, zone }) => [id, zone]),
            [["10.200.0.1", "all"]],
        );
    });

    it("follow a change of the health check", async () => {
        await world.listener("listener", 80, forwardTo(blue));
        await world.healthyPod(blue, (request, response) => {
            response.statusCode = request.url === "/health" ? 200 : 404;
            response.end();
        });
        const { inputs } = world.account.resource("blue");
        await world.account.update("blue", {
            ...inputs,
            healthCheck: { path: "/ready", interval: 5, timeout: 2, unhealthyThreshold: 2 },
        });
        await world.until(blue, ([one]) => one?.state === "unhealthy");
        assert.equal(world.account.cloud.all(listenerType).length, 1);
    });
});
