#!/usr/bin/env node
"use strict";

// Types are checked by the tests; a command's start should not pay for it.
require("ts-node").register({ transpileOnly: true, cwd: require("node:path").join(__dirname, "..") });
require("../cli/main").main(process.argv.slice(2));
