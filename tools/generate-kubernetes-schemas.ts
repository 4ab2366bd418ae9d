/**
 * Writes the field tables of the Kubernetes kinds that the simulated cloud knows, from the declarations and validators of
 * npm `kubernetes-models`, which are made from the API server's own OpenAPI document.
 *
 *     npx ts-node tools/generate-kubernetes-schemas.ts
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import * as ts from "typescript";
import { kinds } from "../simulator/kubernetes/api/kinds";

const root = resolve(__dirname, "..");
const modules = join(root, "node_modules");
const load = createRequire(__filename);

export const outputFile = join(root, "simulator/kubernetes/api/generated/schemas.json");

/**
 * Field name → type: `string`, `int32`, `int64`, `bool`, `quantity`, `intOrString`, `any`, `A|B` (one of these), `@Type`;
 * with `[]` (list) or `{}` (record) before and `!` (required) after.
 */
type Fields = Record<string, string>;

interface Schemas {
    readonly source: string;
    readonly kinds: Record<string, string>;
    readonly types: Record<string, Fields>;
}

type Mistake = { readonly instancePath: string; readonly params: Record<string, unknown> };
type Validator = ((data: unknown) => boolean) & { readonly errors?: readonly Mistake[] | null };

const scalars: Readonly<Record<string, string>> = {
    "@kubernetes-models/apimachinery/api/resource/Quantity": "quantity",
    "@kubernetes-models/apimachinery/util/intstr/IntOrString": "intOrString",
    "@kubernetes-models/apimachinery/apis/meta/v1/Time": "string",
    "@kubernetes-models/apimachinery/apis/meta/v1/MicroTime": "string",
};

class Generator {
    readonly types: Record<string, Fields> = {};
    private readonly origins = new Map<string, string>();

    /** The name of the type declared in a file, added to the table with all it uses. */
    add(file: string): string {
        const module = relative(modules, file).replace(/\.d\.ts$/, "");
        const scalar = scalars[module];
        if (scalar !== undefined) return scalar;
        const name = module.slice(module.lastIndexOf("/") + 1);
        const origin = this.origins.get(name);
        if (origin === module) return this.reference(name);
        if (origin !== undefined) throw new Error(`${name} is declared in ${origin} and in ${module}`);
        this.origins.set(name, module);
        const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
        this.types[name] = this.fields(source, name, file);
        return this.reference(name);
    }

    private reference(name: string): string {
        return Object.keys(this.types[name] ?? { pending: "" }).length === 0 ? "any" : `@${name}`;
    }

    private fields(source: ts.SourceFile, name: string, file: string): Fields {
        const imports = importsOf(source, file);
        const declaration = source.statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === `I${name}`);
        if (declaration === undefined) return {};
        const isInteger = integerProbe(source, file);
        const isRoot = declaration.heritageClauses?.some((clause) => clause.getText().includes("TypeMeta")) === true;
        const fields: Fields = {};
        for (const member of declaration.members) {
            if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isStringLiteral(member.name)) continue;
            const field = member.name.text;
            if (isRoot && (field === "apiVersion" || field === "kind")) continue;
            const type = this.type(member.type, imports, () => isInteger(field));
            fields[field] = `${type}${member.questionToken === undefined ? "!" : ""}`;
        }
        return fields;
    }

    private type(node: ts.TypeNode, imports: ReadonlyMap<string, string>, integer: () => string): string {
        if (node.kind === ts.SyntaxKind.StringKeyword) return "string";
        if (node.kind === ts.SyntaxKind.BooleanKeyword) return "bool";
        if (node.kind === ts.SyntaxKind.NumberKeyword) return integer();
        if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return `=${node.literal.text}`;
        if (ts.isUnionTypeNode(node)) return node.types.map((each) => this.type(each, imports, integer).slice(1)).join("|");
        if (ts.isTypeLiteralNode(node)) {
            const index = node.members.find(ts.isIndexSignatureDeclaration);
            return index === undefined ? "any" : `{}${this.type(index.type, imports, integer)}`;
        }
        if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
            const [item] = node.typeArguments ?? [];
            if (node.typeName.text === "Array" && item !== undefined) return `[]${this.type(item, imports, integer)}`;
            const file = imports.get(node.typeName.text);
            if (file !== undefined) return this.add(file);
        }
        throw new Error(`cannot read the type ${node.getText()}`);
    }
}

function importsOf(source: ts.SourceFile, file: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const node of source.statements) {
        if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
        const target = node.moduleSpecifier.text;
        const path = target.startsWith(".") ? resolve(dirname(file), target) : join(modules, target);
        const bindings = node.importClause?.namedBindings;
        if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
        bindings.elements.forEach((element) => found.set(element.name.text, `${path}.d.ts`));
    }
    return found;
}

/** The declarations say `number` for every integer; the validator tells how wide it is. */
function integerProbe(source: ts.SourceFile, file: string): (field: string) => string {
    const exported = /as (IoK8s\w+)/.exec(source.text)?.[1];
    const home = file.includes("@kubernetes-models/apimachinery") ? "@kubernetes-models/apimachinery" : "kubernetes-models";
    const path = join(modules, home, "_schemas", `${exported}.js`);
    if (exported === undefined || !existsSync(path)) throw new Error(`no validator for ${file}`);
    const { validate } = load(path) as { validate: Validator };
    return (field) => {
        validate({ [field]: 2 ** 40 });
        const formats = (validate.errors ?? [])
            .filter((error) => error.instancePath === `/${field}`)
            .map((error) => error.params["format"]);
        return formats.includes("int32") ? "int32" : "int64";
    };
}

export function generate(): string {
    const generator = new Generator();
    const found: Record<string, string> = {};
    const { version } = load("kubernetes-models/package.json") as { version: string };
    for (const { apiVersion, kind, custom } of kinds) {
        if (custom === true) continue;
        generator.add(join(modules, "kubernetes-models", apiVersion, `${kind}.d.ts`));
        found[`${apiVersion}/${kind}`] = kind;
    }
    const described = Object.entries(generator.types).filter(([, fields]) => Object.keys(fields).length > 0);
    const types = Object.fromEntries(described.sort(([a], [b]) => (a < b ? -1 : 1)));
    const schemas: Schemas = { source: `kubernetes-models ${version}`, kinds: found, types };
    return `${JSON.stringify(schemas, undefined, 1)}\n`;
}

if (require.main === module) writeFileSync(outputFile, generate());
