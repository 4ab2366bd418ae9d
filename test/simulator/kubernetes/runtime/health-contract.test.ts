/** Answers of the sample services against the contract of the health endpoint that all services keep. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { deployment, service, World } from "../world";

const file = join(__dirname, "..", "..", "..", "..", "docs", "health.schema.json");
// By default it warns of branches that speak of what their parent describes.
const validate = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false }).compile(JSON.parse(readFileSync(file, "utf8")) as object);

/** What breaks the contract, as `/status must be …`. */
function breaches(answer: unknown): readonly string[] {
    validate(answer);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

const fine = { status: "ok", service: "api-gateway", color: "blue", version: "1.0.0", checks: {} };

describe("the contract of the health endpoint", () => {
    const wrong: readonly { readonly what: string; readonly answer: object; readonly breach: RegExp }[] = [
        { what: "another word for the status", answer: { ...fine, status: "UP" }, breach: /^\/status must be equal to one of/ },
        { what: "no version", answer: { ...fine, version: undefined }, breach: /must have required property 'version'/ },
        { what: "a color that there is none of", answer: { ...fine, color: "red" }, breach: /^\/color must be equal to one of/ },
        { what: "more than it may tell", answer: { ...fine, password: "x" }, breach: /must NOT have additional properties/ },
        { what: "ok, with a check that failed", answer: { ...fine, checks: { database: { status: "failed", reason: "x" } } }, breach: /must be equal to constant/ },
        { what: "degraded, with nothing that failed", answer: { ...fine, status: "degraded" }, breach: /must NOT be valid/ },
        {
            what: "a failed check without a reason", answer: { ...fine, status: "degraded", checks: { database: { status: "failed" } } },
            breach: /must have required property 'reason'/,
        },
    ];
    for (const { what, answer, breach } of wrong) {
        it(`is broken by ${what}`, () => {
            const found = breaches(JSON.parse(JSON.stringify(answer)));
            assert.ok(found.some(text => breach.test(text)), found.join("; "));
        });
    }

    it("is kept by the example of its page", () => {
        const page = readFileSync(join(file, "..", "features", "health.md"), "utf8");
        const [, example = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
        assert.deepEqual(breaches(JSON.parse(example)), []);
    });

    describe("kept by the sample services", () => {
        let world: World;

        before(() => {
            world = new World({ nodes: 2 }).start();
            world.namespace("blue");
            const calls = { COLORWAY_URL_ORDERS: "http://order-execution:8080" };
            for (const name of ["api-gateway", "order-execution"]) world.create(service("blue", name));
            world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0"), env: calls }));
        });
        after(() => world.stop());

        async function answerOf(name: string, headers: { readonly [header: string]: string } = {}): Promise<{ readonly status: number; readonly body: string }> {
            const [pod] = world.runtime.pods().filter(each => each.name.startsWith(name));
            const answer = await fetch(`http://127.0.0.1:${pod?.ports[0] ?? 0}/health`, { headers });
            return { status: answer.status, body: await answer.text() };
        }

        it("degraded while what it calls is not there, and shallow", async () => {
            await world.until("ready", () => world.pods("blue").some(pod => isTrue(pod, "Ready")));
            const { status, body } = await answerOf("api-gateway");
            assert.equal(status, 200);
            assert.equal((JSON.parse(body) as { readonly status: string }).status, "degraded");
            assert.deepEqual(breaches(JSON.parse(body)), []);
            const shallow = await answerOf("api-gateway", { "x-colorway-shallow": "1" });
            assert.deepEqual(breaches(JSON.parse(shallow.body)), []);
        });

        it("starting, with 503", async () => {
            world.create(deployment("blue", "order-execution", { image: world.image("order-execution", "2.0.0", "neverready") }));
            await world.until("it listens", () => world.runtime.pods().some(({ name, ports }) => name.startsWith("order-execution") && ports.length > 0));
            const { status, body } = await answerOf("order-execution");
            assert.equal(status, 503);
            assert.equal((JSON.parse(body) as { readonly status: string }).status, "starting");
            assert.deepEqual(breaches(JSON.parse(body)), []);
        });
    });
});
