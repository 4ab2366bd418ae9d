// Entry of the pack. Plain JavaScript: the starter of packs type-checks TypeScript by itself, which costs five seconds each time.
"use strict";

require("../../tools/end-with-parent");
require("../../tools/transpile").register();
require("./pack");
