import { strict as assert } from "node:assert";
import { absence, Deployed, differences, partOf, printStack, Seen, SlotState, slotState, unfinished } from "../../cli/commands/status";
import { LiveState } from "../../release/ports/live-state";
import { sampleImage, sampleRelease, sampleSettings } from "../config/samples";
import { Capture } from "./capture";

const deployed: Deployed = {
    traffic: { blue: 100, green: 0 },
    url: "https://dev.colorway.example",
    clusterName: "dev",
    listeners: { https: "arn:listener" },
    targetGroups: {
        blue: { api: { arn: "arn:blue-api", name: "blue-api" }, web: { arn: "arn:blue-web", name: "blue-web" } },
        green: { api: { arn: "arn:green-api", name: "green-api" } },
    },
    slots: {
        blue: { namespace: "colorway-blue", release: "1.0.0", size: "full" },
        green: { namespace: "colorway-green", release: "1.1.0", size: "off" },
    },
};

const live: LiveState = {
    weights: () => Promise.reject(new Error("asked once already")),
    targets: (arn) => Promise.resolve(arn.includes("blue") ? { part: 1, all: 2 } : { part: 0, all: 0 }),
    pods: (cluster, namespace) => Promise.resolve({ part: cluster.length, all: namespace.length, images: [] }),
};

const seen: Seen = { settings: sampleSettings("dev"), deployed, live, weights: {}, history: [], releases: [] };

const updates = (...parts: readonly (readonly [ended: string, slots: object])[]) =>
    parts.map(([ended, slots]) => ({ ended, succeeded: true, destroyed: false, config: { "colorway:slots": JSON.stringify(slots) } }));

function state(color: "blue" | "green", more: Partial<SlotState> = {}): SlotState {
    const isBlue = color === "blue";
    const release = isBlue ? "1.0.0" : "1.1.0";
    return { color, role: isBlue ? "live" : "standby", release, size: "full", targets: { part: 2, all: 2 }, weight: isBlue ? 100 : 0, ...more };
}

describe("the state of a slot", () => {
    it("adds up the targets of its services and tells the load balancer's weight, in percent of both colors", async () => {
        const weights = { "arn:blue-api": 30, "arn:green-api": 10 };
        const history = updates(["2026-11-03", { blue: 1 }], ["2026-11-02", { blue: 1, green: 2 }], ["2026-11-01", { blue: 2 }]);
        assert.deepEqual(await slotState("blue", { ...seen, weights, history }), {
            color: "blue",
            role: "sharing",
            release: "1.0.0",
            size: "full",
            pods: { part: 3, all: 13 },
            running: [],
            targets: { part: 2, all: 4 },
            weight: 75,
            since: "2026-11-02",
        });
    });

    it("has no release where it is off", async () => {
        const green = await slotState("green", { ...seen, weights: { "arn:blue-api": 100, "arn:green-api": 0 } });
        assert.deepEqual([green.role, green.size, green.weight, "release" in green, "since" in green], ["standby", "off", 0, false, false]);
    });

    it("has no weight where the listener is gone, and no pods where they cannot be seen", async () => {
        const blue = await slotState("blue", { ...seen, live: { ...live, pods: () => Promise.resolve(undefined) } });
        assert.deepEqual([blue.role, blue.weight, "pods" in blue], ["standby", 0, false]);
    });

    it("is live with all of the traffic, and was not changed by the other color's slot", async () => {
        const blue = await slotState("blue", { ...seen, weights: { "arn:blue-api": 1, "arn:green-api": 0 } });
        assert.deepEqual([blue.role, blue.weight], ["live", 100]);
        const [one, other] = [{ blue: { size: "full" }, green: 1 }, { blue: { size: "full" }, green: 2 }];
        const slots = (value: object) => ({ "colorway:slots": JSON.stringify(value) });
        assert.equal(partOf(slots(one), "blue"), partOf(slots(other), "blue"));
        assert.notEqual(partOf(slots(one), "green"), partOf(slots(other), "green"));
        assert.notEqual(partOf({ ...slots(one), "colorway:activeColor": "green" }, "blue"), partOf(slots(one), "blue"));
        assert.notEqual(partOf({ ...slots(one), "colorway:traffic": '{"blue":90,"green":10}' }, "blue"), partOf(slots(one), "blue"));
    });
});

describe("what the pods of a slot run", () => {
    const running = async (images: readonly string[], releases = seen.releases): Promise<SlotState["running"]> => {
        const pods = { part: 1, all: images.length, images };
        return (await slotState("blue", { ...seen, releases, live: { ...live, pods: () => Promise.resolve(pods) } })).running;
    };
    const shared = { ...sampleRelease("0.9.0"), images: { ...sampleRelease("0.9.0").images, "api-gateway": sampleImage("api-gateway", "1.0.0") } };

    it("is told by release, the configured one first", async () => {
        const images = [sampleImage("risk-management", "0.9.0"), sampleImage("risk-management", "1.0.0"), sampleImage("api-gateway", "1.0.0")];
        assert.deepEqual(await running(images, [sampleRelease("0.9.0"), sampleRelease("1.0.0")]), [
            { version: "1.0.0", services: ["api-gateway", "risk-management"], pods: 2 },
            { version: "0.9.0", services: ["risk-management"], pods: 1 },
        ]);
    });

    it("is the configured release where another one has the same image", async () => {
        assert.deepEqual(await running([sampleImage("api-gateway", "1.0.0")], [shared]), [{ version: "1.0.0", services: ["api-gateway"], pods: 1 }]);
    });

    it("is an image that no release names, cut short", async () => {
        const image = `registry.example:5000/team/orders@sha256:${"0123456789abcdef".repeat(4)}`;
        assert.deepEqual(await running([image, "nginx:1.29"]), [
            { version: "orders@sha256:0123456789ab", services: [], pods: 1 },
            { version: "nginx:1.29", services: [], pods: 1 },
        ]);
    });
});

