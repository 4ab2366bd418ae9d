import { Cloud, CloudObject } from "../cloud/cloud";
import { Draft, Props, Value } from "../cloud/values";

/**
 * How one AWS resource type behaves. The engine room (`provider.ts`) does what is the same for all: checks inputs against
 * `inputs`, names, tags, previews, diffs, replacement, refresh, import. A model says only what is particular.
 */
export interface ResourceModel {
    /** Pulumi type token, as `aws:ec2/vpc:Vpc`. */
    readonly type: string;
    /** Service as AWS's SDK names it in errors: `EC2`, `RDS`, `EKS`, `Elastic Load Balancing v2`. */
    readonly service: string;
    /** API actions, for error texts: `CreateVpc`, `ModifyVpcAttribute`, `DeleteVpc`. */
    readonly actions: { readonly create: string; readonly update?: string; readonly remove: string };
    /** Error code for an input that breaks a rule below (`InvalidParameterValue`, `ValidationError`, …). */
    readonly invalidCode: string;
    /** Every input property that is modeled. Any other is refused as not modeled. */
    readonly inputs: Shape;
    /** Names of the outputs that AWS computes (beside inputs marked `computed`, `tagsAll`, `region`). Unknown in a preview of a creation. */
    readonly outputs: readonly string[];
    /** Whether it carries `tags` and `tagsAll`. */
    readonly tagged: boolean;
    /** The property that gets a name from the logical name when it is absent. */
    readonly autoname?: Autoname;
    /** Rules over several properties, checked in the preview as the real provider does; values may be unknown. One text per mistake. */
    readonly validate?: (inputs: Props) => readonly Mistake[];
    /** Properties (beside those marked `replace`) whose change replaces, where that depends on the values. */
    readonly replaceOn?: (olds: Props, news: Props) => readonly string[];
    /** Computed outputs that become unknown in the preview of an update, because this change gives them a new value. */
    readonly recomputed?: (olds: Props, news: Props) => readonly string[];
    /** Makes it: returns id and every output. All inputs are known. Throws `AwsError`. Must change nothing when it throws. */
    readonly create: (cloud: Cloud, inputs: Props) => Made | Promise<Made>;
    /** Changes it in place: returns every output. Absent: every change replaces. */
    readonly update?: (cloud: Cloud, object: CloudObject, inputs: Props) => Draft | Props | Promise<Draft | Props>;
    /** Refuses or cleans up before the object goes; the engine room removes the object itself. */
    readonly remove?: (cloud: Cloud, object: CloudObject) => void | Promise<void>;
    /** The present outputs, where they live elsewhere or change by themselves; undefined: it is gone. */
    readonly read?: (cloud: Cloud, object: CloudObject) => Props | undefined;
    /** Finds an object for import or adoption by the id a user gives; default: the id itself. */
    readonly lookup?: (cloud: Cloud, id: string) => CloudObject | undefined;
    /** Seconds that AWS usually takes; used only by a realistic clock. */
    readonly usualSeconds?: { readonly create?: number; readonly update?: number; readonly remove?: number };
    /** For docs/simulator.md: what create, update and remove check beyond `inputs`, each with its source. */
    readonly checks: readonly Check[];
}

export interface Made {
    readonly id: string;
    /** All properties: inputs as AWS keeps them and computed outputs. */
    readonly props: Props | Draft;
    readonly hidden?: Props;
}

export interface Mistake {
    readonly path: string;
    readonly message: string;
}

export interface Check {
    /** One sentence: what is refused, with AWS's error code. */
    readonly what: string;
    /** Where that is documented: an API reference action or a guide page. */
    readonly source: string;
}

export interface Autoname {
    readonly property: string;
    readonly maxLength: number;
    /** Lower-cases the logical name (S3, RDS). */
    readonly lower?: boolean;
}

export interface Shape {
    readonly [name: string]: Property;
}

interface Common {
    readonly required?: boolean;
    /** A change forces a new resource. */
    readonly replace?: boolean;
    /** Absent: AWS chooses, and the choice shows in the outputs. */
    readonly computed?: boolean;
    /** What AWS takes where it is absent; shown in the outputs. */
    readonly default?: Value;
    /** Overrides the model's `invalidCode`. */
    readonly code?: string;
    /** Where the limits come from, for docs/simulator.md. */
    readonly source?: string;
    /** Two values that AWS takes for the same (policy documents, case, order). */
    readonly same?: (a: Value, b: Value) => boolean;
    /** Any further rule; the mistake in words, or undefined. Only called with values wholly known. */
    readonly rule?: (value: Value) => string | undefined;
    /** Accepted, but not kept in outputs (passwords) . */
    readonly writeOnly?: boolean;
    /** Names of properties that may not be given together with this one. */
    readonly conflictsWith?: readonly string[];
}

export interface TextProperty extends Common {
    readonly kind: "text";
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: RegExp;
    readonly oneOf?: readonly string[];
}

export interface NumberProperty extends Common {
    readonly kind: "number";
    readonly min?: number;
    readonly max?: number;
    readonly oneOf?: readonly number[];
    /** Default true. */
    readonly integer?: boolean;
}

export interface FlagProperty extends Common {
    readonly kind: "flag";
}

export interface ListProperty extends Common {
    readonly kind: "list";
    readonly of: Property;
    readonly minItems?: number;
    readonly maxItems?: number;
    /** A set: order does not count, duplicates fold. */
    readonly unordered?: boolean;
}

export interface MapProperty extends Common {
    readonly kind: "map";
    readonly of: Property;
}

export interface ObjectProperty extends Common {
    readonly kind: "object";
    readonly fields: Shape;
}

export type Property = TextProperty | NumberProperty | FlagProperty | ListProperty | MapProperty | ObjectProperty;

type Rules<P extends Property> = Omit<P, "kind">;

export function textProperty(rules: Rules<TextProperty> = {}): TextProperty {
    return { kind: "text", ...rules };
}

export function numberProperty(rules: Rules<NumberProperty> = {}): NumberProperty {
    return { kind: "number", ...rules };
}

export function flagProperty(rules: Rules<FlagProperty> = {}): FlagProperty {
    return { kind: "flag", ...rules };
}

export function listProperty(of: Property, rules: Omit<ListProperty, "kind" | "of"> = {}): ListProperty {
    return { kind: "list", of, ...rules };
}

export function setProperty(of: Property, rules: Omit<ListProperty, "kind" | "of" | "unordered"> = {}): ListProperty {
    return { kind: "list", of, unordered: true, ...rules };
}

export function mapProperty(of: Property, rules: Omit<MapProperty, "kind" | "of"> = {}): MapProperty {
    return { kind: "map", of, ...rules };
}

export function objectProperty(fields: Shape, rules: Omit<ObjectProperty, "kind" | "fields"> = {}): ObjectProperty {
    return { kind: "object", fields, ...rules };
}

/** A data source. */
export interface DataSource {
    /** Token of the function, as `aws:index/getAvailabilityZones:getAvailabilityZones`. */
    readonly token: string;
    readonly inputs: Shape;
    readonly read: (cloud: Cloud, args: Props) => Props | Draft;
    readonly checks: readonly Check[];
}
