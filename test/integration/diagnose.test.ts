import { strict as assert } from "node:assert";
import { Diagnosis } from "../../release/diagnosis/diagnose";
import type { Notification } from "../../release/notifications/notification";
import { isSigned } from "../../release/notifications/signature";
import { ReceiverServer, receiverServer } from "../release/notifications/receiver-server";
import { TestProject } from "./project";

const key = "a key of the tests, long enough";
const variables = { COLORWAY_TEST_HOOK: "", COLORWAY_TEST_KEY: key };

describe("a release whose pods are killed for memory", function () {
    this.timeout(1_200_000);
    const project = new TestProject({ policies: false });
    let receiver: ReceiverServer;
    before(async () => {
        receiver = await receiverServer();
        // Commands get the variables of this process.
        Object.assign(process.env, variables, { COLORWAY_TEST_HOOK: receiver.url });
        // The engine waits ten minutes of the cluster for pods.
        await project.done("sim", "start", "--pace", "0.05");
        project.edit("dev", { "colorway:notify": { receivers: [{ name: "tests", kind: "webhook", url: "env:COLORWAY_TEST_HOOK", signingKey: "env:COLORWAY_TEST_KEY" }] } });
        await project.done("up", "--stack", "dev", "--skip-preview");
        await project.release("1.2.0", { "api-gateway": "memory:900Mi" });
    });
    after(async () => {
        for (const name of Object.keys(variables)) delete process.env[name];
        await project.dispose();
        await receiver.close();
    });

    it("is told of, goes back, and diagnose names memory first", async () => {
        const deployed = await project.colorway("deploy", "1.2.0", "--stack", "dev", "--json");
        assert.equal(deployed.code, 1, deployed.stderr);
        const bodies = receiver.told.map(({ body }) => JSON.parse(body) as Notification);
        assert.deepEqual(bodies.map(({ event }) => event), ["started", "turned-back", "failed"], deployed.stderr + deployed.stdout.slice(0, 2000));
        for (const { headers, body } of receiver.told) assert.ok(isSigned(String(headers["colorway-signature"]), body, key, Date.now()));
        assert.doesNotMatch(deployed.stdout + deployed.stderr, /hidden-address/);
        const shown = await project.done("audit", "show", "--stack", "dev");
        assert.match(shown.stdout, /notified.*receiver tests: started: delivered after 1 attempt, status 200/);
        const { causes, unseen, rollout } = await project.json<Diagnosis>("diagnose", "--stack", "dev");
        assert.deepEqual(unseen, []);
        assert.match(rollout ?? "", / of 1\.2\.0: failed, back, error at fill$/);
        // Its pods are gone with the way back: what is left is what Kubernetes said of them.
        assert.ok(causes.length > 0 && JSON.stringify(causes).includes("api-gateway"), JSON.stringify(causes));
    });
});
