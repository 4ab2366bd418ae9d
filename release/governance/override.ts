/** The way past a closed window or a freeze. Pure. */
import { bareName } from "../../config/approvers";

export interface WindowOverride {
    readonly reason: string;
    /** Who agreed, as the one who deploys names them. */
    readonly secondPerson: string;
}

/** What is wrong with it, all at once. @param actor as `maria@build-7 (process 12)` */
export function overrideProblems(actor: string, { reason, secondPerson }: WindowOverride): readonly string[] {
    const problems: string[] = [];
    if (reason.trim() === "") problems.push("override of the window: reason is empty; write why it can't wait");
    if (secondPerson.trim() === "") problems.push("override of the window: the second person is missing; name who agreed");
    else if (bareName(secondPerson) === bareName(actor)) {
        const who = JSON.stringify(secondPerson);
        const same = `the second person, ${who}, is the one who deploys, ${actor}`;
        problems.push(`override of the window: ${same}; name somebody else who agreed`);
    }
    return problems;
}
