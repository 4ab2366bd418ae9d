/** Builds the program of dev once against Pulumi's mocks, as the unit tests do: the part of a preview that is ours. */

import { join } from "node:path";
import { root } from "./workspace";

interface Recorder {
    readonly record: (program: () => unknown) => Promise<{ readonly resources: readonly unknown[] }>;
}

interface Samples {
    readonly sampleSettings: (environment: string) => unknown;
}

interface ProgramModule {
    readonly buildStack: (settings: unknown) => unknown;
}

/** By path, as whatever runs the program does. */
function load<T>(...path: string[]): T {
    return require(join(root, ...path)) as T;
}

async function main(): Promise<void> {
    const { record } = load<Recorder>("test", "components", "recorder");
    const { sampleSettings } = load<Samples>("test", "config", "samples");
    const { buildStack } = load<ProgramModule>("program");
    const { resources } = await record(() => buildStack(sampleSettings("dev")));
    process.stdout.write(`${resources.length}\n`);
}

void main();
