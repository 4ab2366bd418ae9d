import { strict as assert } from "node:assert";
import { KnownStack } from "../../../release/engine/known-stack";
import type { DeployedStack } from "../../../release/ports/engine";

function deployed(url: string): DeployedStack {
    return {
        url, clusterName: "dev", listeners: { https: "https", test: "test" }, targetGroups: { blue: {}, green: {} },
        namespaces: { blue: "blue", green: "green" }, kubeconfig: "{}", dnsName: "dns", deadManRoleArn: "role",
    };
}

describe("what is known of a stack", () => {
    it("is asked once, also by two at a time", async () => {
        let asked = 0;
        const known = new KnownStack(async () => deployed(String(++asked)));
        const [first, second] = await Promise.all([known.get(), known.get()]);
        assert.deepEqual([first?.url, second?.url, (await known.get())?.url, asked], ["1", "1", "1", 1]);
    });

    it("is what an update left, without asking", async () => {
        let asked = 0;
        const known = new KnownStack(async () => deployed(String(++asked)));
        await known.get();
        known.learn(deployed("after the update"));
        assert.deepEqual([(await known.get())?.url, asked], ["after the update", 1]);
    });

    it("is asked again where there was no answer, or nothing was deployed", async () => {
        const answers = [async () => Promise.reject(new Error("no backend")), async () => undefined, async () => deployed("there")];
        const known = new KnownStack(async () => answers.shift()?.());
        await assert.rejects(known.get(), { message: "no backend" });
        assert.deepEqual([await known.get(), (await known.get())?.url], [undefined, "there"]);
    });
});
