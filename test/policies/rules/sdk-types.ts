/** Properties of resources as the pinned SDKs declare them, read from their types. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const sources = new Map<string, ts.SourceFile | undefined>();
/** Interfaces of the nested types of a provider, by name as `core.v1.PodSpec`. */
const nested = new Map<string, ReadonlyMap<string, ts.InterfaceDeclaration>>();

/** Whether a resource type has a property at a path as `spec.containers[].image`; in a map of free keys any name is one. */
export function hasProperty(type: string, path: string): boolean {
    const [provider = "", module = "", name = ""] = type.split(":");
    const file = provider === "aws" ? module : `${module.replace(/(\.[a-z0-9]+)+\//, "/")}/${lower(name)}`;
    const source = parsed(join(folderOf(provider), `${file}.d.ts`));
    if (source === undefined) return false;
    // What a resource takes, and what it gives back.
    const starts = source.statements.flatMap((statement): readonly (readonly ts.Node[])[] =>
        (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement))
            && [`${name}Args`, name].includes(statement.name?.text ?? "")
            ? [[...statement.members]]
            : []);
    const steps = path.replaceAll("[]", ".[]").split(".").filter((step) => step !== "");
    return starts.some((members) => follows(provider, members, steps));
}

function follows(provider: string, members: readonly ts.Node[], [step, ...rest]: readonly string[]): boolean {
    if (step === undefined) return true;
    const found = members.find((member): member is ts.PropertySignature | ts.PropertyDeclaration =>
        (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) && textOf(member.name) === step);
    if (found?.type === undefined) return false;
    return rest.length === 0 || reaches(provider, found.type, rest);
}

/** A type reached by the rest of a path: lists, unions and references are looked into. */
function reaches(provider: string, type: ts.TypeNode, steps: readonly string[]): boolean {
    if (steps.length === 0) return true;
    if (ts.isUnionTypeNode(type)) return type.types.some((each) => reaches(provider, each, steps));
    if (ts.isParenthesizedTypeNode(type)) return reaches(provider, type.type, steps);
    if (ts.isArrayTypeNode(type)) return steps[0] === "[]" && reaches(provider, type.elementType, steps.slice(1));
    if (ts.isTypeLiteralNode(type)) {
        return type.members.some(ts.isIndexSignatureDeclaration) || follows(provider, [...type.members], steps);
    }
    // A document: `string`, `any`, or one of its own form, as a policy.
    if (!ts.isTypeReferenceNode(type)) return type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.StringKeyword;
    const name = type.typeName.getText();
    const [argument] = type.typeArguments ?? [];
    if (/^pulumi\.(Input|Output)$/.test(name) && argument !== undefined) return reaches(provider, argument, steps);
    const declared = interfacesOf(provider).get(name.replace(/^(inputs|outputs)\./, ""));
    return declared === undefined
        ? name.startsWith("pulumi.") || name.endsWith("PolicyDocument")
        : follows(provider, [...declared.members], steps);
}

function interfacesOf(provider: string): ReadonlyMap<string, ts.InterfaceDeclaration> {
    const known = nested.get(provider);
    if (known !== undefined) return known;
    const found = new Map<string, ts.InterfaceDeclaration>();
    const visit = (node: ts.Node, prefix: string): void => {
        if (ts.isInterfaceDeclaration(node)) found.set(`${prefix}${node.name.text}`, node);
        else if (ts.isModuleDeclaration(node) && node.body !== undefined) ts.forEachChild(node.body, (child) =>
            visit(child, `${prefix}${node.name.text}.`));
    };
    parsed(join(folderOf(provider), "types", "input.d.ts"))?.forEachChild((node) => visit(node, ""));
    nested.set(provider, found);
    return found;
}

function folderOf(provider: string): string {
    return dirname(require.resolve(`@pulumi/${provider}/package.json`));
}

function parsed(path: string): ts.SourceFile | undefined {
    if (!sources.has(path)) {
        sources.set(
            path,
            existsSync(path) ? ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true) : undefined,
        );
    }
    return sources.get(path);
}

function textOf(name: ts.PropertyName): string {
    return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText();
}

function lower(name: string): string {
    return `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`;
}
