import * as pulumi from "@pulumi/pulumi";
import { Provider as AwsProviderResource } from "@pulumi/aws/provider";
import { Stack } from "@pulumi/pulumi/automation";
import { awsModels, awsSources } from "../../simulator/aws/models";
import { AwsProvider } from "../../simulator/aws/provider";
import { seedAccount } from "../../simulator/aws/route53/seed";
import { SystemClock } from "../../simulator/cloud/clock";
import { Cloud } from "../../simulator/cloud/cloud";
import { MemoryStore } from "../../simulator/cloud/store";
import { Props, text } from "../../simulator/cloud/values";
import { Provider, Session } from "../../simulator/protocol/provider";
import { Step } from "../simulator/aws/refused/case";
import { CaseEngine } from "./case-engine";

/** A small program with an account of its own. */
export interface CaseProgram {
    readonly title: string;
    readonly program: readonly CaseStep[];
}

export interface CaseStep extends Step {
    /** The engine's own protection. */
    readonly protect?: boolean;
}

/**
 * Many small programs in one run of the real engine, each against a simulated account of its own: the provider's `profile` says
 * which. One run instead of hundreds, and no case sees what another made.
 */
export class CaseAccounts {
    private readonly engine = new CaseEngine();
    private readonly accounts = new Map<string, AwsProvider>();

    start(): Promise<void> {
        return this.engine.start(this.provider());
    }

    stop(): Promise<void> {
        return this.engine.stop();
    }

    /** A stack that runs the programs; one step after the other within each. */
    stack(programs: () => readonly CaseProgram[]): Promise<Stack> {
        return this.engine.stack(async () => programs().forEach((one, index) => registerCase(one, index)));
    }

    private provider(): Provider {
        const account = (config: Props): AwsProvider => {
            const profile = text(config, "profile");
            const known = this.accounts.get(profile);
            if (known !== undefined) return known;
            const cloud = new Cloud(new MemoryStore(), new SystemClock());
            seedAccount(cloud);
            const made = new AwsProvider(cloud, awsModels, awsSources);
            this.accounts.set(profile, made);
            return made;
        };
        const any = new AwsProvider(new Cloud(new MemoryStore(), new SystemClock()), awsModels, awsSources);
        return {
            name: "aws",
            version: any.version,
            checkConfig: (news) => any.checkConfig(news),
            diffConfig: (olds, news) => any.diffConfig(olds, news),
            configure: (config): Session => account(config).configure({ ...config, profile: null }),
        };
    }
}

/** Logical name of a case's last resource. */
export function lastName({ program }: CaseProgram, index: number): string {
    return nameIn(index, program.at(-1)?.name ?? "");
}

function nameIn(index: number, name: string): string {
    return `case${index}-${name}`;
}

class AnyResource extends pulumi.CustomResource {}

function registerCase({ program }: CaseProgram, index: number): void {
    const provider = new AwsProviderResource(`account${index}`, { region: "us-east-1", profile: `account${index}` });
    const made = new Map<string, AnyResource>();
    const wanted = outputsWanted(program);
    let last: AnyResource | undefined;
    for (const { type, name, inputs, protect } of program) {
        const outputs = Object.fromEntries((wanted.get(name) ?? []).map((output) => [output, undefined]));
        const args = { ...outputs, ...(resolved(inputs, made) as pulumi.Inputs) };
        last = new AnyResource(type, nameIn(index, name), args, { provider, protect, ...(last === undefined ? {} : { dependsOn: [last] }) });
        made.set(name, last);
    }
}

/** Names of the outputs that later steps refer to, by step: the SDK hands out only those it is told of. */
function outputsWanted(program: readonly CaseStep[]): ReadonlyMap<string, readonly string[]> {
    const wanted = new Map<string, string[]>();
    const visit = (value: unknown): void => {
        if (typeof value !== "object" || value === null) return;
        for (const [key, inner] of Object.entries(value)) {
            if (key === "$ref" && typeof inner === "string") {
                const [name = "", output = ""] = inner.split(".");
                if (output !== "id") wanted.set(name, [...(wanted.get(name) ?? []), output]);
            } else visit(inner);
        }
    };
    program.forEach((step) => visit(step.inputs));
    return wanted;
}

function resolved(value: unknown, made: ReadonlyMap<string, AnyResource>): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => resolved(item, made));
    if (typeof value !== "object" || value === null) return value;
    const reference = (value as { readonly $ref?: unknown }).$ref;
    if (typeof reference === "string") return referenceOf(reference, made);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, made)]));
}

function referenceOf(path: string, made: ReadonlyMap<string, AnyResource>): pulumi.Output<unknown> {
    const [name = "", output = "", ...steps] = path.split(".");
    const resource = made.get(name);
    if (resource === undefined) throw new Error(`${path}: no such step`);
    const value = output === "id" ? resource.id : (Reflect.get(resource, output) as pulumi.Output<unknown>);
    return value.apply((whole) => steps.reduce<unknown>((inner, step) => (inner as { readonly [key: string]: unknown } | undefined)?.[step], whole));
}
