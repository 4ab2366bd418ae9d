import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

type Kind = "technical" | "manual" | "inherited";
type Baseline = "low" | "moderate" | "high";

interface Control {
    readonly id: string;
    readonly title: string;
    readonly lowest?: Baseline;
    readonly kind?: Kind;
    readonly since?: string;
    readonly withdrawn?: true;
    /** Controls, or a family, that took over what a withdrawn one asked for. */
    readonly into?: readonly string[];
}

interface Nist {
    readonly version: string;
    readonly families: readonly { readonly id: string; readonly title: string }[];
    readonly controls: readonly Control[];
}

interface Requirement {
    readonly id: string;
    readonly kind: Kind;
    readonly label?: string;
    /** Whom alone the requirement binds. */
    readonly only?: string;
}

interface Pci {
    readonly groups: readonly { readonly id: string; readonly label: string }[];
    readonly requirements: readonly Requirement[];
}

interface Mapping {
    readonly id: string;
    readonly relation: string;
    readonly source: string;
}

interface Rule {
    readonly severity: string;
    readonly kind: string;
    readonly types: readonly string[];
    readonly nist: readonly Mapping[];
    readonly pci: readonly Mapping[];
    readonly aws: readonly string[];
    readonly lowest?: Baseline;
}

type Framework = "nist" | "pci";

interface Decision {
    readonly framework: Framework;
    readonly id: string;
    readonly why: string;
    readonly rules: readonly string[];
}

interface Mappings {
    readonly pack: { readonly [framework in Framework]: readonly Mapping[] };
    readonly satisfies: readonly Decision[];
    readonly refused: readonly Decision[];
    readonly rules: { readonly [id: string]: Rule };
}

const data = join(__dirname, "../../policies/data");
const nist: Nist = read("nist-800-53-r5.json");
const pci: Pci = read("pci-dss-4.0.1.json");
const mappings: Mappings = read("mappings.json");

const controls = new Map(nist.controls.map((control) => [control.id, control]));
const requirements = new Map(pci.requirements.map((requirement) => [requirement.id, requirement]));
const rules = Object.entries(mappings.rules);
const frameworks = ["nist", "pci"] as const;
const baselines = ["low", "moderate", "high"] as const;

