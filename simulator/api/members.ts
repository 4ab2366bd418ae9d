import { AwsError, NotModeled } from "../cloud/errors";
import { canonical, Draft, isAbsent, isList, isProps, Props, Value } from "../cloud/values";

/** Members of an API's request, as the service's model describes them. */
export type Member = TextMember | NumberMember | FlagMember | ListMember | ObjectMember;

interface Common {
    readonly required?: boolean;
}

interface TextMember extends Common {
    readonly kind: "text";
    readonly minLength?: number;
    readonly maxLength?: number;
    /** The whole text must match. */
    readonly pattern?: string;
    readonly oneOf?: readonly string[];
}

interface NumberMember extends Common {
    readonly kind: "number";
    readonly min?: number;
    readonly max?: number;
}

interface FlagMember extends Common {
    readonly kind: "flag";
}

interface ListMember extends Common {
    readonly kind: "list";
    readonly of: Member;
}

interface ObjectMember extends Common {
    readonly kind: "object";
    readonly fields: Members;
}

export interface Members {
    readonly [name: string]: Member;
}

export const textMember = (rules: Omit<TextMember, "kind"> = {}): TextMember => ({ kind: "text", ...rules });
export const numberMember = (rules: Omit<NumberMember, "kind"> = {}): NumberMember => ({ kind: "number", ...rules });
export const flagMember = (rules: Omit<FlagMember, "kind"> = {}): FlagMember => ({ kind: "flag", ...rules });
export const listMember = (of: Member, rules: Common = {}): ListMember => ({ kind: "list", of, ...rules });
export const objectMember = (fields: Members, rules: Common = {}): ObjectMember => ({ kind: "object", fields, ...rules });

export interface Decoding {
    /** A form has texts only: numbers and flags are read from them. */
    readonly wire: "form" | "json";
    /** The service's error code for a value that breaks a constraint: `ValidationError`, `ValidationException`. */
    readonly invalidCode: string;
}

/**
 * The request with its values in their types. Fails as AWS's services do, all broken constraints in one error; a member that the
 * API has but the simulated cloud does not know fails as not modeled.
 */
export function decoded(members: Members, request: Props, decoding: Decoding): Props {
    const broken: string[] = [];
    const result = fields(members, request, "", decoding, broken);
    if (broken.length === 0) return result;
    const counted = `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected: `;
    throw new AwsError(decoding.invalidCode, `${counted}${broken.join("; ")}`);
}

function fields(members: Members, given: Props, path: string, decoding: Decoding, broken: string[]): Props {
    const result: Draft = {};
    for (const [name, value] of Object.entries(given)) {
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        if (member === undefined) throw new NotModeled(`the request member ${pathOf(path, name)}`);
        if (!isAbsent(value)) result[name] = valueOf(member, value, pathOf(path, name), decoding, broken);
    }
    for (const [name, member] of Object.entries(members)) {
        if (member.required === true && isAbsent(given[name])) {
            broken.push(brokenText(null, pathOf(path, name), "not be null"));
        }
    }
    return result;
}

function brokenText(value: string | number | null, path: string, failed: string): string {
    return `Value ${value === null ? "null" : `'${value}'`} at '${path}' failed to satisfy constraint: Member must ${failed}`;
}

/** Paths in AWS's messages: `target.roleArn`, `actions.1.member.type`. */
function pathOf(path: string, name: string): string {
    const own = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
    return path === "" ? own : `${path}.${own}`;
}

function valueOf(member: Member, value: Value, path: string, decoding: Decoding, broken: string[]): Value {
    switch (member.kind) {
        case "text": {
            if (typeof value !== "string") throw wrongType(value, "a String", path, decoding);
            const failed = textFailure(member, value);
            if (failed !== undefined) broken.push(brokenText(value, path, failed));
            return value;
        }
        case "number": {
            const number = numberOf(value, path, decoding);
            const failed = numberFailure(member, number);
            if (failed !== undefined) broken.push(brokenText(number, path, failed));
            return number;
        }
        case "flag":
            if (typeof value === "boolean") return value;
            if (decoding.wire === "form" && (value === "true" || value === "false")) return value === "true";
            throw wrongType(value, "a Boolean", path, decoding);
        case "list": {
            // `Name=` in a form is an empty list.
            if (decoding.wire === "form" && value === "") return [];
            if (!isList(value)) throw wrongType(value, "a list", path, decoding);
            return value.map((item, index) => valueOf(member.of, item, `${path}.${index + 1}.member`, decoding, broken));
        }
        case "object":
            if (!isProps(value)) throw wrongType(value, "a structure", path, decoding);
            return fields(member.fields, value, path, decoding, broken);
    }
}

function numberOf(value: Value, path: string, decoding: Decoding): number {
    if (typeof value === "number" && Number.isInteger(value)) return value;
    if (decoding.wire === "form" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
    throw wrongType(value, "an Integer", path, decoding);
}

function wrongType(value: Value, wanted: string, path: string, { wire }: Decoding): AwsError {
    const message = `${path}: ${canonical(value)} can not be converted to ${wanted}`;
    return new AwsError(wire === "form" ? "MalformedInput" : "SerializationException", message);
}

function textFailure(member: TextMember, value: string): string | undefined {
    const { minLength, maxLength, pattern, oneOf } = member;
    if (oneOf !== undefined && !oneOf.includes(value)) return `satisfy enum value set: [${oneOf.join(", ")}]`;
    if (maxLength !== undefined && value.length > maxLength) return `have length less than or equal to ${maxLength}`;
    if (minLength !== undefined && value.length < minLength) return `have length greater than or equal to ${minLength}`;
    const matches = pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
    return matches ? undefined : `satisfy regular expression pattern: ${pattern}`;
}

function numberFailure({ min, max }: NumberMember, value: number): string | undefined {
    if (max !== undefined && value > max) return `have value less than or equal to ${max}`;
    if (min !== undefined && value < min) return `have value greater than or equal to ${min}`;
    return undefined;
}
