import { Props } from "../cloud/values";

/** What the engine asks of a provider, decoded. One method per call of Pulumi's `ResourceProvider` service. */
export interface Provider {
    /** Package name, as `aws`. */
    readonly name: string;
    /** Version that the engine is told. */
    readonly version: string;
    /** Mistakes in the provider's own configuration. Values may be unknown. */
    checkConfig?(news: Props): readonly CheckFailure[];
    /** Which changed configuration keys replace the provider resource and all it manages. */
    diffConfig?(olds: Props, news: Props): Diff;
    /** A provider instance with its configuration; unknown values are kept as `UNKNOWN`. */
    configure(config: Props): Session;
}

/** One configured instance of a provider. */
export interface Session {
    check(request: CheckRequest): Promise<CheckResult> | CheckResult;
    diff(request: DiffRequest): Promise<Diff> | Diff;
    create(request: CreateRequest): Promise<Created> | Created;
    /** Undefined: the object is gone. */
    read(request: ReadRequest): Promise<ReadResult | undefined> | ReadResult | undefined;
    update(request: UpdateRequest): Promise<Props> | Props;
    delete(request: DeleteRequest): Promise<void> | void;
    invoke(request: InvokeRequest): Promise<Props> | Props;
    /** The engine was interrupted: whatever only waits shall end, as soon as it can. Nothing new comes after it. */
    cancel?(): void;
}

export interface CheckRequest {
    readonly urn: string;
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    /** Inputs of the last deployment; empty for a new resource. */
    readonly olds: Props;
    readonly news: Props;
    /** Seeds whatever is random about a new name. */
    readonly randomSeed: Uint8Array;
    readonly autonaming?: Autonaming;
}

/** The project's `pulumi:autonaming`. */
export interface Autonaming {
    readonly proposedName: string;
    readonly mode: "propose" | "enforce" | "disable";
}

export interface CheckFailure {
    /** Property path; empty for the whole resource. */
    readonly property: string;
    readonly reason: string;
}

export interface CheckResult {
    readonly inputs: Props;
    readonly failures: readonly CheckFailure[];
}

export interface DiffRequest {
    readonly id: string;
    readonly urn: string;
    readonly type: string;
    /** Outputs in the state. */
    readonly olds: Props;
    /** Inputs in the state. */
    readonly oldInputs: Props;
    readonly news: Props;
    readonly ignoreChanges: readonly string[];
}

export type ChangeKind = "add" | "delete" | "update";

export interface PropertyChange {
    readonly kind: ChangeKind;
    readonly replace: boolean;
}

export interface Diff {
    /** By property path, as `defaultActions[0].forward`. */
    readonly changes: { readonly [path: string]: PropertyChange };
    readonly deleteBeforeReplace: boolean;
}

export interface CreateRequest {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly inputs: Props;
    readonly preview: boolean;
    /** Seconds, 0 for the default. */
    readonly timeout: number;
}

export interface Created {
    /** Empty in previews. */
    readonly id: string;
    readonly properties: Props;
}

export interface ReadRequest {
    readonly id: string;
    readonly urn: string;
    readonly type: string;
    /** Inputs and outputs in the state; empty for an import. */
    readonly inputs: Props;
    readonly properties: Props;
}

export interface ReadResult {
    readonly id: string;
    readonly properties: Props;
    readonly inputs: Props;
}

export interface UpdateRequest {
    readonly id: string;
    readonly urn: string;
    readonly type: string;
    readonly olds: Props;
    readonly oldInputs: Props;
    readonly news: Props;
    readonly ignoreChanges: readonly string[];
    readonly preview: boolean;
    readonly timeout: number;
}

export interface DeleteRequest {
    readonly id: string;
    readonly urn: string;
    readonly type: string;
    readonly properties: Props;
    readonly timeout: number;
}

export interface InvokeRequest {
    readonly token: string;
    readonly args: Props;
}
