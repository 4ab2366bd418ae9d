/** Values as OSCAL wants them: identifiers that stay, names of controls, texts that its data types allow. */
import { createHash } from "node:crypto";

/** Names of properties that OSCAL does not know are in this namespace. */
export const namespace = "urn:colorway:oscal";

/** Of every name below; never changes. */
const root = Buffer.from("7b1f9c1e6d2e4c5f9a3b0d4e8c7a6f52", "hex");

/** Version 5 (RFC 9562, 5.5): the same words give the same identifier, in every run. */
export function uuidOf(...words: readonly string[]): string {
    const bytes = createHash("sha1").update(root).update(words.join("\0")).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString("hex");
    return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => hex.slice(from, to)).join("-");
}

/**
 * A control as OSCAL catalogs name it: `AC-2(1)` is `ac-2.1` in NIST's own catalog. PCI SSC publishes none: `3.5.1` is `pci-3.5.1`,
 * since a token begins with a letter.
 */
export function controlId(id: string): string {
    const enhancement = /^([A-Z]{2}-\d+)(?:\((\d+)\))?$/.exec(id);
    if (enhancement === null) return `pci-${id.toLowerCase()}`;
    const [, control = "", number] = enhancement;
    return `${control.toLowerCase()}${number === undefined ? "" : `.${number}`}`;
}

export interface Property {
    readonly name: string;
    readonly ns: string;
    readonly value: string;
    readonly remarks?: string;
}

/** Properties of ours; those without a value are left out. A value is one line without space around it. */
export function properties(values: { readonly [name: string]: string | undefined }, ns = namespace): readonly Property[] {
    return Object.entries(values).flatMap(([name, value]) => {
        const line = oneLine(value ?? "");
        return line === "" ? [] : [{ name, ns, value: line }];
    });
}

/** For what is Markdown: no letter of a name or value formats anything, or is read as HTML. */
export function markdown(text: string): string {
    return oneLine(text).replace(/[\\`*_[\]<>&]/g, "\\$&");
}

/** A list as OSCAL wants it: there, or not at all. */
export function list<Name extends string, T>(name: Name, items: readonly T[]): { readonly [key in Name]?: readonly T[] } {
    return (items.length === 0 ? {} : { [name]: items }) as { readonly [key in Name]?: readonly T[] };
}

/** Without controls, line ends, and space around it. */
export function oneLine(text: string): string {
    return text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();
}
