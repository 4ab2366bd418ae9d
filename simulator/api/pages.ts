import { AwsError } from "../cloud/errors";

/** One page of `items` and the token of the next one; undefined: it is the last. */
export function pageOf<T>(
    items: readonly T[],
    token: string | undefined,
    size: number,
    invalidCode: string,
): { readonly items: readonly T[]; readonly next: string | undefined } {
    const start = token === undefined ? 0 : startOf(token, invalidCode);
    const end = start + size;
    const next = end < items.length ? Buffer.from(`from ${end}`).toString("base64url") : undefined;
    return { items: items.slice(start, end), next };
}

function startOf(token: string, invalidCode: string): number {
    const match = /^from (\d+)$/.exec(Buffer.from(token, "base64url").toString());
    if (match === null) throw new AwsError(invalidCode, `The token '${token}' is not valid; pass the one of the page before`);
    return Number(match[1]);
}
