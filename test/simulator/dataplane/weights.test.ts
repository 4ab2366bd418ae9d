import { strict as assert } from "node:assert";
import { once } from "node:events";
import { ask, fixed, healthyBut, named, one, Reply, weighted, World } from "./world";

describe("a load balancer with weights", () => {
    let world: World;

    beforeEach(() => {
        world = new World();
    });

    afterEach(() => world.end());

    describe("with weights", () => {
        it("splits requests by weight", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener(
                "listener",
                80,
                weighted([
                    [blue, 90],
                    [green, 10],
                ]),
            );
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            const counts = { blue: 0, green: 0 };
            for (let index = 0; index < 200; index += 1)
                counts[(await ask(listener, "/")).body === "blue" ? "blue" : "green"] += 1;
            // 200 requests at 10 %: 20 expected, standard deviation 4; the seed makes it repeatable.
            assert.ok(counts.green > 8 && counts.green < 32, JSON.stringify(counts));
        });

        it("sends nothing to weight 0, and everything after a flip", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener(
                "listener",
                80,
                weighted([
                    [blue, 100],
                    [green, 0],
                ]),
            );
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            for (let index = 0; index < 20; index += 1) assert.equal((await ask(listener, "/")).body, "blue");
            const { inputs } = world.account.resource("listener");
            await world.applied(() =>
                world.account.update("listener", {
                    ...inputs,
                    defaultActions: [
                        weighted([
                            [blue, 0],
                            [green, 100],
                        ]),
                    ],
                }),
            );
            for (let index = 0; index < 20; index += 1) assert.equal((await ask(listener, "/")).body, "green");
        });

        it("follows a change only after it has reached its nodes", async () => {
            const slow = new World({ propagation: 400 });
            await slow.begin();
            const listener = await slow.listener("listener", 80, fixed("old"));
            const { inputs } = slow.account.resource("listener");
            const applied = once(slow.plane.events, "applied");
            await slow.account.update("listener", { ...inputs, defaultActions: [fixed("new")] });
            assert.equal((await ask(listener, "/")).body, "old");
            await applied;
            assert.equal((await ask(listener, "/")).body, "new");
            await slow.end();
        });

        it("ends a request on the target where it began, whatever the weights become", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener(
                "listener",
                80,
                weighted([
                    [blue, 1],
                    [green, 0],
                ]),
            );
            let release = (): void => undefined;
            const held = new Promise<void>((resolve) => (release = resolve));
            let arrived = (): void => undefined;
            const inside = new Promise<void>((resolve) => (arrived = resolve));
            await world.healthyPod(
                blue,
                healthyBut((_, response) => {
                    arrived();
                    void held.then(() => response.end("blue"));
                }),
            );
            await world.healthyPod(green, named("green"));
            const answer = ask(listener, "/");
            await inside;
            const { inputs } = world.account.resource("listener");
            await world.applied(() =>
                world.account.update("listener", {
                    ...inputs,
                    defaultActions: [
                        weighted([
                            [blue, 0],
                            [green, 1],
                        ]),
                    ],
                }),
            );
            assert.equal((await ask(listener, "/")).body, "green");
            release();
            assert.equal((await answer).body, "blue");
        });

        it("loses no request while the weights flip and targets come and go", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener(
                "listener",
                80,
                weighted([
                    [blue, 1],
                    [green, 0],
                ]),
            );
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            const { inputs } = world.account.resource("listener");
            const answers: Reply[] = [];
            let over = false;
            const clients = Array.from({ length: 4 }, async () => {
                while (!over) answers.push(await ask(listener, "/"));
            });
            for (let flip = 0; flip < 10; flip += 1) {
                const extra = await world.healthyPod(blue, named("blue"));
                const split = weighted([
                    [blue, flip % 2],
                    [green, 1 - (flip % 2)],
                ]);
                await world.applied(() => world.account.update("listener", { ...inputs, defaultActions: [split] }));
                world.plane.targets.deregister(blue, extra);
                await world.until(blue, (health) => health.length === 1);
                for (let index = 0; index < 5; index += 1) answers.push(await ask(listener, "/"));
            }
            over = true;
            await Promise.all(clients);
            assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
        });
    });

    describe("with sticky sessions", () => {
        const cookiesOf = ({ headers }: Reply): readonly string[] => headers["set-cookie"] ?? [];
        const cookie = (reply: Reply, name: string): string => {
            const found = cookiesOf(reply).find((text) => text.startsWith(`${name}=`));
            assert.ok(found, `no ${name} among ${cookiesOf(reply).join()}`);
            return found.split(";")[0] ?? "";
        };

        it("keeps a client with its group by a cookie, even at weight 0", async () => {
            await world.begin();
            const [blue, green] = [await world.group("blue"), await world.group("green")];
            const listener = await world.listener(
                "listener",
                80,
                weighted(
                    [
                        [blue, 1],
                        [green, 0],
                    ],
                    60,
                ),
            );
            await world.healthyPod(blue, named("blue"));
            await world.healthyPod(green, named("green"));
            const first = await ask(listener, "/");
            assert.match(cookiesOf(first).find((text) => text.startsWith("AWSALBTGCORS=")) ?? "", /SameSite=None; Secure$/);
            const headers = { cookie: `a=b; ${cookie(first, "AWSALBTG")}` };
            const { inputs } = world.account.resource("listener");
            await world.applied(() =>
                world.account.update("listener", {
                    ...inputs,
                    defaultActions: [
                        weighted(
                            [
                                [blue, 0],
                                [green, 1],
                            ],
                            60,
                        ),
                    ],
                }),
            );
            assert.equal((await ask(listener, "/", { headers })).body, "blue");
            assert.equal((await ask(listener, "/")).body, "green");
            await world.applied(() =>
                world.account.update("listener", {
                    ...inputs,
                    defaultActions: [
                        weighted([
                            [blue, 0],
                            [green, 1],
                        ]),
                    ],
                }),
            );
            assert.equal((await ask(listener, "/", { headers })).body, "green");
        });

        it("keeps a client with its target by a cookie while that is healthy", async () => {
            await world.begin();
            const blue = await world.group("blue", { stickiness: { type: "lb_cookie", cookieDuration: 60 } });
            const listener = await world.listener("listener", 80, one(blue));
            for (const name of ["a", "b", "c"]) await world.healthyPod(blue, named(name));
            const first = await ask(listener, "/");
            const headers = { cookie: cookie(first, "AWSALB") };
            for (let index = 0; index < 6; index += 1) assert.equal((await ask(listener, "/", { headers })).body, first.body);
            for (const spoilt of ["AWSALB=", "AWSALB=rubbish"])
                assert.equal((await ask(listener, "/", { headers: { cookie: spoilt } })).status, 200);
        });
    });
});
