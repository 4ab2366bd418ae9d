/** All rules, and the standards that they serve. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mappings } from "./core/assess";
import type { Rule, Severity } from "./core/rule";
import type { Control, Mapping, Standard } from "./core/standard";
import { s3Rules } from "./rules/aws/s3";

export const rules: readonly Rule[] = [...s3Rules];

interface MappingData {
    readonly severity: Severity;
    readonly nist?: readonly Mapping[];
    readonly pci?: readonly Mapping[];
}

export const nistName = "NIST SP 800-53";
export const pciName = "PCI DSS";

/** The catalogs, whole. */
export function standards(): { readonly nist: Standard; readonly pci: Standard } {
    const [nist, pci] = [read<Standard>("nist-800-53-r5.json"), read<Standard>("pci-dss-4.0.1.json")];
    return { nist: { name: nistName, version: nist.version, controls: nist.controls }, pci: { name: pciName, version: pci.version, controls: pci.controls } };
}

/** Severity and controls of each rule. */
export function mappings(): Mappings {
    const { rules: data } = read<{ readonly rules: { readonly [rule: string]: MappingData } }>("mappings.json");
    return Object.fromEntries(rules.map(({ id }) => {
        const { severity, nist = [], pci = [] } = data[id] ?? { severity: "medium" as const };
        return [id, { severity, controls: { [nistName]: nist, [pciName]: pci } }];
    }));
}

/** SHA-256 of rules and mappings. */
export function rulesHash(): string {
    const told = rules.map(({ id, title, kind, types, parameters = {}, conditions }) => [id, title, kind, types, parameters, conditions.map(String)]);
    return createHash("sha256").update(JSON.stringify([told, mappings()])).digest("hex");
}

/** Of a control's id in either standard. */
export function controlNamed(id: string): readonly { readonly standard: string; readonly control: Control }[] {
    return Object.values(standards()).flatMap(({ name, controls }) => controls.filter((control) => control.id.toLowerCase() === id.toLowerCase()).map((control) => ({ standard: name, control })));
}

function read<T>(name: string): T {
    return JSON.parse(readFileSync(join(__dirname, "data", name), "utf8")) as T;
}
