import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { readInstalledCli } from "../../cli/session";
import { projectAt } from "../../release/engine/project";
import { credentialNames, simulatedEnvironment } from "../../release/engine/simulated-environment";
import { openStack } from "../../release/engine/stack";
import { Provider } from "../../simulator/protocol/provider";
import { ServedProvider, serveProvider } from "../../simulator/protocol/server";

/** The real engine with one provider of the simulated cloud that lives in this process, and stacks in a folder of their own. */
export class CaseEngine {
    private readonly dir = mkdtempSync(join(tmpdir(), "colorway-cases-"));
    private served: ServedProvider | undefined;

    async start(provider: Provider): Promise<void> {
        for (const name of credentialNames(process.env)) delete process.env[name];
        writeFileSync(join(this.dir, "Pulumi.yaml"), "name: colorway\nruntime: nodejs\n");
        writeFileSync(join(this.dir, "Pulumi.cases.yaml"), "config: {}\n");
        this.served = await serveProvider(provider, 0);
    }

    async stop(): Promise<void> {
        await this.served?.stop();
        rmSync(this.dir, { recursive: true, force: true });
    }

    /** The stack `cases`, with a program. */
    async stack(run: () => Promise<void>): Promise<Stack> {
        if (this.served === undefined) throw new Error("start first");
        const project = projectAt(this.dir);
        const cli = readInstalledCli();
        const { name, port } = this.served;
        const environment = simulatedEnvironment(project, { kind: "simulated", providers: { [name]: port } }, cli.version);
        // These states are thrown away: writing each step of a thousand resources took five times as long as making them.
        const variables = { ...environment.variables, PULUMI_SKIP_CHECKPOINTS: "true" };
        return openStack(project, "cases", run, cli, { ...environment, variables });
    }
}

/** The message of each failed resource, by logical name. */
export function failures(events: readonly EngineEvent[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const { diagnosticEvent } of events) {
        if (diagnosticEvent?.severity !== "error" || diagnosticEvent.urn === undefined) continue;
        const name = diagnosticEvent.urn.split("::").at(-1) ?? "";
        found.set(name, `${found.get(name) ?? ""}${diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "")}`);
    }
    return found;
}
