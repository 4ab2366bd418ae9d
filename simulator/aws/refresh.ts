import { Draft, isAbsent, isList, isProps, Props, sameValue, Value } from "../cloud/values";
import { Property, Shape } from "./model";

/**
 * The inputs that would make the object as it is now, for `pulumi refresh` and `pulumi import`: what the program gave, with
 * its present values, and what differs from AWS's defaults.
 */
export function inputsOf(shape: Shape, oldInputs: Props, properties: Props, imported = false): Props {
    const inputs: Draft = {};
    for (const [name, property] of Object.entries(shape)) {
        const old = oldInputs[name];
        const now = properties[name];
        if (!isAbsent(old)) inputs[name] = property.writeOnly === true ? old : projected(property, old, now ?? null);
        else if (showsUp(property, now, imported)) inputs[name] = now ?? null;
    }
    if (isList(oldInputs["__defaults"])) inputs["__defaults"] = oldInputs["__defaults"];
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isAbsent(value)));
}

function showsUp(property: Property, now: Value | undefined, imported: boolean): boolean {
    if (isAbsent(now) || property.writeOnly === true) return false;
    if (!imported && property.computed === true) return false;
    if (property.default !== undefined) return !sameValue(now, property.default);
    if (isList(now)) return now.length > 0;
    if (isProps(now)) return Object.keys(now).length > 0;
    return now !== "" && now !== false && now !== 0;
}

/** The present value in the form that the program wrote it: nothing added that AWS fills in by itself. */
function projected(property: Property, old: Value, now: Value): Value {
    if (property.same?.(old, now) === true) return old;
    if (property.kind === "object" && isProps(old) && isProps(now)) return inputsOf(property.fields, old, now);
    if (property.kind === "list" && isList(old) && isList(now)) {
        const items = property.unordered === true ? matched(property.of, old, now) : now;
        return items.map((item, index) => {
            const before = old[index];
            return before === undefined ? item : projected(property.of, before, item);
        });
    }
    return now;
}

/** The members of a set in the order in which the program wrote those that are still there. */
function matched(of: Property, old: readonly Value[], now: readonly Value[]): readonly Value[] {
    const left = [...now];
    const ordered: Value[] = [];
    for (const item of old) {
        const index = left.findIndex((candidate) => sameValue(projected(of, item, candidate), item));
        if (index >= 0) ordered.push(...left.splice(index, 1));
    }
    return [...ordered, ...left];
}
