/** Which resources the selections of AWS Backup take (Backup API reference, BackupSelection). */
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { covers } from "../../core/policy-document";
import type { StackView, Subject } from "../../core/rule";

const selection = "aws:backup/selection:Selection";

type Answer = "yes" | "no" | "unknown";

/** Whether a selection of the stack takes the database instance. */
export function selectsForBackup(subject: Subject, stack: StackView): Outcome {
    const selections = stack.ofType(selection);
    const answers = selections.map((each) => takes(each, subject, stack));
    if (answers.includes("yes")) return met;
    const open = answers.indexOf("unknown");
    return open < 0 ? notMet("", "is in no backup selection of this stack") : unknown(`${selections[open]?.name}.resources`);
}

/** What `resources` names is taken where `conditions` hold; what has one of `selectionTags` is taken, too. */
function takes(each: Subject, subject: Subject, stack: StackView): Answer {
    const excluded = lists(each, "notResources", subject, stack);
    if (excluded !== "no") return excluded === "yes" ? "no" : "unknown";
    const byName = and(lists(each, "resources", subject, stack), conditionsHold(each.props.at("conditions"), subject));
    const byTag = selectedByTag(each.props.at("selectionTags"), subject);
    return byName === "yes" || byTag === "yes" ? "yes" : byName === "unknown" || byTag === "unknown" ? "unknown" : "no";
}

function lists(each: Subject, property: string, subject: Subject, stack: StackView): Answer {
    if (stack.naming(subject, selection, property).found.includes(each)) return "yes";
    const list = each.props.at(property);
    if (list.items().some(({ text }) => text !== undefined && means(text, subject))) return "yes";
    return list.settled ? "no" : each.from(property).length > 0 ? "no" : "unknown";
}

/** An ARN with wildcards. The part before the name tells the kind; where the ARN is not known yet, the name decides. */
function means(pattern: string, { props }: Subject): boolean {
    const arn = props.at("arn").text ?? `arn:aws:rds:region:account:db:${props.at("identifier").text ?? "\u0000"}`;
    if (props.at("arn").text !== undefined) return covers(pattern, arn);
    const [head, name] = pattern.split(":db:");
    if (name === undefined || head === undefined) return covers(pattern, arn);
    return /^(arn:[^:]*:rds|\*)/.test(head) && covers(name, props.at("identifier").text ?? "\u0000");
}

function selectedByTag(list: Node, subject: Subject): Answer {
    return list.items()
        .reduce<Answer>((found, tag) => (found === "yes"
            ? found
            : or(found, hasTag(subject, tag.at("key"), tag.at("value"), false))), list.reading === "unknown" ? "unknown" : "no");
}

function conditionsHold(conditions: Node, subject: Subject): Answer {
    if (!conditions.settled) return "unknown";
    const blocks = Array.isArray(conditions.value) ? conditions.items() : [conditions];
    const checks = blocks.flatMap((block) =>
        (["stringEquals", "stringLikes", "stringNotEquals", "stringNotLikes"] as const).flatMap((operator) =>
            block.at(operator).items().map((each) => {
                const answer = hasTag(subject, each.at("key"), each.at("value"), operator.endsWith("Likes"));
                return operator.startsWith("stringNot") ? not(answer) : answer;
            })));
    return checks.reduce<Answer>(and, "yes");
}

/** Keys of conditions have the prefix `aws:ResourceTag/`. */
function hasTag({ props }: Subject, key: Node, value: Node, wildcards: boolean): Answer {
    if (key.text === undefined || value.text === undefined) return "unknown";
    const tags = props.at("tags");
    const tag = tags.entries().find(([name]) => name === key.text?.replace(/^aws:ResourceTag\//, ""))?.[1];
    if (tags.reading === "unknown" || tag?.reading === "unknown") return "unknown";
    if (tag?.text === undefined) return "no";
    return (wildcards ? covers(value.text, tag.text) : value.text === tag.text) ? "yes" : "no";
}

function and(one: Answer, other: Answer): Answer {
    return one === "no" || other === "no" ? "no" : one === "unknown" || other === "unknown" ? "unknown" : "yes";
}

function or(one: Answer, other: Answer): Answer {
    return not(and(not(one), not(other)));
}

function not(answer: Answer): Answer {
    return answer === "unknown" ? answer : answer === "yes" ? "no" : "yes";
}
