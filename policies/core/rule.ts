/** What a rule is. A rule knows no framework: which controls it serves is data. */
import type { Node } from "./node";
import type { Outcome } from "./outcome";

/** A resource that a rule looks at. */
export interface Subject {
    /** As `aws:s3/bucket:Bucket`. */
    readonly type: string;
    readonly urn: string;
    readonly name: string;
    readonly props: Node;
    /** Whether Pulumi refuses to delete it. */
    readonly protect: boolean;
    /** Resources that a property's value comes from, also where the value is not known yet. */
    from(property: string): readonly Subject[];
    /**
     * Whether the program sets the property, as far as that is known. After an update AWS's own values stand beside the
     * program's, as
     * the key that it took where none was named.
     */
    sets(property: string): boolean;
    /** URN of the component that it is a part of. */
    readonly parent?: string;
    /** Properties of its provider, as `defaultTags`; absent where they are not told. */
    readonly provider: Node;
}

/** All resources of a stack, with their relations. */
export interface StackView {
    ofType(...types: readonly string[]): readonly Subject[];
    /**
     * Resources of a type of which `property` names this one: by where its value comes from, else by this one's identifier or
     * name.
     * Empty where none does for certain; `unsure` where a value is not known and comes from nowhere that is known.
     */
    naming(subject: Subject, type: string, property: string): { readonly found: readonly Subject[]; readonly unsure: readonly Subject[] };
}

export interface Context {
    readonly stack: StackView;
    /** Value of a parameter of the rule, as configured or by default. */
    parameter(name: string): unknown;
}

/** One thing that a resource must fulfil. Small, so that one unknown value hides nothing else. */
export type Condition = (subject: Subject, context: Context) => Outcome | readonly Outcome[];

export interface Parameter {
    readonly description: string;
    readonly default: unknown;
    /** JSON schema of the value. */
    readonly schema: { readonly [keyword: string]: unknown };
    /** Name of the parameter in the control that demands it, as `au-11_odp`. */
    readonly control?: string;
}

export interface Rule {
    /** In kebab-case; never changes. */
    readonly id: string;
    /** What is demanded, as a sentence without a full stop. */
    readonly title: string;
    /** What happens otherwise. */
    readonly why: string;
    /** How to mend it in a Pulumi program. */
    readonly cure: string;
    /** Types of resources that it gives a verdict on. */
    readonly types: readonly string[];
    /**
     * `stack`: it needs other resources than the one that it judges, so it can't stop that one from being made, but fails the
     * update.
     */
    readonly kind: "resource" | "stack";
    readonly parameters?: { readonly [name: string]: Parameter };
    /** Every one must be met. */
    readonly conditions: readonly Condition[];
}

export type Severity = "low" | "medium" | "high" | "critical";
