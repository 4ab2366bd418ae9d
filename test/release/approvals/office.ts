/** Approvals in memory: two people who may approve prod, one who may not, and whose codes a test knows. */
import type { Approvers } from "../../../config/approvers";
import { readApprovers } from "../../../config/approvers";
import { ApprovalBook, type DecisionRequest } from "../../../release/approvals/book";
import type { Author, Decision, Tally } from "../../../release/approvals/ledger";
import type { IssuerKeys } from "../../../release/approvals/token";
import { OneTimeSecret } from "../../../release/approvals/totp";
import { MemoryAuditStore } from "../audit/memory-audit";
import { FakeClock } from "../fake-clock";

export const approversText = `
people:
  maria: {roles: [release-manager], names: [maria@acme.example, mar-gh]}
  olga: {roles: [release-manager]}
  zoe: {roles: [release-manager]}
  peter: {roles: [developer]}
stacks:
  prod: {roles: [release-manager], needed: 2, validHours: 24}
  staging: {roles: [developer, release-manager]}
issuers:
  github:
    issuer: https://token.actions.githubusercontent.com
    audience: colorway
    person: actor
    require: {repository: acme/trading}
`;

export const digest = `sha256:${"a".repeat(64)}`;
/** A step of the codes, in milliseconds. */
export const step = 30_000;

export class Office {
    readonly clock = new FakeClock();
    readonly log = new MemoryAuditStore();
    readonly secrets = new Map<string, OneTimeSecret>();
    approvers: Approvers = approversOf(approversText);
    keys: IssuerKeys = () => Promise.reject(new Error("no keys"));
    readonly book = new ApprovalBook({
        log: this.log, clock: this.clock, actor: "root@runner (process 7)", approvers: () => this.approvers,
        secretOf: async (person) => this.secretOf(person), keys: (issuer) => this.keys(issuer),
    });

    code(person: string): string {
        return this.secretOf(person).codeAt(this.clock.now());
    }

    /** By the right code of now, where none is given. */
    decide(person: string, parts: Partial<DecisionRequest> & { readonly code?: string } = {}): Promise<Decision> {
        const { code = this.code(person), ...rest } = parts;
        return this.book.decide({ approved: true, stack: "prod", version: "1.1.0", digest, authors: [], proof: { person, code }, ...rest });
    }

    tally(authors: readonly Author[] = [], of = digest, stack = "prod"): Promise<Tally> {
        return this.book.tally(stack, of, authors, this.clock.now());
    }

    async approvedBy(authors: readonly Author[] = [], of = digest, stack = "prod"): Promise<readonly string[]> {
        return (await this.tally(authors, of, stack)).approved.map(({ person }) => person);
    }

    /** Types of the entries, in order. */
    get entries(): readonly string[] {
        return this.log.parts().map(({ text }) => (JSON.parse(text) as { readonly entry: { readonly type: string } }).entry.type);
    }

    secretOf(person: string): OneTimeSecret {
        const found = this.secrets.get(person) ?? OneTimeSecret.read(OneTimeSecret.fresh(person, "colorway"));
        this.secrets.set(person, found);
        return found;
    }
}

export function approversOf(text: string): Approvers {
    const read = readApprovers(text);
    if ("approvers" in read) return read.approvers;
    throw new Error(JSON.stringify(read.problems));
}
