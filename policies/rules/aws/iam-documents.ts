/** What rules of IAM policies share. */
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { judgedPolicy, type Statement } from "../../core/policy-document";
import type { Node } from "../../core/node";
import { saidAt } from "../../core/parts";
import type { Condition, Context, Subject } from "../../core/rule";

export const roleType = "aws:iam/role:Role";
/** Resources that are one policy. */
export const policyTypes = [
    "aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy",
];

/** Whether the statement is for all resources, or for all but some. */
export function onEverything({ resources, notResources }: Statement): boolean {
    return notResources.length > 0 || resources.some((resource) => /^[*:]*\*[*:]*$/.test(resource));
}

/** Whether the statement grants every action of every service on everything. */
export function isAdmin(statement: Statement): boolean {
    return statement.effect === "Allow"
        && statement.actions.some((action) => /^\*(:\*)?$/.test(action))
        && onEverything(statement);
}

/** The policy documents of a resource: its own, or the inline ones of a role. */
function documentsOf(subject: Subject): readonly Node[] {
    if (subject.type !== roleType) return [subject.props.at("policy")];
    const list = saidAt(subject, "inlinePolicies");
    return list.reading === "unknown" ? [list] : list.items().map((item) =>
        (item.reading === "unknown" ? item : item.at("policy")));
}

/** Judges what a policy allows, statement by statement. @param test gives what is wrong */
export function eachAllow(test: (statement: Statement, context: Context) => string | undefined): Condition {
    return (subject, context) => {
        const documents = documentsOf(subject);
        if (documents.length === 0) return notApplicable("it has no policy of its own");
        return documents.flatMap((node) => allowsOnly(node, (statement) => test(statement, context)));
    };
}

export function allowsOnly(node: Node, test: (statement: Statement) => string | undefined): readonly Outcome[] {
    return judgedPolicy(node, notApplicable("it has no policy of its own"), (statements) => [
        met,
        ...statements.filter(({ effect }) => effect === "Allow").flatMap((statement) => {
            const wrong = test(statement);
            return wrong === undefined ? [] : [notMet(statement.path, wrong)];
        }),
    ]);
}

/** Outcomes about another resource, under its name. */
export function aboutOther(name: string, outcomes: readonly Outcome[]): readonly Outcome[] {
    return outcomes.map((outcome) => {
        if (outcome.kind === "unknown") return unknown(`${name}.${outcome.path}`);
        return outcome.kind === "notMet" ? notMet(`${name}.${outcome.path}`, outcome.text) : outcome;
    });
}
