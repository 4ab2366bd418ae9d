import { Props } from "../../../../simulator/cloud/values";
import { Created, Diff, Session } from "../../../../simulator/protocol/provider";

/** A resource as the engine drives it: inputs checked first, state kept. */
export class Resource {
    readonly urn: string;
    inputs: Props = {};
    state: Props = {};
    id = "";

    constructor(
        readonly session: Session,
        readonly type: string,
        readonly name = "gateway",
    ) {
        this.urn = `urn:pulumi:dev::colorway::${type}::${name}`;
    }

    async check(news: Props): Promise<Props> {
        const { urn, type, name } = this;
        const { inputs, failures } = await this.session.check({
            urn,
            type,
            name,
            olds: this.inputs,
            news,
            randomSeed: new Uint8Array([1, 2, 3]),
        });
        if (failures.length > 0) throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
        return inputs;
    }

    async create(news: Props, options: { preview?: boolean; timeout?: number } = {}): Promise<Created> {
        const { urn, type, name } = this;
        const inputs = await this.check(news);
        const created = await this.session.create({
            urn,
            type,
            name,
            inputs,
            preview: options.preview ?? false,
            timeout: options.timeout ?? 0,
        });
        if (options.preview !== true) Object.assign(this, { inputs, state: created.properties, id: created.id });
        return created;
    }

    async diff(news: Props, ignoreChanges: readonly string[] = []): Promise<Diff> {
        const checked = await this.check(news);
        return this.session.diff({
            id: this.id,
            urn: this.urn,
            type: this.type,
            olds: this.state,
            oldInputs: this.inputs,
            news: checked,
            ignoreChanges,
        });
    }

    async update(
        news: Props,
        options: { preview?: boolean; timeout?: number; ignoreChanges?: readonly string[] } = {},
    ): Promise<Props> {
        const checked = await this.check(news);
        const { id, urn, type, state, inputs } = this;
        const { preview = false, timeout = 0, ignoreChanges = [] } = options;
        const properties = await this.session.update({
            id,
            urn,
            type,
            olds: state,
            oldInputs: inputs,
            news: checked,
            ignoreChanges,
            preview,
            timeout,
        });
        if (!preview) Object.assign(this, { inputs: checked, state: properties });
        return properties;
    }

    async refresh(): Promise<boolean> {
        const { id, urn, type } = this;
        const read = await this.session.read({ id, urn, type, inputs: this.inputs, properties: this.state });
        if (read === undefined) return false;
        Object.assign(this, { inputs: read.inputs, state: read.properties });
        return true;
    }

    delete(timeout = 0): Promise<void> {
        const { id, urn, type, state } = this;
        return Promise.resolve(this.session.delete({ id, urn, type, properties: state, timeout }));
    }
}
