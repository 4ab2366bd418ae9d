import { canonical, hasUnknown, isAbsent, isList, isProps, isUnknown, Props, sameValue, Value } from "../cloud/values";
import { ChangeKind, PropertyChange } from "../protocol/provider";
import { Property, Shape } from "./model";

export type Changes = { [path: string]: PropertyChange };

/** What differs between the state and new inputs, as the real provider's plan sees it. */
export function shapeChanges(shape: Shape, olds: Props, news: Props, prefix = "", replaceAll = false): Changes {
    const changes: Changes = {};
    for (const [name, property] of Object.entries(shape)) {
        const replace = replaceAll || property.replace === true;
        Object.assign(changes, propertyChanges(property, olds[name], news[name], `${prefix}${name}`, replace));
    }
    return changes;
}

function propertyChanges(property: Property, old: Value | undefined, given: Value | undefined, path: string, replace: boolean): Changes {
    if (property.writeOnly === true && isAbsent(old)) return {};
    if (isAbsent(given) && property.computed === true) return {};
    const next = isAbsent(given) ? property.default : given;
    if (isEmpty(next) && isEmpty(old)) return {};
    const change = (kind: ChangeKind): Changes => ({ [path]: { kind, replace } });
    if (isUnknown(next)) return change(isAbsent(old) ? "add" : "update");
    if (isAbsent(old)) return change("add");
    if (isAbsent(next)) return change("delete");
    if (property.same !== undefined && !hasUnknown(next)) return property.same(old, next) ? {} : change("update");
    switch (property.kind) {
        case "object":
            if (!isProps(old) || !isProps(next)) return change("update");
            return shapeChanges(property.fields, old, next, `${path}.`, replace);
        case "map":
            if (!isProps(old) || !isProps(next)) return change("update");
            return mapChanges(old, next, path, replace);
        case "list":
            if (!isList(old) || !isList(next)) return change("update");
            return listChanges(property, property.of, old, next, path, replace);
        default:
            return sameValue(old, next) ? {} : change("update");
    }
}

function mapChanges(old: Props, next: Props, path: string, replace: boolean): Changes {
    const changes: Changes = {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
        const kind = isAbsent(old[key]) ? "add" : isAbsent(next[key]) ? "delete" : "update";
        if (!sameValue(old[key], next[key])) changes[mapPath(path, key)] = { kind, replace };
    }
    return changes;
}

function mapPath(path: string, key: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function listChanges(
    property: Property & { readonly kind: "list" },
    of: Property,
    olds: readonly Value[],
    news: readonly Value[],
    path: string,
    replace: boolean,
): Changes {
    const itemReplace = replace || of.replace === true;
    const [before, after] = property.unordered === true ? paired(of, olds, news) : [olds, news];
    const changes: Changes = {};
    for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
        Object.assign(changes, propertyChanges(of, before[index], after[index], `${path}[${index}]`, itemReplace));
    }
    return changes;
}

/** The members that only one of the two sets has, so that equal ones do not show as moved. */
function paired(of: Property, olds: readonly Value[], news: readonly Value[]): [readonly Value[], readonly Value[]] {
    const same = (a: Value, b: Value): boolean => Object.keys(propertyChanges(of, a, b, "x", false)).length === 0;
    const left = [...olds];
    const added: Value[] = [];
    for (const item of unique(news)) {
        const index = left.findIndex((candidate) => same(candidate, item));
        if (index < 0) added.push(item);
        else left.splice(index, 1);
    }
    return [left, added];
}

function unique(values: readonly Value[]): readonly Value[] {
    const seen = new Set<string>();
    return values.filter((value) => {
        const key = isUnknown(value) ? `?${seen.size}` : canonical(value);
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
    });
}

/** Terraform's zero values stand for absent ones: plugin SDK v2, `schema.ZeroValue`. */
function isEmpty(value: Value | undefined): boolean {
    if (isAbsent(value) || value === "" || value === false || value === 0) return true;
    if (isList(value)) return value.length === 0;
    return isProps(value) && Object.keys(value).length === 0;
}
