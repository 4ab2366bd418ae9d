// Starts a policy pack as Pulumi's SDK does. The SDK's starter loads the TypeScript compiler for every pack, also for one that says
// `typescript: false` as ours do, which costs each preview and update most of a second.
"use strict";

require("./transpile");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { parse } = require("yaml");

const starter = "@pulumi/pulumi/cmd/run-policy-pack";
const steps = require(`${starter}/run`);
const { run } = steps;
steps.run = (options) => run({ ...options, typeScript: options.typeScript && asksForTypeScript(options.argv._[0]) });
require(starter);

/** @param folder of the pack. What cannot be read is the SDK's to tell of. */
function asksForTypeScript(folder) {
    try {
        return parse(readFileSync(join(folder, "PulumiPolicy.yaml"), "utf8")).runtime?.options?.typescript !== false;
    } catch {
        return true;
    }
}
