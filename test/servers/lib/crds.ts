/** Custom resource definitions of operators, kept once per machine. */

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { definitionsIn, moduleOf } from "../../../tools/crds/download";
import type { Definition, Operator } from "../../../tools/crds/operators";
import { cached } from "./cache";

export async function definitionsOf(operator: Operator): Promise<readonly Definition[]> {
    const dir = await cached(`crds-${operator.name}-${operator.version}`, fresh => {
        mkdirSync(join(fresh, "crds"));
        cpSync(join(moduleOf(operator), operator.folder), join(fresh, "crds"), { recursive: true });
    });
    return definitionsIn(join(dir, "crds"));
}

/** Of the kinds that the project makes: an operator has many more. */
export async function definitionsMadeOf(operator: Operator): Promise<readonly Definition[]> {
    const made = operator.kinds.map(kind => kind.split(" ")[1]);
    return (await definitionsOf(operator)).filter(({ spec }) => made.includes(spec.names.kind));
}
