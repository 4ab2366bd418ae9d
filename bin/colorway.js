#!/usr/bin/env node
"use strict";

require("../tools/transpile");
require("../cli/main").main(process.argv.slice(2));