describe("the last update", () => {
    const [update] = updates(["2026-11-03T09:00:00.000Z", {}]);
    assert.ok(update !== undefined);
    const failed = { ...update, succeeded: false };

    it("is told where it failed", () => {
        assert.deepEqual(unfinished([]), []);
        assert.deepEqual(unfinished([update, failed]), []);
        assert.deepEqual(unfinished([failed, update]), ["the last update failed at 2026-11-03T09:00:00.000Z"]);
        assert.deepEqual(unfinished([{ ...failed, destroyed: true }]), ["the last destroy failed at 2026-11-03T09:00:00.000Z"]);
    });

    it("is why nothing is shown where the first one failed", () => {
        assert.equal(absence([failed]), "the first update did not come to its end");
        assert.equal(absence([]), "nothing is deployed");
        assert.equal(absence([{ ...update, destroyed: true }, update]), "nothing is deployed");
    });
});

describe("configuration and cloud", () => {
    it("agree", () => assert.deepEqual(differences(sampleSettings("dev"), [state("blue"), state("green")]), []));

    it("agree on a slot that is off", () => {
        const { release: _, ...off } = state("green", { size: "off" });
        const settings = sampleSettings("prod");
        assert.deepEqual(differences(settings, [state("blue"), off]), []);
        assert.deepEqual(differences({ ...settings, slots: { ...settings.slots, green: { ...settings.slots.blue, size: "off" } } }, [state("blue"), off]), []);
    });

    it("differ in weight, size and release, each named with both sides", () => {
        const { release: _, ...none } = state("green", { size: "reduced" });
        assert.deepEqual(differences(sampleSettings("dev"), [state("blue", { weight: 90, release: "0.9.0" }), { ...none, weight: 10 }]), [
            "blue: weight 90 in the cloud, 100 in the configuration",
            "blue: release 0.9.0 in the cloud, 1.0.0 in the configuration",
            "green: weight 10 in the cloud, 0 in the configuration",
            "green: size reduced in the cloud, full in the configuration",
            "green: release none in the cloud, 1.1.0 in the configuration",
        ]);
    });
});

describe("the pods and the configuration", () => {
    it("differ where a failed update left some behind, whatever release the last good update had", () => {
        const running = [
            { version: "1.0.0", services: ["api-gateway"], pods: 3 },
            { version: "0.9.0", services: ["order-execution", "risk-management"], pods: 2 },
            { version: "orders@sha256:0123456789ab", services: [], pods: 1 },
        ];
        assert.deepEqual(differences(sampleSettings("dev"), [state("blue", { running, release: "0.9.0" }), state("green")]), [
            "blue: 2 pods run 0.9.0 (order-execution, risk-management), 1.0.0 in the configuration",
            "blue: 1 pod runs orders@sha256:0123456789ab, 1.0.0 in the configuration",
        ]);
    });

    it("agree where all run what is configured", () => {
        const running = [{ version: "1.0.0", services: ["api-gateway"], pods: 3 }];
        assert.deepEqual(differences(sampleSettings("dev"), [state("blue", { running, release: "0.9.0" }), state("green")]), []);
    });
});

describe("the status as text", () => {
    const slots = [state("blue", { pods: { part: 4, all: 4 }, since: "2026-11-21T09:08:07.654Z" }), state("green")];

    it("is a row for each color, and whether all agree", () => {
        const output = new Capture();
        printStack(output, { stack: "dev", exists: true, activeColor: "blue", slots, differences: [] });
        const rows = output.lines[0]?.split("\n").map((line) => line.trim().split(/\s{2,}/));
        assert.deepEqual(rows, [
            ["SLOT", "ROLE", "RELEASE", "SIZE", "PODS READY", "TARGETS HEALTHY", "WEIGHT", "SINCE (UTC)"],
            ["blue", "live", "1.0.0", "full", "4/4", "2/2", "100 %", "2026-11-21 09:08:07"],
            ["green", "standby", "1.1.0", "full", "-", "2/2", "0 %", "-"],
        ]);
        assert.deepEqual(output.lines.slice(1), ["configuration and cloud agree"]);
    });

    it("names what differs", () => {
        const output = new Capture();
        printStack(output, { stack: "dev", exists: true, activeColor: "blue", slots, differences: ["blue: weight 90 …"] });
        assert.deepEqual(output.lines.slice(1), ["differs: blue: weight 90 …"]);
    });

    it("shows the releases that pods run instead of the one that was completed last", () => {
        const output = new Capture();
        const running = [{ version: "1.0.0", services: [], pods: 1 }, { version: "0.9.0", services: [], pods: 1 }];
        printStack(output, { stack: "dev", exists: true, activeColor: "blue", slots: [state("blue", { running, release: "0.9.0" })], differences: [] });
        assert.match(output.lines[0] ?? "", /\bblue +live +1\.0\.0, 0\.9\.0 +full\b/);
    });

    it("says that nothing is there, and how to change that", () => {
        const output = new Capture();
        printStack(output, { stack: "dev", exists: false, activeColor: "blue", slots: [], differences: ["nothing is deployed"] });
        assert.deepEqual(output.lines, ["dev: nothing is deployed; `colorway up --stack dev` makes it"]);
    });
});
