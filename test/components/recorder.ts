/**
 * Runs a piece of the program against Pulumi's mocks and keeps what it registered: exact types, logical names, inputs, parents,
 * dependencies and resource options. Every registration has been answered when `record` resolves. A function call (data source)
 * that is not listed here throws, so that a component cannot start to depend on one unnoticed.
 *
 * It proves what the program asks for, not that AWS or Kubernetes would accept it; that is the simulated cloud's work.
 */
import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { calls, computedOutputs, project, stack } from "./recorded-account";
import type { Value, Values } from "./values";

type Callback = (error: unknown, response?: { getUrn(): string }) => void;
type Register = (request: RegisterResourceRequest, callback: Callback) => unknown;

export type { Value, Values };

/** One registered resource. */
export interface Recorded {
    /** Type token, as `aws:ec2/vpc:Vpc`. */
    readonly type: string;
    /** Logical name, as `dev-vpc`. */
    readonly name: string;
    readonly urn: string;
    /** URN of the parent, empty at the top. */
    readonly parent: string;
    /** False for a component. */
    readonly custom: boolean;
    readonly inputs: Values;
    /** Reference of the explicit provider (`URN::ID`), empty for the default one. */
    readonly provider: string;
    /** URNs of everything it waits for, through inputs or `dependsOn`; a component stands for its children. */
    readonly dependencies: readonly string[];
    /** URNs that the value of each input comes from. */
    readonly from: { readonly [input: string]: readonly string[] };
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    readonly aliases: readonly string[];
}

export interface RecordOptions {
    /** Preview: identifiers and computed outputs are unknown. @default false */
    readonly preview?: boolean;
    /** Computed outputs of further types by type token; they win over the known ones. @default - none */
    readonly outputs?: { readonly [type: string]: (name: string, inputs: Values) => Values };
    /** Results of further function calls by token; they win over the known ones. @default - none */
    readonly calls?: { readonly [token: string]: (inputs: Values) => Values };
}

/** What a program registered. */
export class Recording<T> {
    constructor(
        /** What the program returned. */
        readonly result: T,
        readonly resources: readonly Recorded[],
        /** Tokens of the functions that were called, each once, sorted. */
        readonly called: readonly string[],
    ) {}

    /** `TYPE NAME` of everything, sorted: the resource list that a test compares. */
    list(): string[] {
        return this.resources.map(({ type, name }) => `${type} ${name}`).sort();
    }

    ofType(type: string): Recorded[] {
        return this.resources.filter((resource) => resource.type === type);
    }

    /** The one resource of that type and name. Throws when it is not there, and says what is. */
    one(type: string, name: string): Recorded {
        const found = this.resources.filter((resource) => resource.type === type && resource.name === name);
        if (found.length !== 1) {
            const there = this.ofType(type).map((resource) => resource.name).join(", ");
            throw new Error(`${found.length} resources ${type} ${name}; of that type there are: ${there || "none"}`);
        }
        return found[0];
    }

    inputs(type: string, name: string): Values {
        return this.one(type, name).inputs;
    }

    /** Logical names of the direct dependencies. */
    dependencies(type: string, name: string): string[] {
        return this.one(type, name).dependencies.map(nameOfUrn).sort();
    }

    /** Whether the one waits for the other: directly, through further resources, its provider, or a component around it. */
    waitsFor(later: Recorded, earlier: Recorded): boolean {
        const byUrn = new Map(this.resources.map((resource) => [resource.urn, resource]));
        const seen = new Set<string>();
        const open = waitedFor(later);
        for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
            if (urn === earlier.urn) {
                return true;
            }
            if (!seen.has(urn)) {
                seen.add(urn);
                const resource = byUrn.get(urn);
                open.push(...(resource === undefined ? [] : waitedFor(resource)));
            }
        }
        return false;
    }
}

/** URNs of what the engine has ready before it starts with a resource. */
function waitedFor(resource: Recorded): string[] {
    // A provider reference is its URN and its id.
    const provider = resource.provider.slice(0, Math.max(0, resource.provider.lastIndexOf("::")));
    return [...resource.dependencies, resource.parent, provider];
}

/** Runs `program` and waits until everything it registered was answered. */
export async function record<T>(program: () => T | Promise<T>, options: RecordOptions = {}): Promise<Recording<T>> {
    const resources: Recorded[] = [];
    const called = new Set<string>();
    const preview = options.preview ?? false;
    await pulumi.runtime.setMocks(
        {
            call: ({ token, inputs }) => {
                called.add(token);
                const call = options.calls?.[token] ?? calls[token];
                if (call === undefined) {
                    const details = `unknown function call ${token}: add its result to the recorded account`;
                    // The SDK reports a failed call by the `details` of a gRPC error.
                    throw Object.assign(new Error(details), { details });
                }
                return call(inputs as Values);
            },
            newResource: ({ type, name, inputs, custom, id }) => {
                begun = inputs as Values;
                if (preview || custom === false) {
                    return { id: id || undefined, state: inputs };
                }
                const outputs = (options.outputs?.[type] ?? computedOutputs(type))(name, inputs as Values);
                return { id: id || String(outputs.id ?? `${name}-id`), state: { ...inputs, ...outputs } };
            },
        },
        project,
        stack,
        preview,
    );
    let begun: Values = {};
    onRegister(
        () => begun,
        (request, urn, inputs) => resources.push(recorded(request, urn, inputs)),
    );
    // The SDK takes a stack trace for every promise; mapping them to TypeScript is three quarters of a recording's time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
        const result = await program();
        await pulumi.runtime.disconnect();
        return new Recording(result, resources, [...called].sort());
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
}

/** Value of an output; a secret's too. Never resolves for an unknown one. */
export function valueOf<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
    return new Promise((resolve) => {
        pulumi.output(output).apply(resolve);
    });
}

/** Parsed JSON of an input that carries it (policies, kubeconfigs). */
export function json(value: Value): Values {
    assert.equal(typeof value, "string");
    return JSON.parse(value as string) as Values;
}

export function nameOfUrn(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** The mock interface hides dependencies and options; the request behind it has them. */
function onRegister(
    inputsBegun: () => Values,
    done: (request: RegisterResourceRequest, urn: string, inputs: Values) => void,
): void {
    const monitor = pulumi.runtime.getMonitor();
    assert.ok(monitor);
    const register = monitor.registerResource;
    const observed: Register = (request, callback) => {
        let inputs: Values = {};
        const answer: Callback = (error, response) => {
            if (response !== undefined) {
                done(request, response.getUrn(), inputs);
            }
            callback(error, response);
        };
        const answered: unknown = Reflect.apply(register, monitor, [request, answer]);
        // `register` has called `newResource` before it first waits, so these are this request's inputs.
        inputs = inputsBegun();
        return answered;
    };
    Reflect.set(monitor, "registerResource", observed);
}

function recorded(request: RegisterResourceRequest, urn: string, inputs: Values): Recorded {
    return {
        type: request.getType(),
        name: request.getName(),
        urn,
        parent: request.getParent(),
        custom: request.getCustom(),
        inputs,
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        from: Object.fromEntries(
            [...request.getPropertydependenciesMap().entries()].map(([input, sources]) => [input, sources.getUrnsList()]),
        ),
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        deleteBeforeReplace: request.getDeletebeforereplace(),
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        aliases: request.getAliasesList().map((alias) => alias.getUrn() || (alias.getSpec()?.getName() ?? "")),
    };
}
