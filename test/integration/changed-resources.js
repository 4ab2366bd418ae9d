// Loaded before all else in every process of a command (`node -r`): the program asks for something else than it says, as a change that
// is up for review would. COLORWAY_TEST_CHANGE names the change. Plain JavaScript, because it is there before what loads TypeScript.
"use strict";

const Module = require("node:module");
const path = require("node:path");

const withArgs = (more) => (Resource) => class extends Resource {
    constructor(name, args, options) {
        super(name, { ...args, ...more }, options);
    }
};

const database = { module: ["rds", "instance.js"], name: "Instance" };
const changes = {
    "open-database": { ...database, change: withArgs({ publiclyAccessible: true }) },
    "plain-database": { ...database, change: withArgs({ storageEncrypted: false, kmsKeyId: undefined }) },
    "no-flow-log": { module: ["ec2", "flowLog.js"], name: "FlowLog", change: () => class {} },
};

const wanted = changes[process.env.COLORWAY_TEST_CHANGE];
const load = Module._extensions[".js"];

if (wanted !== undefined) {
    const end = path.join("@pulumi", "aws", ...wanted.module);
    Module._extensions[".js"] = (module, file) => {
        load(module, file);
        if (file.endsWith(end)) module.exports[wanted.name] = wanted.change(module.exports[wanted.name]);
    };
}
