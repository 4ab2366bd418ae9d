import type { EngineEvent, PulumiFn, Stack, UpResult } from "@pulumi/pulumi/automation";
import { DeployedStack, Engine, EngineFailure, StackValues } from "../ports/engine";
import { automation } from "./automation";
import { deployedOf } from "./deployed";
import { EngineBreak } from "./engine-break";
import { KnownStack } from "./known-stack";
import { Problems } from "./problems";
import { projectName } from "./project";
import { recovering } from "./recover";
import { withoutExtras } from "./stack-cli";
import { StackFile } from "./stack-file";
import { withoutStacks } from "./without-stacks";

export interface AutomationEngineOptions {
    /** Folder with `Pulumi.yaml`, the program and the stack files. */
    readonly projectDir: string;
    /** A stack that is there: it is never made by the way. */
    readonly stack: string;
    /** Runs in this process instead of the program in the folder. @default - the folder's */
    readonly program?: PulumiFn;
    /** Folders of policy packs; a mandatory violation fails the update. @default none */
    readonly policyPacks?: readonly string[];
    /** Variables of the Pulumi CLI beside this process's own, as `PULUMI_BACKEND_URL`. @default none */
    readonly variables?: { readonly [name: string]: string };
    /** Told of every event of an update. */
    readonly onEvent?: (event: EngineEvent) => void;
    /** Told what was cleared up behind an engine that had been killed. */
    readonly onRecovered?: (text: string) => void;
}

/**
 * Pulumi's engine for a pipeline of one's own. The commands have another one, with their progress. What it knows of the stack's outputs
 * holds for as long as nobody else makes an update: one for each rollout.
 */
export class AutomationEngine implements Engine {
    private readonly file: StackFile;
    private readonly known = new KnownStack(async () => deployedOf(await (await this.stack()).outputs()));
    private opened: Promise<Stack> | undefined;

    constructor(private readonly options: AutomationEngineOptions) {
        this.file = new StackFile(options.projectDir, options.stack);
    }

    edit(values: StackValues): void {
        this.file.edit(values);
    }

    read(paths: readonly string[]): StackValues {
        return this.file.read(paths);
    }

    /** @throws EngineFailure, StackLocked */
    async up(signal: AbortSignal): Promise<void> {
        const { policyPacks = [], onEvent, onRecovered } = this.options;
        const stack = await this.stack();
        const problems = new Problems();
        const engine = new EngineBreak();
        const see = (event: EngineEvent): void => {
            engine.begun();
            problems.see(event);
            onEvent?.(event);
        };
        const operate = (): Promise<UpResult> => {
            signal.throwIfAborted();
            return stack.up({ onEvent: see, signal: engine.start(), color: "never", showSecrets: false, policyPacks: [...policyPacks] });
        };
        const breakOff = (): void => engine.breakOff();
        signal.addEventListener("abort", breakOff);
        const restoreStacks = this.options.program === undefined ? () => undefined : withoutStacks();
        try {
            const { outputs } = await recovering(stack, operate, ({ text }) => onRecovered?.(text));
            this.known.learn(deployedOf(outputs));
        } catch (error) {
            const found = problems.list();
            throw found.length > 0 ? new EngineFailure(found) : error;
        } finally {
            restoreStacks();
            signal.removeEventListener("abort", breakOff);
        }
    }

    /** @throws OlderProgram */
    deployed(): Promise<DeployedStack | undefined> {
        return this.known.get();
    }

    private stack(): Promise<Stack> {
        this.opened ??= this.open().then(withoutExtras);
        return this.opened;
    }

    private open(): Promise<Stack> {
        const { projectDir, stack: stackName, program, variables } = this.options;
        const { LocalWorkspace } = automation();
        const settings = variables === undefined ? {} : { envVars: { ...variables } };
        return program === undefined
            ? LocalWorkspace.selectStack({ stackName, workDir: projectDir }, settings)
            : LocalWorkspace.selectStack({ stackName, projectName, program }, { ...settings, workDir: projectDir });
    }
}
