/** The program of an environment, built once against Pulumi's mocks, as the unit tests do. */

import { join } from "node:path";
import { root } from "./workspace";

/** What the program asks for. */
export interface Registered {
    readonly type: string;
    readonly urn: string;
    readonly name: string;
    readonly parent: string;
    readonly inputs: object;
    readonly protect: boolean;
    readonly from: { readonly [property: string]: readonly string[] };
}

interface Recorder {
    readonly record: (program: () => unknown) => Promise<{ readonly resources: readonly Registered[] }>;
}

interface Samples {
    readonly sampleSettings: (environment: string) => unknown;
}

interface ProgramModule {
    readonly buildStack: (settings: unknown) => unknown;
}

export async function recordedProgram(environment: string): Promise<readonly Registered[]> {
    const { record } = load<Recorder>("test", "components", "recorder");
    const { sampleSettings } = load<Samples>("test", "config", "samples");
    const { buildStack } = load<ProgramModule>("program");
    return (await record(() => buildStack(sampleSettings(environment)))).resources;
}

/** By path, as whatever runs the program does. */
function load<T>(...path: string[]): T {
    return require(join(root, ...path)) as T;
}
