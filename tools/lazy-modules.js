// Pulumi's SDK loads two large modules that it needs only to make functions into text, which no program here asks for. Each
// costs a start about half a second, so the SDK gets stand-ins that load the real ones at their first use. Plain JavaScript,
// because it must be there before the SDK is.
"use strict";

const Module = require("node:module");
const path = require("node:path");

const sdk = path.join("node_modules", "@pulumi", "pulumi") + path.sep;
const large = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, parent, isMain) {
    if (!large.has(request) || !parent?.filename?.includes(sdk)) return load.call(this, request, parent, isMain);
    // What is not installed fails here and now: the SDK then falls back on a copy of its own.
    Module._resolveFilename(request, parent, isMain);
    return standIn(() => load.call(this, request, parent, isMain));
};

function standIn(loadReal) {
    let loaded;
    const real = () => (loaded ??= loadReal());
    return new Proxy(
        {},
        {
            // The SDK's import helper copies every property of what does not say this.
            get: (_, key) => (key === "__esModule" ? true : real()[key]),
            has: (_, key) => key in real(),
            ownKeys: () => Reflect.ownKeys(real()),
            getOwnPropertyDescriptor: (_, key) => {
                const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
                // A proxy may not speak of a fixed property that its target lacks.
                return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
            },
        },
    );
}
