/** How the engine marks, in properties of resources, what plain JSON cannot say: pulumi/pulumi sdk/nodejs/runtime/rpc.ts. */

/** In place of a string, or of anything, that is not known before an update. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** In place of a boolean, a number, a list, an asset, an archive, an object. */
const unknownValues: ReadonlySet<unknown> = new Set([
    unknownValue, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** Key of an object that stands for another value, and what it says of it. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export function isUnknown(value: unknown): boolean {
    return unknownValues.has(value);
}

export function isSecret(value: unknown): boolean {
    return signed(value, secret) !== undefined;
}

/** The value of an output that carries what it depends on; unknown where it has none. Anything else as it is. */
export function withoutMark(value: unknown): unknown {
    const marked = signed(value, output);
    if (marked === undefined) return value;
    return marked["secret"] === true ? { [signature]: secret } : withoutMark(marked["value"] ?? unknownValue);
}

function signed(value: unknown, by: string): { readonly [name: string]: unknown } | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const object = value as { readonly [name: string]: unknown };
    return object[signature] === by ? object : undefined;
}
