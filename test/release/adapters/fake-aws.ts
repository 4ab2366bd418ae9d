import { createServer, Server } from "node:http";
import { AddressInfo } from "node:net";

/** One call of AWS's query protocol: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html */
export interface Call {
    readonly action: string;
    readonly parameters: { readonly [name: string]: string };
    /** Region and service that the signature is for, as `us-east-1/sts`. */
    readonly scope: string;
    /** Of the credentials that it is signed with. */
    readonly accessKey: string;
    /** As `POST /schedules/name?groupName=default`. */
    readonly request: string;
    /** Body of a protocol that is not the query protocol. */
    readonly body: string;
}

export interface Answer {
    readonly status?: number;
    readonly body: string;
    /** @default text/xml */
    readonly type?: string;
}

const variables = {
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

/** AWS on loopback, reached through the SDK's own variable AWS_ENDPOINT_URL. */
export class FakeAws {
    readonly calls: Call[] = [];
    answer: (call: Call) => Answer | Promise<Answer> = () => ({ status: 500, body: "" });
    private readonly server: Server;
    private before: NodeJS.ProcessEnv = {};
    private opened = 0;

    constructor() {
        this.server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const body = Buffer.concat(chunks).toString();
                const { Action: action = "", ...parameters } = Object.fromEntries(new URLSearchParams(body));
                const [, accessKey = "", region, service] = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
                const call = { action, parameters, scope: `${region}/${service}`, accessKey, request: `${request.method} ${request.url}`, body };
                this.calls.push(call);
                void Promise.resolve(this.answer(call)).then(({ status = 200, type = "text/xml", ...answer }) =>
                    response.writeHead(status, { "content-type": type }).end(answer.body));
            });
        });
        this.server.on("connection", () => {
            this.opened += 1;
        });
    }

    async start(): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.before = { ...process.env };
        for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
        const { port } = this.server.address() as AddressInfo;
        Object.assign(process.env, variables, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    }

    /** Connections that were opened. */
    get connections(): number {
        return this.opened;
    }

    async stop(): Promise<void> {
        for (const name of [...Object.keys(variables), "AWS_ENDPOINT_URL"]) delete process.env[name];
        Object.assign(process.env, this.before);
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }
}

/** A refusal as the query protocol writes it. */
export function refusal(namespace: string, status: number, code: string, message: string): Answer {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    return { status, body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>1</RequestId></ErrorResponse>` };
}
