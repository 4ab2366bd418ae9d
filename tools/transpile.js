// Loads TypeScript files without checking their types, which is the tests' work. Loading the compiler takes longer than most
// commands do, so what it made of a file is kept under node_modules/.cache, with a hash of all that it depends on. Plain
// JavaScript, because it loads the rest: `require` it, or start node with `-r`.
"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { SourceMap } = require("node:module");
const path = require("node:path");
require("./lazy-modules");

const root = path.join(__dirname, "..");
const configFile = path.join(root, "tsconfig.json");
const cacheDir = path.join(root, "node_modules", ".cache", "colorway");
const separator = "\0";

/** Hash of what the result depends on beside the file itself. */
const settings = hashOf([
    fs.readFileSync(__filename),
    fs.readFileSync(configFile),
    JSON.parse(fs.readFileSync(require.resolve("typescript/package.json"), "utf8")).version,
]);
const maps = new Map();

/** The JavaScript of a TypeScript file, and the text of its source map. */
function transpiled(file) {
    const source = fs.readFileSync(file, "utf8");
    const name = path.relative(root, file);
    const hash = hashOf([settings, name, source]);
    // A file outside the project has no place of its own in the cache.
    const cached = name.startsWith("..") || path.isAbsolute(name) ? undefined : path.join(cacheDir, name);
    return (cached && readCache(cached, hash)) || compiled(file, source, hash, cached);
}

function readCache(cached, hash) {
    let parts;
    try {
        parts = fs.readFileSync(cached, "utf8").split(separator);
    } catch {
        return undefined;
    }
    return parts.length === 3 && parts[0] === hash ? { code: parts[1], map: parts[2] } : undefined;
}

function compiled(file, source, hash, cached) {
    const ts = require("typescript");
    const { compilerOptions } = ts.readConfigFile(configFile, ts.sys.readFile).config;
    const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, noEmit: false, sourceMap: true }, root);
    const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, { fileName: file, compilerOptions: options, reportDiagnostics: true });
    if (diagnostics.length > 0) {
        const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => "\n" };
        throw new SyntaxError(ts.formatDiagnostics(diagnostics, host).trim());
    }
    const result = { code: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"), map: sourceMapText };
    if (cached !== undefined) writeCache(cached, [hash, result.code, result.map].join(separator));
    return result;
}

/** Whole or not at all: others may read or write the same file at this moment. */
function writeCache(cached, text) {
    const fresh = `${cached}.${process.pid}.new`;
    try {
        fs.mkdirSync(path.dirname(cached), { recursive: true });
        fs.writeFileSync(fresh, text);
        fs.renameSync(fresh, cached);
    } catch {
        // Where nothing can be written, the next start pays again.
        removeQuietly(fresh);
    }
}

function removeQuietly(file) {
    try {
        fs.unlinkSync(file);
    } catch {
        // It was never made.
    }
}

function hashOf(parts) {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part).update(separator);
    return hash.digest("hex");
}

/** Places of stack traces in the TypeScript files. Maps are read only when a trace is. */
function withSourcePlaces(error, frames) {
    return [Error.prototype.toString.call(error), ...frames.map(frameText)].join("\n    at ");
}

function frameText(frame) {
    const file = frame.getFileName();
    const map = maps.get(file);
    if (map === undefined) return String(frame);
    if (typeof map === "string") maps.set(file, new SourceMap(JSON.parse(map)));
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    const { originalLine, originalColumn } = maps.get(file).findEntry(line - 1, column - 1);
    if (originalLine === undefined) return String(frame);
    return String(frame).replace(`${file}:${line}:${column}`, `${file}:${originalLine + 1}:${originalColumn + 1}`);
}

function loadTypeScript(module, file) {
    const { code, map } = transpiled(file);
    maps.set(file, map);
    // Here rather than once: Pulumi's starters set their own, which does not know these maps.
    Error.prepareStackTrace = withSourcePlaces;
    module._compile(code, file);
}

/** Makes `require` load TypeScript. Once more where something else has taken the place since, as Pulumi's starters do. */
function register() {
    require.extensions[".ts"] = loadTypeScript;
}

register();

module.exports = { register, transpiled };
