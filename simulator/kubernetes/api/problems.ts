import { canonical, Props, record, records, textOr, Value } from "../../cloud/values";
import { ApiError } from "./errors";
import { kindName } from "./kinds";
import type { Manifest } from "./types";

/** Every mistake of an object, in the words of `k8s.io/apimachinery/pkg/util/validation/field`. */
export class Problems {
    private readonly found: string[] = [];

    required(path: string, detail?: string): void {
        this.add(path, "Required value", detail);
    }

    invalid(path: string, value: Value | undefined, detail: string): void {
        this.add(path, `Invalid value: ${shown(value)}`, detail);
    }

    /** Of a value that the API server shows in its own inner form. */
    invalidShown(path: string, value: string, detail: string): void {
        this.add(path, `Invalid value: ${value}`, detail);
    }

    /** One mistake per text. */
    invalidEach(path: string, value: Value | undefined, details: readonly string[]): void {
        details.forEach((detail) => this.invalid(path, value, detail));
    }

    unsupported(path: string, value: Value | undefined, allowed: readonly string[]): void {
        this.add(
            path,
            `Unsupported value: ${shown(value)}`,
            `supported values: ${allowed.map((each) => JSON.stringify(each)).join(", ")}`,
        );
    }

    duplicate(path: string, value: Value): void {
        this.add(path, `Duplicate value: ${shown(value)}`);
    }

    duplicateShown(path: string, value: string): void {
        this.add(path, `Duplicate value: ${value}`);
    }

    notFound(path: string, value: Value): void {
        this.add(path, `Not found: ${shown(value)}`);
    }

    forbidden(path: string, detail: string): void {
        this.add(path, "Forbidden", detail);
    }

    tooLong(path: string, bytes: number): void {
        this.add(path, "Too long", `may not be more than ${bytes} bytes`);
    }

    tooMany(path: string, actual: number, most: number): void {
        this.add(path, `Too many: ${actual}`, `must have at most ${most} items`);
    }

    /** Whether something is wrong at that path or below it. */
    has(path: string): boolean {
        return this.found.some(
            (problem) => problem.startsWith(`${path}:`) || problem.startsWith(`${path}.`) || problem.startsWith(`${path}[`),
        );
    }

    /** Throws what is wrong as the API server answers it: 422 Invalid. */
    throwFor(object: Manifest): void {
        if (this.found.length === 0) return;
        const all = this.found.length === 1 ? (this.found[0] ?? "") : `[${this.found.join(", ")}]`;
        throw new ApiError("Invalid", `${kindName(object)} "${textOr(object.metadata, "name", "")}" is invalid: ${all}`);
    }

    private add(path: string, body: string, detail = ""): void {
        const problem = `${path}: ${body}${detail === "" ? "" : `: ${detail}`}`;
        if (!this.found.includes(problem)) this.found.push(problem);
    }
}

function shown(value: Value | undefined): string {
    return typeof value === "string" || typeof value === "object" ? canonical(value) : String(value ?? "null");
}

/** A record that is being looked at, with its place in the object. */
export interface Place {
    readonly at: string;
    readonly value: Props;
}

export function child(place: Place, name: string): Place {
    return { at: `${place.at}.${name}`, value: record(place.value, name) };
}

export function has(place: Place, name: string): boolean {
    return place.value[name] !== undefined;
}

export function children(place: Place, name: string): readonly Place[] {
    return records(place.value, name).map((value, index) => ({ at: `${place.at}.${name}[${index}]`, value }));
}

export function field(place: Place, name: string): string {
    return place.at === "" ? name : `${place.at}.${name}`;
}
