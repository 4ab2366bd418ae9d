/** Every rule: what is refused in a migration, why, and how it is done instead. */

import { fileRules } from "./rules/file-rules";
import { liveRules } from "./rules/live-rules";
import { lockRules } from "./rules/lock-rules";
import type { Rule } from "./rules/rule";

const catalog = { ...fileRules, ...liveRules, ...lockRules };

export type RuleId = keyof typeof catalog;

export const rules: { readonly [id in RuleId]: Rule } = catalog;

export const ruleIds = Object.keys(catalog) as readonly RuleId[];

export function isRuleId(text: string): text is RuleId {
    return Object.hasOwn(catalog, text);
}

/** A reason that is stated lifts the rule for the next statement. */
export const stateIt = (rule: string): string =>
    `or state why it is safe, in the line before: -- colorway: allow ${rule}: REASON`;
