import { Cloud } from "../../../simulator/cloud/cloud";
import { SystemClock } from "../../../simulator/cloud/clock";
import { MemoryStore } from "../../../simulator/cloud/store";
import { Draft, isList, isProps, Props, Value } from "../../../simulator/cloud/values";
import { DataSource, ResourceModel } from "../../../simulator/aws/model";
import { AwsProvider } from "../../../simulator/aws/provider";
import { Diff, Session } from "../../../simulator/protocol/provider";

/** A resource as the engine would keep it in its state. */
export interface Resource {
    readonly type: string;
    readonly name: string;
    readonly id: string;
    readonly inputs: Props;
    readonly properties: Props;
}

/** An empty simulated account behind the provider, without an engine: what `pulumi up` would ask, in the same order. */
export class Account {
    readonly cloud: Cloud;
    private readonly session: Session;
    private readonly resources = new Map<string, Resource>();

    constructor(models: readonly ResourceModel[], sources: readonly DataSource[] = [], config: Props = { region: "us-east-1" }) {
        this.cloud = new Cloud(new MemoryStore(), new SystemClock());
        this.session = new AwsProvider(this.cloud, models, sources).configure(config);
    }

    /** Checks and creates; `{ "$ref": "name.property" }` in the inputs stands for an output of an earlier resource. */
    async create(type: string, name: string, inputs: Props): Promise<Resource> {
        const checked = await this.checked(type, name, {}, this.resolved(inputs));
        const urn = urnOf(type, name);
        const created = await this.session.create({ urn, type, name, inputs: checked, preview: false, timeout: 0 });
        return this.keep({ type, name, id: created.id, inputs: checked, properties: created.properties });
    }

    /** What a preview of the creation shows; `UNKNOWN` may stand in the inputs. */
    async preview(type: string, name: string, inputs: Props): Promise<Props> {
        const checked = await this.checked(type, name, {}, this.resolved(inputs));
        const request = { urn: urnOf(type, name), type, name, inputs: checked, preview: true, timeout: 0 };
        return (await this.session.create(request)).properties;
    }

    /** What a change of inputs would do. */
    async diff(name: string, inputs: Props): Promise<Diff> {
        const old = this.resource(name);
        const news = await this.checked(old.type, name, old.inputs, this.resolved(inputs));
        const { type, id, properties, inputs: oldInputs } = old;
        return this.session.diff({ id, urn: urnOf(type, name), type, olds: properties, oldInputs, news, ignoreChanges: [] });
    }

    /** `same`, `update` or `replace`, as a preview would call it. */
    async change(name: string, inputs: Props): Promise<"same" | "update" | "replace"> {
        const changes = Object.values((await this.diff(name, inputs)).changes);
        if (changes.length === 0) return "same";
        return changes.some((change) => change.replace) ? "replace" : "update";
    }

    /** Updates in place. */
    async update(name: string, inputs: Props): Promise<Resource> {
        const old = this.resource(name);
        const news = await this.checked(old.type, name, old.inputs, this.resolved(inputs));
        const { type, id } = old;
        const request = { id, urn: urnOf(type, name), type, olds: old.properties, oldInputs: old.inputs, news };
        const properties = await this.session.update({ ...request, ignoreChanges: [], preview: false, timeout: 0 });
        return this.keep({ ...old, inputs: news, properties });
    }

    /** What a refresh finds; undefined where the object is gone. */
    async refresh(name: string): Promise<Resource | undefined> {
        const old = this.resource(name);
        const { type, id, inputs, properties } = old;
        const found = await this.session.read({ id, urn: urnOf(type, name), type, inputs, properties });
        return found === undefined ? undefined : this.keep({ ...old, inputs: found.inputs, properties: found.properties });
    }

    async remove(name: string): Promise<void> {
        const { type, id, properties } = this.resource(name);
        await this.session.delete({ id, urn: urnOf(type, name), type, properties, timeout: 0 });
        this.resources.delete(name);
    }

    async invoke(token: string, args: Props): Promise<Props> {
        return this.session.invoke({ token, args });
    }

    /** A resource made earlier, by its logical name. */
    resource(name: string): Resource {
        const resource = this.resources.get(name);
        if (resource === undefined) throw new Error(`the test made no resource ${name}`);
        return resource;
    }

    /** Runs a whole program, one resource after the other. */
    async run(program: readonly { readonly type: string; readonly name: string; readonly inputs: Props }[]): Promise<void> {
        for (const { type, name, inputs } of program) await this.create(type, name, inputs);
    }

    private async checked(type: string, name: string, olds: Props, news: Props): Promise<Props> {
        const randomSeed = Buffer.from(name.padEnd(32, "#"));
        const result = await this.session.check({ urn: urnOf(type, name), type, name, olds, news, randomSeed });
        if (result.failures.length > 0) throw new Error(result.failures.map((failure) => failure.reason).join("\n"));
        return result.inputs;
    }

    private keep(resource: Resource): Resource {
        this.resources.set(resource.name, resource);
        return resource;
    }

    private resolved(props: Props): Props {
        const result: Draft = {};
        for (const [name, value] of Object.entries(props)) result[name] = this.resolvedValue(value);
        return result;
    }

    private resolvedValue(value: Value): Value {
        if (isList(value)) return value.map((item) => this.resolvedValue(item));
        if (!isProps(value)) return value;
        const reference = value["$ref"];
        return typeof reference === "string" ? this.reference(reference) : this.resolved(value);
    }

    /** `subnet.id`, `cluster.vpcConfig.clusterSecurityGroupId`, `instance.masterUserSecrets.0.secretArn`. */
    private reference(path: string): Value {
        const [name = "", ...steps] = path.split(".");
        const resource = this.resource(name);
        if (steps.length === 1 && steps[0] === "id") return resource.id;
        let value: Value | undefined = resource.properties;
        for (const step of steps) value = isList(value) ? value[Number(step)] : isProps(value) ? value[step] : undefined;
        if (value === undefined || value === null) throw new Error(`${path}: no such output`);
        return value;
    }
}

function urnOf(type: string, name: string): string {
    return `urn:pulumi:test::colorway::${type}::${name}`;
}
