#!/usr/bin/env node
"use strict";

// The version of Node.js is the project's to choose (package.json, engines), not a user's at each command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require("../tools/transpile");
require("../cli/main").main(process.argv.slice(2));
