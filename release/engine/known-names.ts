/** Names of Kubernetes objects in a preview of a stack whose cluster does not exist yet. */
import type * as Pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import type * as Protobuf from "google-protobuf/google/protobuf/struct_pb";
import { isUnknown, unknownValue, withoutMark } from "./marks";

type Answered = (error: unknown, response?: RegisterResourceResponse) => void;
type Register = (request: RegisterResourceRequest, answered: Answered) => unknown;

/** What a server adds to an object's metadata, or may change in it. */
const servers = ["annotations", "creationTimestamp", "generation", "labels", "resourceVersion", "uid"];

/**
 * The program, told in a preview what the engine does not tell it as long as the provider's cluster is not there (it then asks no
 * provider: pulumi/pulumi sdk/go/common/resource/plugin/provider_plugin.go, `Create`): that a Kubernetes object gets the name and
 * the namespace that it is given. What other objects take from them is known then, too.
 */
export function withKnownNames(program: PulumiFn): PulumiFn {
    return () => {
        // Loaded when a program is run; a command that runs none need not wait for it.
        const { runtime } = require("@pulumi/pulumi") as typeof Pulumi;
        const monitor = runtime.getMonitor();
        if (monitor === undefined) throw new Error("the program runs without an engine");
        const register = monitor.registerResource;
        // The monitor's client is made anew for each run of a program.
        const told: Register = (request, answered) => {
            const tell: Answered = (error, response) => {
                if (response !== undefined && request.getType().startsWith("kubernetes:")) addNames(request, response);
                answered(error, response);
            };
            return Reflect.apply(register, monitor, [request, tell]);
        };
        Reflect.set(monitor, "registerResource", told);
        return program();
    };
}

function addNames(request: RegisterResourceRequest, response: RegisterResourceResponse): void {
    const { metadata } = request.getObject()?.toJavaScript() ?? {};
    const told = response.getObject()?.toJavaScript() ?? {};
    const asked = withoutMark(metadata);
    if (typeof asked !== "object" || asked === null || (told["metadata"] !== undefined && !isUnknown(told["metadata"]))) return;
    const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as typeof Protobuf;
    const names = ["name", "namespace"].flatMap((member) => {
        const value = withoutMark(Reflect.get(asked, member));
        return typeof value === "string" ? [[member, value]] : [];
    });
    const unknown = servers.map((member) => [member, unknownValue]);
    const known = Object.fromEntries([...names, ...unknown]) as { [name: string]: string };
    response.setObject(Struct.fromJavaScript({ ...told, metadata: known }));
}
