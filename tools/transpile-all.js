// What set-up does after it has installed the packages: transpiles every TypeScript file that a command may load, so that not
// the first command pays for it. What changes later is transpiled when it is loaded.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { transpiled } = require("./transpile");

const root = path.join(__dirname, "..");
const folders = [".", "cli", "components", "config", "policies", "release", "simulator", "tools"];

for (const folder of folders) {
    const here = path.join(root, folder);
    // Of the top level its own files only: everything else there is the tests', or not the project's.
    const names = fs.readdirSync(here, { recursive: folder !== "." });
    for (const name of names) if (name.endsWith(".ts") && !name.endsWith(".d.ts")) transpiled(path.join(here, name));
}
