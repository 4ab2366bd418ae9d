/** Decisions on releases, as the hash-chained log of approvals tells them. Pure: entries in, who approved out. */
import { type Approvers, bareName, type StackApproval } from "../../config/approvers";
import type { AuditEntry } from "../audit/chain";

export const approvalTypes = { attempt: "approval-attempt", given: "approval-given", rejected: "approval-rejected" } as const;

/** How somebody proved who they are. */
export type Identity =
    /** By a one-time code; the seal binds the decision to the code's secret. */
    | { readonly kind: "totp"; readonly step: number; readonly seal: string }
    /** By a token of an issuer in `approvers.yaml`. */
    | { readonly kind: "oidc"; readonly issuer: string; readonly subject: string; readonly token: string };

/** What somebody decided: about one manifest in one stack. */
export interface Decided {
    readonly approved: boolean;
    readonly person: string;
    readonly stack: string;
    readonly version: string;
    readonly digest: string;
    /** When, ISO 8601. */
    readonly happened: string;
    /** Until when it holds, ISO 8601. */
    readonly expires: string;
    readonly reason?: string;
}

/** A decision as it was written. */
export interface Decision extends Decided {
    readonly entry: number;
    readonly identity: Identity;
}

/** Wrong codes of a person within the time are all that anybody has; then nobody has any. */
export const allowedFailures = 5;
export const failureWindowMs = 15 * 60_000;

/** Every decision on a manifest in a stack, oldest first. A code or a token that was used before decides nothing. */
export function decisionsOf(entries: readonly AuditEntry[], stack: string, digest: string): readonly Decision[] {
    const used = new Set<string>();
    return entries.flatMap(({ type, sequence, data }): readonly Decision[] => {
        if (type !== approvalTypes.given && type !== approvalTypes.rejected) return [];
        const { decision, identity } = data as { readonly decision: Decided; readonly identity: Identity };
        const proof = proofOf(decision.person, identity);
        if (used.has(proof)) return [];
        used.add(proof);
        return decision.stack === stack && decision.digest === digest ? [{ ...decision, identity, entry: sequence }] : [];
    });
}

/** Whether a proof was used in an entry before that one. */
export function isReplay(entries: readonly AuditEntry[], before: number, person: string, identity: Identity): boolean {
    const proof = proofOf(person, identity);
    return entries.some(({ sequence, data }) => {
        const { decision, identity: other } = data as { readonly decision?: Decided; readonly identity?: Identity };
        return sequence < before && decision !== undefined && other !== undefined && proofOf(decision.person, other) === proof;
    });
}

/**
 * Failed attempts of a person before an entry: those that no decision names.
 *
 * @returns times, milliseconds since 1970, oldest first
 */
export function failuresOf(entries: readonly AuditEntry[], person: string, before: number, now: number): readonly number[] {
    const succeeded = new Set(entries.flatMap(({ data }) => (typeof data["attempt"] === "number" ? [data["attempt"]] : [])));
    return entries.flatMap(({ type, sequence, data, at }) => {
        const own = type === approvalTypes.attempt && data["person"] === person && sequence < before && !succeeded.has(sequence);
        return own && Date.parse(at) > now - failureWindowMs ? [Date.parse(at)] : [];
    });
}

/** Somebody who made the release or starts its rollout, by a name. */
export interface Author {
    readonly name: string;
    /** As `made the commit`. */
    readonly how: string;
}

/** What a person did that keeps them from approving; undefined: nothing. */
export function authorship(approvers: Approvers, person: string, authors: readonly Author[]): string | undefined {
    const own = [person, ...(approvers.people[person]?.names ?? [])].map(bareName);
    const found = authors.filter(({ name }) => own.includes(bareName(name))).map(({ how }) => how);
    return found.length === 0 ? undefined : [...new Set(found)].join(" and ");
}

export interface Tally {
    readonly needed: number;
    /** The decisions that count, one for each person. */
    readonly approved: readonly Decision[];
    readonly rejected: readonly Decision[];
    /** Why the others don't count. */
    readonly dropped: readonly { readonly decision: Decision; readonly why: string }[];
}

/**
 * The last word of each person counts, unless they made the release, have no role for it now, or it expired.
 *
 * @param at when the rollout began, milliseconds since 1970: what held then holds for all of it
 */
export function tallyOf(
    decisions: readonly Decision[],
    approvers: Approvers,
    rule: StackApproval,
    authors: readonly Author[],
    at: number,
): Tally {
    const last = [...new Map(decisions.map((decision) => [decision.person, decision])).values()];
    const judged = last.map((decision) => ({ decision, why: objection(decision, approvers, rule, authors, at) }));
    const counting = judged.flatMap(({ decision, why }) => (why === undefined ? [decision] : []));
    return {
        needed: rule.needed,
        approved: counting.filter(({ approved }) => approved),
        rejected: counting.filter(({ approved }) => !approved),
        dropped: judged.flatMap(({ decision, why }) => (why === undefined ? [] : [{ decision, why }])),
    };
}

function objection(
    { person, approved, expires }: Decision,
    approvers: Approvers,
    rule: StackApproval,
    authors: readonly Author[],
    at: number,
): string | undefined {
    const roles = approvers.people[person]?.roles ?? [];
    if (!roles.some((role) => rule.roles.includes(role)))
        return `${person} has none of the roles ${rule.roles.join(", ")} any more`;
    // No author lets the own release through; whoever says no to it is heard.
    const did = approved ? authorship(approvers, person, authors) : undefined;
    if (did !== undefined) return `${person} ${did}`;
    return approved && Date.parse(expires) <= at ? `${person}'s expired ${expires}` : undefined;
}

function proofOf(person: string, identity: Identity): string {
    return identity.kind === "totp" ? `totp ${person} ${identity.step}` : `oidc ${identity.issuer} ${identity.token}`;
}
