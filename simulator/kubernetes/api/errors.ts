import { ObjectKey } from "./types";
import { resourceName } from "./kinds";

/** `reason` of a Kubernetes Status, with the HTTP status that goes with it. */
const codes = {
    BadRequest: 400,
    Forbidden: 403,
    NotFound: 404,
    AlreadyExists: 409,
    Conflict: 409,
    Invalid: 422,
    InternalError: 500,
} as const;

export type StatusReason = keyof typeof codes;

/** A refusal of the API server, with the text of its Status. */
export class ApiError extends Error {
    readonly code: number;

    constructor(
        readonly reason: StatusReason,
        message: string,
    ) {
        super(message);
        this.name = "ApiError";
        this.code = codes[reason];
    }
}

export function notFound(key: ObjectKey): ApiError {
    return new ApiError("NotFound", `${resourceName(key)} "${key.name}" not found`);
}

/** The kind itself is unknown: most often a custom resource whose definition is not installed. */
export class NoMatch extends ApiError {
    constructor(apiVersion: string, kind: string) {
        super("NotFound", `no matches for kind "${kind}" in version "${apiVersion}"`);
        this.name = "NoMatch";
    }
}

export function noMatch(apiVersion: string, kind: string): ApiError {
    return new NoMatch(apiVersion, kind);
}

export function alreadyExists(key: ObjectKey): ApiError {
    return new ApiError("AlreadyExists", `${resourceName(key)} "${key.name}" already exists`);
}

export function forbidden(key: ObjectKey, why: string): ApiError {
    return new ApiError("Forbidden", `${resourceName(key)} "${key.name}" is forbidden: ${why}`);
}

export function conflict(key: ObjectKey): ApiError {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    return new ApiError("Conflict", `Operation cannot be fulfilled on ${resourceName(key)} "${key.name}": ${why}`);
}

export function isNotFound(error: unknown): boolean {
    return error instanceof ApiError && error.reason === "NotFound";
}
