/** Writes decisions on releases, and tells which count. One log for all stacks, so that a code or token is used once in all. */
import type { Approvers, StackApproval } from "../../config/approvers";
import type { AuditEntry } from "../audit/chain";
import { AuditLog, AuditUntrue } from "../audit/log";
import { approvalLog } from "../audit/names";
import { AuditTrail } from "../audit/trail";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";
import {
    allowedFailures,
    approvalTypes,
    type Author,
    authorship,
    type Decided,
    type Decision,
    decisionsOf,
    failuresOf,
    failureWindowMs,
    type Identity,
    isReplay,
    type Tally,
    tallyOf,
} from "./ledger";
import { type IssuerKeys, personByToken } from "./token";
import type { OneTimeSecret } from "./totp";

/** The decision was not taken. */
export class ApprovalRefused extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "ApprovalRefused";
    }
}

export interface BookOptions {
    /** The log of approvals. */
    readonly log: AuditStore;
    readonly clock: Clock;
    /** Who runs the process. */
    readonly actor: string;
    /** @throws where there are none, or the file is not in order */
    readonly approvers: () => Approvers;
    /** @throws where it can't be had */
    readonly secretOf: (person: string) => Promise<OneTimeSecret>;
    readonly keys: IssuerKeys;
}

/** What is decided, and who says so. */
export interface DecisionRequest {
    readonly approved: boolean;
    readonly stack: string;
    readonly version: string;
    /** Digest of the manifest. */
    readonly digest: string;
    readonly reason?: string | undefined;
    /** Who made the release, as far as it is known. */
    readonly authors: readonly Author[];
    readonly proof: { readonly person: string; readonly code: string } | { readonly token: string };
}

const hourMs = 3_600_000;

export class ApprovalBook {
    constructor(private readonly options: BookOptions) {}

    /** Durable when it ends. @throws ApprovalRefused, AuditUntrue */
    async decide(request: DecisionRequest): Promise<Decision> {
        const { proof } = request;
        const approvers = this.options.approvers();
        if ("token" in proof) {
            const { keys, clock } = this.options;
            const { person, identity } = await personByToken(approvers, proof.token, keys, clock.now()).catch(refuse);
            this.refuseUnable(approvers, person, request);
            return this.write(this.decided(approvers, person, request), identity);
        }
        const { person, code } = proof;
        this.refuseUnable(approvers, person, request);
        const secret = await this.options.secretOf(person).catch(refuse);
        const { attempt, step } = await this.attempted(person, code, secret, request);
        const decided = this.decided(approvers, person, request);
        return this.write(decided, { kind: "totp", step, seal: secret.sealOf(decided) }, attempt);
    }

    /**
     * Who approved a manifest for a stack.
     *
     * @param at when the rollout began, milliseconds since 1970
     * @throws where the log was changed, the file is not in order, or a seal can't be looked at
     */
    async tally(stack: string, digest: string, authors: readonly Author[], at: number): Promise<Tally> {
        const approvers = this.options.approvers();
        const decisions = decisionsOf(await this.entries(), stack, digest);
        const sealed: Decision[] = [];
        const forged: Decision[] = [];
        for (const each of decisions) ((await this.isSealed(each)) ? sealed : forged).push(each);
        const tally = tallyOf(sealed, approvers, ruleOf(approvers, stack), authors, at);
        const why = (decision: Decision): string =>
            `entry ${decision.entry} is not sealed by ${decision.person}'s secret: somebody else wrote it, ` +
                `or the secret is a new one`;
        return { ...tally, dropped: [...tally.dropped, ...forged.map((decision) => ({ decision, why: why(decision) }))] };
    }

    /** Every mistake at once, before anything is written. */
    private refuseUnable(approvers: Approvers, person: string, { approved, stack, reason = "", authors }: DecisionRequest): void {
        const problems: string[] = [];
        const rule = approvers.stacks[stack];
        const own = approvers.people[person];
        if (rule === undefined)
            problems.push(
                `${stack}: approvers.yaml does not say who approves for it; allowed: ${Object.keys(approvers.stacks).join(", ")}`,
            );
        if (own === undefined)
            problems.push(`${person}: is nobody in approvers.yaml; allowed: ${Object.keys(approvers.people).join(", ")}`);
        if (rule !== undefined && own !== undefined && !own.roles.some((role) => rule.roles.includes(role))) {
            problems.push(`${person}: has the roles ${own.roles.join(", ")}; ${stack} is decided on by ${rule.roles.join(", ")}`);
        }
        const did = approved ? authorship(approvers, person, authors) : undefined;
        if (did !== undefined) problems.push(`${person}: ${did}; somebody else has to approve it`);
        if (!approved && reason.trim() === "") problems.push("reason: is empty; write why, everybody who is refused reads it");
        if (problems.length > 0) throw new ApprovalRefused(problems);
    }

