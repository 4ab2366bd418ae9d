/** What the pages of docs/compliance are made of, read from the registry and from policies/data. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../../policies/core/rule";
import type { Control, Mapping, Standard } from "../../policies/core/standard";
import { mappings, standards } from "../../policies/registry";

const policies = join(__dirname, "..", "..", "policies");

export type Framework = "nist" | "pci";
export const frameworks: readonly Framework[] = ["nist", "pci"];

/** The rules of one file, which is about one service or one matter. */
export interface Chapter {
    /** As `aws/s3-data`: the path of its page, too. */
    readonly path: string;
    /** What the file says of itself. */
    readonly title: string;
    readonly rules: readonly Rule[];
}

/** In the order of their paths; files without rules of their own are left out. */
export function chapters(): readonly Chapter[] {
    return ["aws", "kubernetes"].flatMap((folder) => readdirSync(join(policies, "rules", folder)).sort().flatMap((name) => {
        const file = join(policies, "rules", folder, name);
        const exported: unknown = require(file);
        const rules = Object.values(exported as object).flatMap((value: unknown) => (isRules(value) ? value : []));
        const path = `${folder}/${name.replace(/\.ts$/, "")}`;
        return rules.length === 0 ? [] : [{ path, title: titleOf(readFileSync(file, "utf8"), path), rules }];
    }));
}

function isRules(value: unknown): value is readonly Rule[] {
    const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
    return typeof first === "object" && first !== null && "conditions" in first;
}

/** The first sentence of a file's comment. */
function titleOf(source: string, path: string): string {
    const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1]?.replace(/^\s*\* ?/gm, "").replace(/\s+/g, " ").trim();
    const sentence = /^(.*?)\.( |$)/.exec(comment ?? "")?.[1];
    if (sentence === undefined) {
        throw new Error(`policies/rules/${path}.ts: begins with no comment that says what its rules are about`);
    }
    return sentence.replace(/ \([^)]*\)/g, "");
}

/** Who answers for something, beside the rules. */
export interface Answering {
    readonly who: readonly string[];
    readonly note: string;
    readonly source?: string;
}

export interface Party {
    readonly name: string;
    readonly means: string;
    readonly source: string;
}

interface AnswersData {
    readonly parties: { readonly [party: string]: Party };
    readonly nist: { readonly families: Answers; readonly controls: Answers };
    readonly pci: { readonly groups: Answers; readonly requirements: Answers };
    /** Whom alone some requirements bind. */
    readonly only: { readonly [kind: string]: string };
}

interface Answers {
    readonly [id: string]: Answering;
}

interface MappingsData {
    readonly pack: { readonly [framework in Framework]: readonly Mapping[] };
    readonly inferred: { readonly why: string } & { readonly [framework in Framework]: readonly string[] };
}

export const answers = read<AnswersData>("answers.json");
const decisions = read<MappingsData>("mappings.json");
/** Whom alone a requirement of PCI DSS binds, by its id. */
const bound = new Map(read<{ readonly requirements: readonly { readonly id: string; readonly only?: string }[] }>(
    "pci-dss-4.0.1.json",
)
    .requirements.map(({ id, only }) => [id, only]));

/** Families or groups with their titles, in the standard's order. */
export const groups: { readonly [framework in Framework]: ReadonlyMap<string, string> } = {
    nist: new Map(read<{ readonly families: readonly { readonly id: string; readonly title: string }[] }>("nist-800-53-r5.json")
        .families.map(({ id, title }) => [id, title])),
    pci: new Map(read<{ readonly groups: readonly { readonly id: string; readonly label: string }[] }>("pci-dss-4.0.1.json")
        .groups.map(({ id, label }) => [id, label])),
};

export const standard: { readonly [framework in Framework]: Standard } = standards();

/** `AC` of `AC-2(1)`, `3` of `3.5.1`. */
export function groupOf(id: string): string {
    return /^[A-Z]\d+|^[A-Z]+|^\d+/.exec(id)?.[0] ?? id;
}

/** The entry of the control itself, else that of its family or group. */
export function answeringOf(framework: Framework, id: string): Answering {
    const [single, whole] = framework === "nist"
        ? [answers.nist.controls, answers.nist.families]
        : [answers.pci.requirements, answers.pci.groups];
    const found = single[id] ?? whole[groupOf(id)];
    if (found === undefined) {
        throw new Error(`policies/data/answers.json: nobody answers for ${id}; add it, or its family or group`);
    }
    return found;
}

/** Whom alone a requirement binds, in words. */
export function boundOnly(id: string): string | undefined {
    const only = bound.get(id);
    return only === undefined ? undefined : answers.only[only];
}

/** What the packs as a whole contribute to. */
export function packServes(framework: Framework, id: string): boolean {
    return decisions.pack[framework].some((mapping) => mapping.id === id);
}

/** Whether the source of a rule's mappings was concluded, not told. */
export function isInferred(framework: Framework, rule: string): boolean {
    return decisions.inferred[framework].includes(rule);
}

export const whyInferred = decisions.inferred.why;

const all = mappings();

export function mappingsOf(rule: string, framework: Framework): readonly Mapping[] {
    return all[rule]?.controls[standard[framework].name] ?? [];
}

export function severityOf(rule: string): string {
    return all[rule]?.severity ?? "medium";
}

const titles: { readonly [framework in Framework]: ReadonlyMap<string, Control> } = {
    nist: new Map(standard.nist.controls.map((control) => [control.id, control])),
    pci: new Map(standard.pci.controls.map((control) => [control.id, control])),
};

/** The standard's title of a control, or our label; that of the section where it has none. */
export function titleOfControl(framework: Framework, id: string): string {
    const own = titles[framework].get(id)?.title;
    return own ?? titles[framework].get(id.split(".").slice(0, 2).join("."))?.title ?? "";
}

function read<T>(name: string): T {
    return JSON.parse(readFileSync(join(policies, "data", name), "utf8")) as T;
}
