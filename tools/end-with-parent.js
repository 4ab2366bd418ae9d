// Ends this process when the one that started it is gone: a killed engine leaves its policy packs behind, and nobody else ends them.
"use strict";

const parent = process.ppid;
const everyMs = 1000;

setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
}, everyMs).unref();
