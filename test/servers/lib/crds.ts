/** Custom resource definitions of operators, from their published Go modules: not copied into the project. */

import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cached } from "./cache";
import { run } from "./process";

interface Operator {
    readonly name: string;
    readonly module: string;
    readonly version: string;
    /** As `go.sum` has it: what is downloaded is compared with it. */
    readonly sum: string;
    /** Folder of the definitions in the module. */
    readonly folder: string;
}

/** The newest that the Go module proxy has: the controller's releases are tagged under a path that it does not serve. */
export const loadBalancerController: Operator = {
    name: "aws-load-balancer-controller",
    module: "github.com/kubernetes-sigs/aws-load-balancer-controller",
    version: "v0.0.0-20260423195125-93ff3b5fdaad",
    sum: "h1:sttxR+rS5X6cS1ldieB5JKVucs61EHq8XO7VKySyU5w=",
    folder: "config/crd/bases",
};

export interface Definition {
    readonly spec: {
        readonly group: string;
        readonly names: { readonly plural: string };
        readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    };
}

export async function definitionsOf({ name, module, version, sum, folder }: Operator): Promise<readonly Definition[]> {
    const dir = await cached(`crds-${name}-${version}`, async fresh => {
        // The sum stands here; the database of sums need not be asked.
        const env = { GOFLAGS: "-mod=mod", GOWORK: "off", GONOSUMDB: "*" };
        const told = await run({ command: "go", args: ["mod", "download", "-json", `${module}@${version}`], cwd: fresh, env });
        const { Dir, Sum } = JSON.parse(told) as { readonly Dir: string; readonly Sum: string };
        if (Sum !== sum) throw new Error(`${module} ${version} has the sum ${Sum}, not ${sum}`);
        mkdirSync(join(fresh, "crds"));
        cpSync(join(Dir, folder), join(fresh, "crds"), { recursive: true });
    });
    const files = readdirSync(join(dir, "crds")).filter(file => file.endsWith(".yaml"));
    return files.map(file => parse(readFileSync(join(dir, "crds", file), "utf8")) as Definition & { readonly kind: string })
        .filter(({ kind }) => kind === "CustomResourceDefinition");
}
