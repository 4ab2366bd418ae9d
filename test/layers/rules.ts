/** The rules of the source tree that a compiler does not check. Works on texts, so that each rule can be shown to fail. */

import { posix } from "node:path";
import * as ts from "typescript";
import { cyclesOf } from "./cycles";
import { type Import, importsOf } from "./imports";

/** Text of every source file by its path from the project's folder, as `components/lib/names.ts`. */
export type Tree = ReadonlyMap<string, string>;

/** What each layer may import beside itself. The program is `index.ts` and its neighbors; `test` is free, and nobody imports it. */
const mayImport: { readonly [layer: string]: readonly string[] } = {
    config: [],
    components: ["config"],
    program: ["components", "config"],
    policies: [],
    release: ["config"],
    simulator: [],
    cli: ["program", "components", "config", "policies", "release", "simulator", "tools"],
    tools: ["components", "config", "policies", "release", "simulator", "cli"],
    test: ["program", "components", "config", "policies", "release", "simulator", "cli", "tools"],
};

/** Packages whose barrels load everything; their sub-modules are imported instead. */
const forbiddenBarrels = ["@pulumi/aws", "@pulumi/kubernetes"];
const configReader = "config/load.ts";

/** Every breach in the tree, as `PATH: what is wrong`, sorted. */
export function breachesOf(tree: Tree): string[] {
    const sources = [...tree].map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
    const imports = new Map(sources.map(source => [source.fileName, importsOf(source, path => tree.has(path))]));
    const files = new Map([...imports].map(([path, list]) => [path, list.flatMap(({ file }) => file ?? [])]));
    return [
        ...cyclesOf(files).map(cycle => `${cycle[0]}: import cycle ${cycle.join(" → ")}`),
        ...sources.flatMap(source => [
            ...importBreaches(source.fileName, imports.get(source.fileName) ?? []),
            ...syntaxBreaches(source),
        ].map(breach => `${source.fileName}: ${breach}`)),
    ].sort();
}

export function layerOf(path: string): string {
    return path.includes("/") ? path.slice(0, path.indexOf("/")) : "program";
}

function importBreaches(path: string, imports: readonly Import[]): string[] {
    const own = layerOf(path);
    const allowed = mayImport[own];
    if (allowed === undefined) {
        return [`layer ${own} is unknown; add it to the rules`];
    }
    return imports.flatMap(({ specifier, file }) => {
        if (file === undefined) {
            return forbiddenBarrels.includes(specifier) ? [`imports the barrel ${specifier}; import its sub-module`] : [];
        }
        const layer = layerOf(file);
        return [
            ...(layer !== own && !allowed.includes(layer) ? [`${own} must not import ${layer} (${file})`] : []),
            ...(isOwnBarrel(path, file) ? [`imports the barrel of its own folder (${file})`] : []),
        ];
    });
}

/** Whether `file` is the `index.ts` of a folder that `path` is in. */
function isOwnBarrel(path: string, file: string): boolean {
    const folder = posix.dirname(file);
    return posix.basename(file) === "index.ts" && folder !== "." && path.startsWith(`${folder}/`);
}

function syntaxBreaches(source: ts.SourceFile): string[] {
    const found: string[] = [];
    const imported = importedNames(source);
    const visit = (node: ts.Node, inApply: boolean): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) {
            found.push(`line ${lineOf(source, node)}: any`);
        }
        if (ts.isAsExpression(node) && ts.isAsExpression(node.expression) && node.expression.type.kind === ts.SyntaxKind.UnknownKeyword) {
            found.push(`line ${lineOf(source, node)}: as unknown as`);
        }
        if (ts.isNewExpression(node)) {
            const name = node.expression.getText(source);
            if (/(^|\.)Config$/.test(name) && imported.has(name.split(".")[0]) && source.fileName !== configReader) {
                found.push(`line ${lineOf(source, node)}: new ${name}; only ${configReader} reads the configuration`);
            }
            if (inApply && imported.has(name.split(".")[0])) {
                found.push(`line ${lineOf(source, node)}: new ${name} inside apply`);
            }
        }
        const applies = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "apply";
        ts.forEachChild(node, child => visit(child, inApply || (applies && child !== node.expression)));
    };
    visit(source, false);
    return found;
}

/** Names that the file's imports bind. */
function importedNames(source: ts.SourceFile): ReadonlySet<string> {
    const names = new Set<string>();
    for (const statement of source.statements) {
        const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
        const bindings = clause?.namedBindings;
        const elements = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements;
        for (const element of [...(clause?.name === undefined ? [] : [clause]), ...elements]) {
            names.add(element.name?.text ?? "");
        }
    }
    return names;
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
    return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}
