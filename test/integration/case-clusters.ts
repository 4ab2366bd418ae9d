import * as pulumi from "@pulumi/pulumi";
import { Provider as KubernetesProviderResource } from "@pulumi/kubernetes/provider";
import { Stack } from "@pulumi/pulumi/automation";
import { Props, text } from "../../simulator/cloud/values";
import { Provider, Session } from "../../simulator/protocol/provider";
import { Account, kubeconfig } from "../simulator/kubernetes/clusters";
import { CaseEngine } from "./case-engine";

/** One object in a cluster of its own. */
export interface CaseObject {
    /** Type token, as `kubernetes:apps/v1:Deployment`. */
    readonly token: string;
    readonly manifest: Props;
    /** Settings of its provider. */
    readonly config?: Props;
    readonly ignore?: readonly string[];
}

/** Many objects in one run of the real engine, each in a simulated cluster of its own: the provider's `context` says which. */
export class CaseClusters {
    private readonly engine = new CaseEngine();
    private readonly accounts = new Map<string, Account>();

    /** @param equip what each account has beside its cluster, before anything is made in it */
    constructor(private readonly equip: (account: Account) => Promise<void> = () => Promise.resolve()) {}

    /** @param count of objects */
    async start(count: number): Promise<void> {
        for (let index = 0; index < count; index++) {
            const account = new Account();
            await this.equip(account);
            this.accounts.set(contextOf(index), account);
        }
        await this.engine.start(this.provider());
    }

    stop(): Promise<void> {
        return this.engine.stop();
    }

    stack(objects: () => readonly CaseObject[]): Promise<Stack> {
        return this.engine.stack(async () => objects().forEach((one, index) => registerObject(one, index)));
    }

    private provider(): Provider {
        const any = new Account().provider;
        return {
            name: "kubernetes",
            version: any.version,
            checkConfig: (news) => any.checkConfig(news),
            diffConfig: (olds, news) => any.diffConfig(olds, news),
            configure: ({ context, ...config }): Session => {
                const account = this.accounts.get(text({ context: context ?? "" }, "context"));
                // The engine makes one without settings first.
                return (account?.provider ?? any).configure(config);
            },
        };
    }
}

export function objectName(index: number): string {
    return `case${index}`;
}

function contextOf(index: number): string {
    return `cluster${index}`;
}

class AnyResource extends pulumi.CustomResource {}

function registerObject({ token, manifest, config, ignore }: CaseObject, index: number): void {
    const context = contextOf(index);
    const provider = new KubernetesProviderResource(context, { kubeconfig, context, ...config });
    new AnyResource(token, objectName(index), manifest as pulumi.Inputs, { provider, ignoreChanges: [...(ignore ?? [])] });
}
