import { randomUUID } from "node:crypto";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { Targets } from "../aws/elbv2/targets";
import { regions } from "../aws/provider";
import { Cloud } from "../cloud/cloud";
import { AwsError, NotModeled } from "../cloud/errors";
import { Fault, Faults } from "./faults";
import { CallContext } from "./operation";
import { Answer, Call, Protocol, Received } from "./protocol";
import { queryFailure } from "./query";
import { Scope, scopeOf } from "./scope";
import { services } from "./services";

// Requests of these APIs are far smaller; the largest, a schedule with its input, has 256 KB.
const mostBodyBytes = 1024 * 1024;

/** Namespace of errors before the service is known. */
const anyNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";

export interface ApiOptions {
    readonly cloud: Cloud;
    readonly targets: Pick<Targets, "health">;
    readonly faults: Faults;
    /** What the keys of KMS are made from, 32 bytes; whoever has it can open all that they closed. */
    readonly keySecret: Buffer;
    /** What happens that AWS would answer with an internal error. */
    readonly onError: (error: unknown) => void;
}

/**
 * AWS's own HTTP API on loopback, so that AWS's SDKs work against the simulated cloud by their `endpoint`. One address serves all
 * services: the scope of the request's signature tells which one is meant.
 */
export class ApiServer {
    private readonly server: Server;
    private readonly waiting = new Set<NodeJS.Timeout>();

    constructor(private readonly options: ApiOptions) {
        this.server = createServer((request, response) => {
            // Whatever fails outside a call is the caller's connection.
            this.serve(request, response).catch(() => response.destroy());
        });
    }

    /** Listens on loopback; returns the port. */
    listen(port: number): Promise<number> {
        return new Promise((resolve, reject) => {
            this.server.once("error", reject);
            this.server.listen(port, "127.0.0.1", () => resolve((this.server.address() as AddressInfo).port));
        });
    }

    stop(): Promise<void> {
        for (const timer of this.waiting) clearTimeout(timer);
        this.waiting.clear();
        return new Promise((resolve) => {
            this.server.close(() => resolve());
            this.server.closeAllConnections();
        });
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const requestId = randomUUID();
        const received: Received = {
            method: request.method ?? "GET",
            url: new URL(request.url ?? "/", "http://127.0.0.1"),
            body: await bodyOf(request),
            target: targetOf(request),
        };
        let protocol: Protocol | undefined;
        let fault: Fault | undefined;
        const answer = (): Answer | undefined => {
            try {
                const scope = scopeOf(request.headers.authorization);
                protocol = this.protocolOf(scope);
                const call = protocol.read(received);
                fault = this.options.faults.strike(scope.service, call.action);
                return this.answerOf(protocol, call, scope, fault, requestId);
            } catch (error) {
                const failure = this.failureOf(error);
                return protocol?.failure(failure, requestId) ?? queryFailure(failure, requestId, anyNamespace);
            }
        };
        const answered = answer();
        await this.pause(fault?.milliseconds ?? 0);
        if (answered === undefined) response.destroy();
        else response.writeHead(answered.status, { ...answered.headers, "x-amzn-requestid": requestId }).end(answered.body);
    }

    /** Undefined: the caller hears nothing. */
    private answerOf(protocol: Protocol, call: Call, scope: Scope, fault: Fault | undefined, requestId: string): Answer | undefined {
        if (fault?.kind === "timeout") return undefined;
        if (fault?.kind === "throttle") throw protocol.throttling();
        const result = call.run(this.contextOf(scope));
        return fault?.kind === "timeout-after-success" ? undefined : protocol.answer(call, result, requestId);
    }

    private protocolOf({ service }: Scope): Protocol {
        const known = services.get(service);
        if (known === undefined) throw new NotModeled(`the API of the service ${service}`);
        return known.protocol;
    }

    private contextOf({ region }: Scope): CallContext {
        if (!regions.some((known) => known === region)) {
            // What AWS answers in a region that the account has not switched on.
            throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid", 403);
        }
        return { cloud: this.options.cloud.inRegion(region), targets: this.options.targets, keySecret: this.options.keySecret };
    }

    private failureOf(error: unknown): AwsError {
        if (error instanceof AwsError) return error;
        // Not 500: SDKs would try again.
        if (error instanceof NotModeled) return new AwsError("NotImplemented", error.message, 501);
        this.options.onError(error);
        return new AwsError("InternalFailure", error instanceof Error ? error.message : String(error), 500);
    }

    private pause(milliseconds: number): Promise<void> {
        if (milliseconds <= 0) return Promise.resolve();
        return new Promise((resolve) => {
            const timer = setTimeout(() => {
                this.waiting.delete(timer);
                resolve();
            }, milliseconds);
            this.waiting.add(timer);
        });
    }
}

function targetOf({ headers }: IncomingMessage): string | undefined {
    const target = headers["x-amz-target"];
    return typeof target === "string" ? target : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > mostBodyBytes) throw new Error(`a request of more than ${mostBodyBytes} bytes`);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
}