describe("NIST SP 800-53 as data", () => {
    const active = nist.controls.filter(({ withdrawn }) => withdrawn === undefined);
    const isEnhancement = ({ id }: Control) => id.includes("(");

    // Counts of catalog 5.0.1: 298 controls, 709 enhancements, 182 withdrawn. Release 5.1.1 added IA-13 with three
    // enhancements; 5.2.0 added SA-24, SA-15(13) and SI-2(7).
    it("holds the whole catalog of release 5.2.0, and by `since` that of 5.0.1", () => {
        const first = active.filter(({ since }) => since === undefined);
        assert.deepEqual([first.filter((control) => !isEnhancement(control)).length, first.filter(isEnhancement).length], [298, 709]);
        assert.deepEqual(active.filter(({ since }) => since !== undefined).map(({ id, since }) => `${id} ${since}`), [
            "IA-13 5.1.1", "IA-13(1) 5.1.1", "IA-13(2) 5.1.1", "IA-13(3) 5.1.1", "SA-15(13) 5.2.0", "SA-24 5.2.0", "SI-2(7) 5.2.0",
        ]);
        assert.equal(nist.controls.length - active.length, 182);
        assert.equal(nist.version, "5.2.0");
    });

    it("counts 149, 287 and 370 controls in the three baselines of SP 800-53B", () => {
        const within = (highest: number) => active.filter(({ lowest }) => lowest !== undefined && baselines.indexOf(lowest) <= highest).length;
        assert.deepEqual(baselines.map((_, index) => within(index)), [149, 287, 370]);
    });

    it("has the number of controls and enhancements that each family has", () => {
        const counts = Object.fromEntries(nist.families.map(({ id: family }) => {
            const members = active.filter(({ id }) => id.startsWith(`${family}-`));
            return [family, `${members.filter((control) => !isEnhancement(control)).length}+${members.filter(isEnhancement).length}`];
        }));
        assert.deepEqual(counts, {
            AC: "23+108", AT: "5+10", AU: "15+41", CA: "8+17", CM: "14+42", CP: "12+37", IA: "13+46", IR: "9+31", MA: "7+21", MP: "8+12",
            PE: "22+29", PL: "8+3", PM: "32+5", PS: "9+8", PT: "8+13", RA: "9+13", SA: "17+91", SC: "47+92", SI: "22+80", SR: "12+15",
        });
    });

    it("names each id once, well formed, in order, in a family it lists", () => {
        assertOrdered(nist.controls.map(({ id }) => id), nistKey);
        const families = nist.families.map(({ id }) => id);
        assert.deepEqual([...families].sort(), families);
        assert.deepEqual(nist.controls.filter(({ id }) => !families.includes(id.slice(0, 2))), []);
    });

    it("puts every enhancement under a control, active under active", () => {
        for (const control of nist.controls.filter(isEnhancement)) {
            const parent = controls.get(control.id.replace(/\(.*/, ""));
            assert.ok(parent !== undefined && (control.withdrawn || !parent.withdrawn), control.id);
        }
    });

    it("says of every active control who can check it, and of every withdrawn one what took over", () => {
        const families = new Set(nist.families.map(({ id }) => id));
        for (const { id, title, kind, lowest, withdrawn, into } of nist.controls) {
            assert.ok(title !== "" && title === title.trim(), id);
            if (withdrawn) {
                assert.deepEqual([kind, lowest], [undefined, undefined], id);
                // Two were dropped without an heir: tailoring, and a technology like any other.
                assert.equal(into === undefined, id === "CP-10(3)" || id === "SC-19", id);
                assert.deepEqual((into ?? []).filter((heir) => !families.has(heir) && isGone(heir)), [], id);
            } else {
                assert.ok(kind !== undefined && ["technical", "manual", "inherited"].includes(kind), id);
                assert.equal(into, undefined, id);
            }
        }
    });

    it("leaves paper and people to the organization, and data centers to AWS", () => {
        const kinds = (family: string) => [...new Set(active.filter(({ id }) => id.startsWith(`${family}-`)).map(({ kind }) => kind))].sort();
        for (const family of ["AT", "MA", "PL", "PM", "PS", "PT"]) assert.deepEqual(kinds(family), ["manual"], family);
        assert.deepEqual(active.filter(({ id, kind }) => id.startsWith("PE-") && kind !== "inherited").map(({ id }) => id), ["PE-1", "PE-17"]);
        const others = active.filter(({ id, kind }) => kind === "inherited" && !id.startsWith("PE-")).map(({ id }) => id);
        // Storage of logs, modules of FIPS 140, isolation of customers, keys in several places, name servers.
        assert.deepEqual(others, ["AU-4", "AU-5(1)", "IA-7", "SC-3", "SC-4", "SC-12(1)", "SC-22"]);
        assert.deepEqual(active.filter(({ id, kind }) => /^[A-Z]{2}-1$/.test(id) && kind !== "manual"), []);
    });
});

describe("PCI DSS as data", () => {
    it("holds every requirement of version 4.0.1 by depth, appendices apart", () => {
        const depth = (id: string) => id.split(".").length;
        const count = (own: (id: string) => boolean) => [2, 3, 4, 5].map((levels) => pci.requirements.filter(({ id }) => own(id) && depth(id) === levels).length);
        assert.deepEqual(count((id) => !id.startsWith("A")), [63, 205, 44, 1]);
        assert.deepEqual(count((id) => id.startsWith("A")), [8, 25, 5, 0]);
    });

    it("names each id once, well formed, in order, in a group it lists", () => {
        assertOrdered(pci.requirements.map(({ id }) => id), pciKey);
        assertOrdered(pci.groups.map(({ id }) => id), pciKey);
        const groups = new Set(pci.groups.map(({ id }) => id));
        assert.deepEqual(pci.requirements.filter(({ id }) => !groups.has(id.split(".", 1)[0] ?? "")), []);
    });

    it("calls a section technical exactly where something in it is", () => {
        for (const { id, kind } of pci.requirements) {
            assert.ok(["technical", "manual", "inherited"].includes(kind), id);
            if (id.split(".").length > 2) continue;
            const within = pci.requirements.filter((other) => other.id.startsWith(`${id}.`));
            assert.equal(kind === "technical", within.some((other) => other.kind === "technical"), id);
        }
    });

    it("labels each section and each three-level requirement that a rule serves, in eight words at most", () => {
        const served = new Set(rules.flatMap(([, rule]) => rule.pci.map(({ id }) => id)));
        for (const { id, label } of pci.requirements) {
            const levels = id.split(".").length;
            assert.equal(label !== undefined, levels === 2 || (levels === 3 && served.has(id)), id);
            assert.ok((label ?? "").split(" ").length <= 8, id);
        }
    });

    it("says which requirements bind only some", () => {
        const bound = (whom: string) => pci.requirements.filter(({ only }) => only === whom).map(({ id }) => id);
        assert.deepEqual(bound("service-provider"), [
            "3.6.1.1", "3.7.9", "8.2.3", "8.3.10", "8.3.10.1", "10.7.1", "11.4.6", "11.5.1.1", "12.4.1", "12.4.2", "12.4.2.1",
            "12.5.2.1", "12.5.3", "12.9.1", "12.9.2", "A2.1.2", "A2.1.3",
        ]);
        assert.deepEqual(bound("issuer"), ["3.3.3"]);
        assert.deepEqual(pci.requirements.filter(({ id, only }) => id.startsWith("A") && only === undefined), []);
    });
});

describe("mappings of rules to the standards", () => {
    it("lists each rule once, in order, with a severity, a kind and a type", () => {
        assert.equal(rules.length, 275);
        const ids = rules.map(([id]) => id);
        assert.deepEqual([...ids].sort(), ids);
        for (const [id, rule] of rules) {
            assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
            assert.ok(["critical", "high", "medium", "low"].includes(rule.severity), id);
            assert.ok(["resource", "stack"].includes(rule.kind), id);
            assert.ok(rule.types.length > 0 && new Set(rule.types).size === rule.types.length, id);
        }
    });

    it("names only controls and requirements that exist, stand, and can be checked in code", () => {
        const lists = [...rules, ["the pack", mappings.pack] as const];
        for (const [id, { nist: ofNist, pci: ofPci }] of lists) {
            for (const mapping of ofNist) assert.equal(controls.get(mapping.id)?.kind, "technical", `${id}: ${mapping.id}`);
            for (const mapping of ofPci) assert.equal(requirements.get(mapping.id)?.kind, "technical", `${id}: ${mapping.id}`);
            assertOrdered(ofNist.map((mapping) => mapping.id), nistKey);
            assertOrdered(ofPci.map((mapping) => mapping.id), pciKey);
        }
    });

    it("gives every rule a control, and every mapping its source", () => {
        const sources = /^(own|StackRox|(SecurityHub|aws-guard-rules-registry|cdk-nag|prowler|prowler-k8s|steampipe|pulumi-prebuilt|ComplianceAsCode|checkov):[\w.-]+)$/;
        for (const [id, rule] of rules) {
            assert.ok(rule.nist.length > 0, id);
            for (const { source } of [...rule.nist, ...rule.pci]) assert.match(source, sources, id);
            for (const name of rule.aws) assert.match(name, /^([A-Za-z0-9]+\.\d+|config:[a-z0-9-]+)$/, id);
        }
    });

    it("claims that a rule satisfies a control only where the table says why", () => {
        const claimed = frameworks.flatMap((framework) => rules.flatMap(([rule, { [framework]: list }]) =>
            list.filter(({ relation }) => relation === "satisfies").map(({ id }) => `${framework} ${id} ${rule}`)));
        const reasoned = mappings.satisfies.flatMap(({ framework, id, why, rules: list }) => {
            assert.notEqual(why, "");
            return list.map((rule) => `${framework} ${id} ${rule}`);
        });
        assert.deepEqual(claimed.sort(), reasoned.sort());
        const relations = rules.flatMap(([, rule]) => [...rule.nist, ...rule.pci].map(({ relation }) => relation));
        assert.deepEqual([...new Set(relations)].sort(), ["contributes", "satisfies"]);
    });

    // Requirement 3.5.1.2 lets encryption of a disk stand alone only for removable media.
    it("never claims that encryption of a disk or a store satisfies PCI DSS 3.5.1", () => {
        const claims = rules.flatMap(([, rule]) => rule.pci.filter(({ id, relation }) => id.startsWith("3.5") && relation !== "contributes"));
        assert.deepEqual(claims, []);
    });

    it("keeps out what was refused", () => {
        for (const { framework, id, why, rules: list } of mappings.refused) {
            assert.notEqual(why, "");
            for (const rule of list) {
                const kept = mappings.rules[rule]?.[framework].map((mapping) => mapping.id);
                assert.ok(kept !== undefined && !kept.includes(id), `${rule}: ${id}`);
            }
        }
    });

    it("states the lowest baseline that asks for a rule", () => {
        for (const [id, rule] of rules) {
            const asked = rule.nist.map((mapping) => controls.get(mapping.id)?.lowest);
            assert.equal(rule.lowest, baselines.find((baseline) => asked.includes(baseline)), id);
        }
    });

    it("names only types of the pinned SDKs", () => {
        const types = [...new Set(rules.flatMap(([, rule]) => rule.types))];
        // One rule asks for tags on everything.
        assert.deepEqual(types.filter((type) => type !== "aws:*" && !isDeclared(type)), []);
        assert.ok(!isDeclared("aws:ec2/vpc:Subnet") && !isDeclared("kubernetes:apps/v1:Service"));
    });
});

function read<T>(name: string): T {
    return JSON.parse(readFileSync(join(data, name), "utf8")) as T;
}

function isGone(id: string): boolean {
    const control = controls.get(id);
    return control === undefined || control.withdrawn === true;
}

/** `[family, number, enhancement]`, in the order in which the catalog prints controls. */
function nistKey(id: string): readonly (string | number)[] {
    const [, family = "", number, enhancement = "0"] = /^([A-Z]{2})-([1-9]\d*)(?:\(([1-9]\d*)\))?$/.exec(id) ?? assert.fail(`${id}: not a control id`);
    return [family, Number(number), Number(enhancement)];
}

function pciKey(id: string): readonly (string | number)[] {
    const [, appendix = "", numbers = ""] = /^(A?)([1-9]\d*(?:\.[1-9]\d*){0,4})$/.exec(id) ?? assert.fail(`${id}: not a requirement id`);
    return [appendix, ...numbers.split(".").map(Number)];
}

/** Strictly ascending, so that none is there twice. */
function assertOrdered(ids: readonly string[], key: (id: string) => readonly (string | number)[]): void {
    ids.forEach((id, index) => {
        const previous = ids[index - 1];
        if (previous !== undefined) assert.ok(isBefore(key(previous), key(id)), `${previous} before ${id}`);
        else key(id);
    });
}

function isBefore(left: readonly (string | number)[], right: readonly (string | number)[]): boolean {
    const at = right.findIndex((part, index) => part !== left[index]);
    const [one, other] = [left[at], right[at]];
    return other !== undefined && (one === undefined || one < other);
}

/** Whether the SDK declares the type: a file of its module that declares the class. */
function isDeclared(type: string): boolean {
    const [provider = "", module = "", name = ""] = type.split(":");
    const file = provider === "aws" ? module : `${module.replace(/(\.[a-z0-9]+)+\//, "/")}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const path = join(dirname(require.resolve(`@pulumi/${provider}/package.json`)), `${file}.d.ts`);
    return existsSync(path) && readFileSync(path, "utf8").includes(`export declare class ${name} extends `);
}
