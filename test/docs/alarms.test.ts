import { strict as assert } from "node:assert";
import { planAlarms } from "../../components/alarms/plan";
import { textOf } from "./pages";

/** Every alarm that any stack can have, as the pages name it. */
const roles = planAlarms({
    database: { identifier: "", storageGib: 20, connections: 1 },
    cache: { nodes: ["a", "b"] },
    loadBalancer: { arn: "", targetGroups: [{ role: "COLOR-SERVICE", arn: "" }], latencyMilliseconds: 1 },
    cluster: { name: "", nodeGroups: [{ role: "GROUP", autoScalingGroup: "" }] },
    firewall: { metric: "", region: "", blockedRequests: 1 },
}, "full").map(({ role }) => role.replace(/^cache-\d/, "cache-N"));

describe("pages of alarms", () => {
    const names = [...new Set(roles)].sort();

    it("list each alarm", () => {
        const listed = [...textOf("docs/features/alarms.md").matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? "");
        assert.deepEqual(listed.sort(), names);
    });

    it("say for each alarm what to do", () => {
        const sections = [...textOf("docs/runbooks/alarms.md").matchAll(/^## (.+)$/gm)];
        const headings = sections.flatMap(([, heading]) => (heading ?? "").split(", "));
        assert.deepEqual(names.filter((name) => !headings.includes(name)), []);
    });
});
