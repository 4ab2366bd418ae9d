import { strict as assert } from "node:assert";
import { join } from "node:path";
import { loadStackFile } from "../../config/files";
import type { Environment as Name } from "../../config/types";
import { Exceptions } from "../../policies/core/exceptions";
import { Regime } from "../../policies/core/regime";
import { type ResourceData, Stack } from "../../policies/core/stack";
import { blockOf, violationOf } from "../../policies/core/violation";
import { mappings, rules, standards } from "../../policies/registry";
import { environmentFor, readSettings } from "../../policies/settings";
import { buildStack } from "../../program";
import { record, type Recorded } from "../components/recorder";

const root = join(__dirname, "..", "..");

/** What the program asks for, as the packs see it in a preview. */
async function resourcesOf(stack: Name): Promise<readonly ResourceData[]> {
    const loaded = loadStackFile(root, stack);
    assert.ok("settings" in loaded, JSON.stringify(loaded));
    const { resources } = await record(() => buildStack(loaded.settings));
    const providers = new Map(resources.map((each) => [each.urn, each.inputs]));
    return resources.map((each) => dataOf(each, stack, providers.get(each.provider.split("::").slice(0, -1).join("::"))));
}

function dataOf({ type, urn, name, inputs, protect, parent, from }: Recorded, stack: Name, provider: unknown): ResourceData {
    const moved = (each: string): string => each.replace(/^urn:pulumi:[^:]+/, `urn:pulumi:${stack}`);
    const moves = Object.entries(from).map(([property, urns]) => [property, urns.map(moved)] as const);
    return { type, urn: moved(urn), name, props: inputs, protect, parent: moved(parent), from: Object.fromEntries(moves), provider };
}

function regimeOf(stack: Name): Regime {
    const settings = readSettings(join(root, "policies"));
    const exceptions = new Exceptions(settings.exceptions, Date.now());
    const environment = environmentFor(settings, { stack });
    return new Regime({ rules, mappings: mappings(), catalogs: standards(), standards: ["nist", "pci"], environment, exceptions });
}

/** `RULE NAME` of each mandatory violation, with its block. */
function broken(stack: Name, resources: readonly ResourceData[]): ReadonlyMap<string, string> {
    const regime = regimeOf(stack);
    const view = new Stack(resources);
    return new Map(regime.all(view.all(), view).flatMap((result) => {
        const violation = violationOf(result, regime.levelOf(result.rule), regime.mappings);
        if (violation === undefined || violation.level !== "mandatory" || regime.excepted(result)) return [];
        return [[`${violation.rule} ${result.subject.name}`, blockOf(violation, result.subject.name)] as const];
    }));
}

describe("a change of dev", function () {
    this.timeout(240_000);
    let resources: readonly ResourceData[];
    before(async () => void (resources = await resourcesOf("dev")));

    /** Violations that the change brings: the rules' names, and one block whole. */
    function brings(change: (all: readonly ResourceData[]) => readonly ResourceData[]): ReadonlyMap<string, string> {
        const before = broken("dev", resources);
        return new Map([...broken("dev", change(resources))].filter(([key]) => !before.has(key)));
    }

    function withProps(type: string, props: object): (all: readonly ResourceData[]) => readonly ResourceData[] {
        return (all) => all.map((each) => (each.type === type ? { ...each, props: { ...(each.props as object), ...props } } : each));
    }

    it("that opens the database to the world is stopped", () => {
        const found = brings(withProps("aws:rds/instance:Instance", { publiclyAccessible: true }));
        assert.deepEqual([...found.keys()], ["rds-not-publicly-accessible dev-database"]);
        assert.match([...found.values()][0] ?? "", /^rds-not-publicly-accessible \(critical, mandatory\): .*\n- resource: dev-database\n- found: publiclyAccessible is true; .*\n- controls: NIST SP 800-53 .*; PCI DSS .*\n- cure: /);
    });

    it("that takes the encryption from the database is stopped", () => {
        const found = brings(withProps("aws:rds/instance:Instance", { storageEncrypted: false }));
        assert.ok([...found.keys()].some((key) => /^rds-.*encr.* dev-database$/.test(key)), [...found.keys()].join());
        for (const block of found.values()) assert.match(block, /\n- controls: NIST SP 800-53 .*\n- cure: /);
    });

    it("that removes the flow log is stopped", () => {
        const found = brings((all) => all.filter(({ type }) => type !== "aws:ec2/flowLog:FlowLog"));
        assert.deepEqual([...found.keys()].map((key) => key.split(" ")[0]), ["vpc-flow-logs-enabled"]);
        for (const block of found.values()) assert.match(block, /\n- controls: NIST SP 800-53 .*\n- cure: /);
    });
});
