import { strict as assert } from "node:assert";
import { planAlarms } from "../../components/alarms/plan";
import { watchedEvents } from "../../components/audit/watched-events";
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
        const security = watchedEvents.map(({ role }) => role);
        assert.deepEqual([...names, ...security].filter((name) => !headings.includes(name)), []);
    });

    it("list each event of the account", () => {
        for (const { role } of watchedEvents) {
            for (const page of ["docs/features/alarms.md", "docs/features/trail.md"]) assert.ok(textOf(page).includes(`\`${role}\``), `${role} in ${page}`);
        }
    });
});