    /** An attempt is on record before its code is looked at: many at once are no more than as many one after the other. */
    private async attempted(
        person: string,
        code: string,
        secret: OneTimeSecret,
        { stack, version }: DecisionRequest,
    ): Promise<{ readonly attempt: number; readonly step: number }> {
        const { clock, actor } = this.options;
        const now = clock.now();
        const happened = new Date(now).toISOString();
        const { sequence } = await this.trail().append({
            type: approvalTypes.attempt,
            data: { happened, actor, person, stack, version },
        });
        const entries = await this.entries();
        const failures = failuresOf(entries, person, sequence, now);
        if (failures.length >= allowedFailures) {
            const again = new Date((failures.at(-allowedFailures) ?? now) + failureWindowMs).toISOString();
            throw new ApprovalRefused([
                `${person}: ${failures.length} codes failed within ${failureWindowMs / 60_000} minutes; ` +
                    `none is looked at before ${again}`,
            ]);
        }
        const left = allowedFailures - failures.length - 1;
        const step = secret.stepOf(code, now);
        if (step === undefined)
            throw new ApprovalRefused([
                `${person}: the code is wrong or too old; ${left} more may fail within ${failureWindowMs / 60_000} minutes`,
            ]);
        const identity: Identity = { kind: "totp", step, seal: "" };
        if (isReplay(entries, sequence, person, identity))
            throw new ApprovalRefused([`${person}: the code was used already; wait for the next one`]);
        return { attempt: sequence, step };
    }

    private decided(
        approvers: Approvers,
        person: string,
        { approved, stack, version, digest, reason }: DecisionRequest,
    ): Decided {
        const now = this.options.clock.now();
        const { validHours } = ruleOf(approvers, stack);
        const [happened, expires] = [now, now + validHours * hourMs].map((time) => new Date(time).toISOString()) as [
            string,
            string,
        ];
        return { approved, person, stack, version, digest, happened, expires, ...(reason === undefined ? {} : { reason }) };
    }

    private async write(decision: Decided, identity: Identity, attempt?: number): Promise<Decision> {
        const { actor } = this.options;
        if (isReplay(await this.entries(), Infinity, decision.person, identity))
            throw new ApprovalRefused([`${decision.person}: this token or code was used already; get another one`]);
        const { happened, stack, version, reason } = decision;
        const about = { happened, actor, stack, version, ...(reason === undefined ? {} : { reason }) };
        const type = decision.approved ? approvalTypes.given : approvalTypes.rejected;
        const data = { ...about, decision, identity, ...(attempt === undefined ? {} : { attempt }) };
        const { sequence } = await this.trail().append({ type, data });
        // Two at the same time may both have found it unused: the first in the log has it.
        if (isReplay(await this.entries(), sequence, decision.person, identity))
            throw new ApprovalRefused([
                `${decision.person}: this token or code was used at the same time elsewhere; get another one`,
            ]);
        return { ...decision, identity, entry: sequence };
    }

    private async isSealed({ entry: _, identity, ...decided }: Decision): Promise<boolean> {
        return identity.kind === "oidc" || (await this.options.secretOf(decided.person)).isSealed(decided, identity.seal);
    }

    private async entries(): Promise<readonly AuditEntry[]> {
        const { entries, findings } = await new AuditLog(approvalLog, this.options.log).verify();
        if (findings.length > 0) throw new AuditUntrue(approvalLog, findings);
        return entries;
    }

    private trail(): AuditTrail {
        return new AuditTrail(this.options.log, this.options.clock, approvalLog);
    }
}

/** @throws ApprovalRefused */
export function ruleOf({ stacks }: Approvers, stack: string): StackApproval {
    const rule = stacks[stack];
    if (rule !== undefined) return rule;
    throw new ApprovalRefused([
        `${stack}: approvers.yaml does not say who approves for it; write \`stacks: {${stack}: {roles: [release-manager], ` +
            `needed: 1}}\``,
    ]);
}

function refuse(error: unknown): never {
    throw new ApprovalRefused([error instanceof Error ? error.message : String(error)]);
}
