/** The condition that people who may, and did not make it, approved the very manifest for the stack. */
import { type Approvers, personOf } from "../../config/approvers";
import type { CheckSettings } from "../../config/checks";
import type { Author, Decision, Tally } from "../approvals/ledger";
import { type Asked, forward, notAsked, type ReleaseCheck, type Verdict } from "./check";

export interface ApprovalWorld {
    readonly stack: string;
    readonly settings: () => CheckSettings;
    readonly approvers: () => Approvers;
    /** Who made the release, as git and the log of releases know it. */
    readonly authors: (version: string) => Promise<readonly Author[]>;
    readonly tally: (stack: string, digest: string, authors: readonly Author[], at: number) => Promise<Tally>;
}

export function approvalCheck(world: ApprovalWorld): ReleaseCheck<Asked> {
    return forward("approval", async (asked) => {
        if (!world.settings().approval) return notAsked("checks.approval");
        const made = await world.authors(asked.version);
        const cure = "make the release with `colorway release create`, or fetch its commit";
        if (made.length === 0)
            return {
                passed: false,
                text: `nobody knows who made release ${asked.version}, so anybody may be its author; ${cure}`,
            };
        const authors = [...made, { name: asked.actor, how: "starts the rollout" }];
        return verdictOf(world, asked, await world.tally(world.stack, asked.digest, authors, Date.parse(asked.started)));
    });
}

function verdictOf({ stack, approvers }: ApprovalWorld, { version, override }: Asked, tally: Tally): Verdict {
    const { needed, approved, rejected, dropped } = tally;
    const [no] = rejected;
    if (no !== undefined)
        return {
            passed: false,
            text: `rejected ${no.happened} by ${no.person}: ${no.reason ?? ""}; ` +
                `\`colorway approve ${version} --stack ${stack}\` by the same person takes it back`,
        };
    const who = approved.length === 0 ? "" : `: ${approved.map(decisionText).join(", ")}`;
    const unheard = dropped
        .filter(({ decision }) => decision.approved)
        .map(({ why }) => `; does not count: ${why}`)
        .join("");
    const told = `${approved.length} of ${needed} people approved${who}${unheard}`;
    const ask = `\`colorway approve ${version} --stack ${stack} --as NAME\``;
    if (approved.length < needed) return { passed: false, waits: true, text: `${told}; ${ask}` };
    const second = override === undefined ? undefined : personOf(approvers(), override.secondPerson);
    if (override !== undefined && !approved.some(({ person }) => person === second)) {
        return {
            passed: false,
            waits: true,
            text: `${told}; the window is overridden with ${override.secondPerson}, who did not approve: ${ask}`,
        };
    }
    return { passed: true, text: told };
}

function decisionText({ person, identity, expires }: Decision): string {
    return `${person} (${identity.kind === "totp" ? "one-time code" : identity.issuer}, until ${expires})`;
}
