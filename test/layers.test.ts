import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { breachesOf, type Tree } from "./layers/rules";

const root = join(__dirname, "..");
const folders = ["config", "components", "policies", "release", "simulator", "cli", "tools", "test"];

/** All TypeScript of the project. */
function sourceTree(): Tree {
    const names = readdirSync(root).filter(name => name.endsWith(".ts"));
    const deep = folders.flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter(name => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.includes("node_modules"))
        .map(name => `${folder}/${name.replaceAll("\\", "/")}`));
    return new Map([...names, ...deep].map(path => [path, readFileSync(join(root, path), "utf8")]));
}

function tree(files: { readonly [path: string]: string }): Tree {
    return new Map(Object.entries(files));
}

describe("the source tree", function () {
    // Reads and scans every file of the project.
    this.timeout(240_000);

    it("keeps the rules of its layers", () => {
        const all = sourceTree();
        assert.ok(all.has("program.ts") && all.has("components/edge/rules.ts") && all.has("test/layers.test.ts"));
        assert.deepEqual(breachesOf(all), []);
    });
});

describe("the rules of the layers", () => {
    const cases: readonly { readonly name: string; readonly files: { readonly [path: string]: string }; readonly breaches: string[] }[] = [
        {
            name: "config imports no component, not even a type",
            files: { "config/parse.ts": 'import type { A } from "../components/a";', "components/a.ts": "export interface A {}" },
            breaches: ["config/parse.ts: config must not import components (components/a.ts)"],
        },
        {
            name: "components import neither the program nor the command line",
            files: {
                "components/a.ts": 'import { program } from "../program";\nexport * from "../cli/main";',
                "program.ts": "export const program = 1;",
                "cli/main.ts": "export const main = 1;",
            },
            breaches: ["components/a.ts: components must not import cli (cli/main.ts)", "components/a.ts: components must not import program (program.ts)"],
        },
        {
            name: "policies import nothing of ours",
            files: { "policies/release/rules.ts": 'import { Color } from "../../config/types";', "config/types.ts": "export type Color = 1;" },
            breaches: ["policies/release/rules.ts: policies must not import config (config/types.ts)"],
        },
        {
            name: "the simulated cloud imports nothing of ours",
            files: {
                "simulator/a.ts": 'const load = (): unknown => import("../components/a");\ntype T = import("../config/types").Color;',
                "components/a.ts": "export {};",
                "config/types.ts": "export type Color = 1;",
            },
            breaches: ["simulator/a.ts: simulator must not import components (components/a.ts)", "simulator/a.ts: simulator must not import config (config/types.ts)"],
        },
        {
            name: "release imports neither components nor the simulated cloud",
            files: {
                "release/a.ts": 'import "../components/a";\nimport simulator = require("../simulator/a");',
                "components/a.ts": "export {};",
                "simulator/a.ts": "export {};",
            },
            breaches: ["release/a.ts: release must not import components (components/a.ts)", "release/a.ts: release must not import simulator (simulator/a.ts)"],
        },
        {
            name: "nobody imports a test",
            files: { "cli/a.ts": 'import "../test/samples";', "test/samples.ts": "export {};" },
            breaches: ["cli/a.ts: cli must not import test (test/samples.ts)"],
        },
        {
            name: "no import cycle, types included",
            files: {
                "config/a.ts": 'import type { B } from "./b";\nexport interface A { b: B }',
                "config/b.ts": 'export { C } from "./c";\nexport interface B {}',
                "config/c.ts": 'import { A } from "./a";\nexport type C = A;',
            },
            breaches: ["config/a.ts: import cycle config/a.ts → config/b.ts → config/c.ts → config/a.ts"],
        },
        {
            name: "no barrel imported from inside its own folder",
            files: { "release/index.ts": 'export * from "./a";', "release/a.ts": "export const a = 1;", "release/deep/b.ts": 'import { a } from "..";' },
            breaches: ["release/deep/b.ts: imports the barrel of its own folder (release/index.ts)"],
        },
        {
            name: "only one file reads the configuration",
            files: {
                "config/load.ts": 'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.Config();',
                "components/a.ts": 'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.Config();',
                "program.ts": 'import { Config } from "@pulumi/pulumi";\nnew Config("x");',
            },
            breaches: [
                "components/a.ts: line 2: new pulumi.Config; only config/load.ts reads the configuration",
                "program.ts: line 2: new Config; only config/load.ts reads the configuration",
            ],
        },
        {
            name: "no resource made inside apply, but other things are",
            files: {
                "components/a.ts": 'import { Bucket } from "@pulumi/aws/s3";\n'
                    + "new Bucket(\"b\", {}).id.apply(id => new Set([id]));\n"
                    + "output.apply(id => { if (id) { new Bucket(id); } });",
            },
            breaches: ["components/a.ts: line 3: new Bucket inside apply"],
        },
        {
            name: "no any, but the word",
            files: { "config/a.ts": "// any\nexport const any = 1;\nexport function f(x: any[]): void {}" },
            breaches: ["config/a.ts: line 3: any"],
        },
        {
            name: "no double assertion",
            files: { "test/a.ts": "export const a = 1 as unknown;\nexport const b = 1 as unknown as string;" },
            breaches: ["test/a.ts: line 2: as unknown as"],
        },
        {
            name: "no barrel of a provider, but its sub-modules",
            files: {
                "components/a.ts": 'import * as aws from "@pulumi/aws";\nimport type { types } from "@pulumi/kubernetes";\nimport { Vpc } from "@pulumi/aws/ec2";',
            },
            breaches: [
                "components/a.ts: imports the barrel @pulumi/aws; import its sub-module",
                "components/a.ts: imports the barrel @pulumi/kubernetes; import its sub-module",
            ],
        },
        {
            name: "every folder is a known layer",
            files: { "misc/a.ts": "export {};" },
            breaches: ["misc/a.ts: layer misc is unknown; add it to the rules"],
        },
    ];
    for (const { name, files, breaches } of cases) {
        it(name, () => {
            assert.deepEqual(breachesOf(tree(files)), breaches);
        });
    }
});
