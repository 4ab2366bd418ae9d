import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Command, Option } from "commander";
import { Color, colors, Settings } from "../../config/types";
import { withKnownNames } from "../../release/engine/known-names";
import { Planned } from "../../release/engine/planned";
import { targetText } from "../../release/engine/target";
import { messageOf } from "../../release/message";
import { filesOf, indexFile } from "../../release/render/files";
import { checkFolder, FolderRefused, replaceFolder } from "../../release/render/folder";
import { Rendered, rendered } from "../../release/render/objects";
import { unknownText } from "../../release/render/values";
import { CommandFailure, exitCodes } from "../failure";
import { Output, terminalOutput } from "../output";
import { CommonOptions, findProject, openSession, settingsOf, stackName } from "../session";
import { runOperation } from "../update";
import { withCommonOptions } from "./common";

interface RenderOptions extends CommonOptions {
    readonly out: string;
    readonly slot?: Color | undefined;
}

export function renderCommand(): Command {
    const about = "write every Kubernetes object of a stack as YAML, a file each, to review or for other tools; changes nothing";
    const out = "folder for the files: a new or empty one, or one that render wrote and nobody changed, which is replaced whole";
    return withCommonOptions(new Command("render").description(about))
        .requiredOption("--out <dir>", out)
        .addOption(new Option("--slot <color>", "only what belongs to this slot").choices(colors))
        .action(render);
}

async function render(options: RenderOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    // Before the engine is asked, which takes longer than to say no.
    guarded(options.out, () => checkFolder(options.out));
    const session = await openSession(options, output);
    const planned = new Planned();
    const onEvent = (event: EngineEvent): void => planned.see(event);
    await runOperation(session, stack, "preview", { checked: false, around: withKnownNames, onEvent });
    const content = rendered(planned.list(), options.slot);
    if (content.objects.length + content.charts.length === 0) throw nothingOf(stack, options.slot);
    const origin = { stack, cloud: targetText(session.target), releases: releasesOf(settings), slot: options.slot };
    const files = filesOf(content, origin);
    guarded(options.out, () => replaceFolder(options.out, files));
    const result = { command: "render", stack, out: options.out, ...renderedJson(content) };
    output.result(result, () => printRendered(output, stack, options.out, content));
}

function nothingOf(stack: string, slot: Color | undefined): CommandFailure {
    const of = slot === undefined ? "" : ` in the slot ${slot}`;
    return new CommandFailure(`${stack}: has no Kubernetes object${of}; nothing was written`, exitCodes.refused);
}

/** Turns what stands against the folder into an end of the command. */
function guarded(out: string, act: () => void): void {
    try {
        act();
    } catch (error) {
        if (error instanceof FolderRefused) {
            const text = `--out: nothing was written\n${error.message}`;
            throw new CommandFailure(text, exitCodes.refused, { problems: error.problems });
        }
        const text = `--out: ${out} cannot be written: ${messageOf(error)}; name a folder that can be`;
        throw new CommandFailure(text, exitCodes.usage);
    }
}

function releasesOf({ slots }: Settings): { readonly [color in Color]?: string } {
    return Object.fromEntries(colors.flatMap((color) => {
        const { release, size } = slots[color];
        return release === undefined || size === "off" ? [] : [[color, release.version]];
    }));
}

/** What `--json` lists. */
export function renderedJson({ objects, charts }: Rendered): { readonly [name: string]: unknown } {
    return { objects: objects.map(({ value: _, ...object }) => object), charts };
}

export function printRendered(output: Output, stack: string, out: string, { objects, charts }: Rendered): void {
    const open = objects.filter(({ unknown }) => unknown.length > 0);
    const masked = objects.filter(({ secret }) => secret.length > 0);
    for (const { file, unknown } of open) output.line(`  ${file}: ${unknownText} in ${unknown.join(", ")}`);
    for (const { file, secret } of masked) output.line(`  ${file}: secret, left out: ${secret.join(", ")}`);
    for (const { name, namespace, chart, version } of charts) {
        output.line(`  chart ${chart} ${version} as ${namespace}/${name}: listed in ${indexFile}, not rendered`);
    }
    output.line(`render of ${stack}: ${objects.length} ${objects.length === 1 ? "object" : "objects"} in ${out}`);
}
