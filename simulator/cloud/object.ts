import { Props } from "./values";

/** One thing that exists in the simulated cloud. `props` are its inputs and outputs as the provider reports them. */
export interface CloudObject {
    readonly type: string;
    readonly id: string;
    readonly props: Props;
    /** What the model keeps beside the properties, never shown to the engine. */
    readonly hidden?: Props;
    /** ISO 8601. */
    readonly created: string;
}
