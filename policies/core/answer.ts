/** Yes, no, or not known yet: for what several values decide together. */
import type { Node } from "./node";
import { met, notMet, Outcome, unknown } from "./outcome";

export type Answer = boolean | { readonly unknown: string };

/** @param absent what a value that is not there counts as */
export function ask(node: Node, test: (node: Node) => boolean, absent = false): Answer {
    if (node.reading === "unknown") return { unknown: node.path };
    return node.reading === "absent" ? absent : test(node);
}

/** No as soon as one is no, whatever else is not known. */
export function every(...answers: readonly Answer[]): Answer {
    return answers.find((answer) => answer === false) ?? answers.find((answer) => answer !== true) ?? true;
}

/** Yes as soon as one is yes, whatever else is not known. */
export function some(...answers: readonly Answer[]): Answer {
    return answers.find((answer) => answer === true) ?? answers.find((answer) => answer !== false) ?? false;
}

export function not(answer: Answer): Answer {
    return typeof answer === "boolean" ? !answer : answer;
}

/** Not met where the answer is yes. */
export function forbidden(answer: Answer, path: string, text: string): Outcome {
    return demanded(not(answer), path, text);
}

/** Not met where the answer is no. */
export function demanded(answer: Answer, path: string, text: string): Outcome {
    if (typeof answer !== "boolean") return unknown(answer.unknown);
    return answer ? met : notMet(path, text);
}
