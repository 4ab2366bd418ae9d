/** Replacing or deleting what holds data is refused unless a person names it. Packs are not shown the old state. */
import { Option } from "commander";
import { blockOf, type Violation } from "../policies/core/violation";
import { holdsData } from "../policies/lib/data-holders";
import { labelOf } from "../release/engine/problems";
import { CommandFailure, exitCodes } from "./failure";
import type { ChangeRecord } from "./progress";

/** Of every command that may change resources; given once for each. */
export function dataLossOption(): Option {
    const meaning = "name or URN of what holds data and may be replaced or deleted; may be given again";
    return new Option("--allow-data-loss <resource>", meaning).argParser((value: string, before: readonly string[] = []) => [...before, value]);
}

/** Changes that lose data. What stays in the cloud when Pulumi lets go of it is not lost, but its replacement is empty. */
export function dataLosses(changes: readonly ChangeRecord[], allowed: readonly string[] = []): readonly ChangeRecord[] {
    const loses = ({ operation, retained }: ChangeRecord): boolean =>
        operation === "replace" || (operation === "delete" && retained !== true);
    const permitted = ({ urn, name }: ChangeRecord): boolean => allowed.includes(urn) || allowed.includes(name);
    return changes.filter((change) => loses(change) && holdsData(change.type) && !permitted(change));
}

/** @throws CommandFailure with the way to permit it */
export function refuseDataLoss(changes: readonly ChangeRecord[], allowed: readonly string[] = []): void {
    const losses = dataLosses(changes, allowed);
    if (losses.length === 0) return;
    const blocks = losses.map((change) => blockOf(lossOf(change), labelOf(change.urn)));
    const names = [...new Set(losses.map(({ name }) => name))];
    const cure = `if the data may go: ${names.map((name) => `--allow-data-loss ${name}`).join(" ")}`;
    const dataLoss = losses.map(({ operation, type, urn, name, paths }) => ({ operation, type, urn, name, paths }));
    const count = losses.length === 1 ? "a resource that holds data" : `${losses.length} resources that hold data`;
    const text = [`refused: ${count} would be lost; nothing was changed`, ...blocks, cure].join("\n\n");
    throw new CommandFailure(text, exitCodes.refused, { dataLoss });
}

/** In the form of a broken rule; who loses data answers to the same controls. */
export function lossOf({ operation, urn, paths }: ChangeRecord): Violation {
    const because = paths.length === 0 ? "" : `, because of ${paths.join(", ")}`;
    const deleted = operation === "delete";
    return {
        rule: "data-kept", title: "What holds data is neither replaced nor deleted by the way", severity: "critical", level: "mandatory", urn,
        findings: [deleted ? "it would be deleted" : `it would be replaced by an empty one${because}`],
        controls: { "NIST SP 800-53": ["CM-4", "CP-9", "SI-12"], "PCI DSS": ["6.5.1", "10.3.2"] },
        why: "What is replaced starts empty: the data is gone, and with it the evidence.",
        cure: deleted
            ? "Keep it in the program, or set retainOnDelete."
            : "Take the change back, or make the new one beside it and move the data.",
    };
}
