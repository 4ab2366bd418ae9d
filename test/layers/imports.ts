/** What a source file imports, in every way that TypeScript knows; types count like values. */

import { posix } from "node:path";
import * as ts from "typescript";

export interface Import {
    readonly specifier: string;
    /** The file of the tree that is meant; absent for a package. */
    readonly file?: string;
}

export function importsOf(source: ts.SourceFile, exists: (path: string) => boolean): Import[] {
    const found: Import[] = [];
    const visit = (node: ts.Node): void => {
        const specifier = specifierOf(node);
        if (specifier !== undefined) {
            found.push({ specifier, file: resolve(source.fileName, specifier, exists) });
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

function specifierOf(node: ts.Node): string | undefined {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
        return textOf(node.moduleSpecifier);
    }
    if (ts.isExternalModuleReference(node)) {
        return textOf(node.expression);
    }
    if (ts.isImportTypeNode(node)) {
        return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
    }
    const called = ts.isCallExpression(node) ? node.expression : undefined;
    const isImport = called?.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = called !== undefined && ts.isIdentifier(called) && called.text === "require";
    return ts.isCallExpression(node) && (isImport || isRequire) ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
    return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function resolve(from: string, specifier: string, exists: (path: string) => boolean): string | undefined {
    if (!specifier.startsWith(".")) {
        return undefined;
    }
    const path = posix.join(posix.dirname(from), specifier);
    return [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), posix.join(path, "index.ts")].find(exists);
}
