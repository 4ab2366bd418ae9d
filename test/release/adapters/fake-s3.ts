import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";

/** The part of S3's API that records need: conditional writes, reads and lists in pages. https://docs.aws.amazon.com/AmazonS3/latest/API/ */
export class FakeS3 {
    /** Text by bucket and key, as `records/releases/1.0.0.json`. */
    readonly objects = new Map<string, string>();
    /** Method and path of each call. */
    readonly calls: string[] = [];
    /** Statuses with which the next writes are refused, first to last. */
    readonly refusals: number[] = [];
    /** Keys in a page of a list. */
    pageSize = 1000;
    private readonly server: Server = createServer((request, response) => void this.answer(request, response));

    get endpoint(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    start(): Promise<void> {
        return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
        const path = decodeURIComponent(pathname.slice(1));
        this.calls.push(`${request.method} ${path}`);
        if (request.method === "PUT") {
            this.put(path, Buffer.concat(chunks).toString(), request.headers["if-none-match"], response);
        } else if (searchParams.get("list-type") === "2") {
            this.list(path.replace(/\/$/, ""), searchParams, response);
        } else {
            const text = this.objects.get(path);
            if (text === undefined) refuse(response, 404, "NoSuchKey");
            else response.writeHead(200, { "content-type": "application/json" }).end(text);
        }
    }

    private put(path: string, text: string, ifNoneMatch: string | undefined, response: ServerResponse): void {
        const refused = this.refusals.shift();
        if (refused !== undefined) return refuse(response, refused, refused === 409 ? "ConditionalRequestConflict" : "AccessDenied");
        if (ifNoneMatch === "*" && this.objects.has(path)) return refuse(response, 412, "PreconditionFailed");
        this.objects.set(path, text);
        response.writeHead(200, { etag: '"1"' }).end();
    }

    private list(bucket: string, parameters: URLSearchParams, response: ServerResponse): void {
        const prefix = `${bucket}/${parameters.get("prefix") ?? ""}`;
        const after = parameters.get("continuation-token") ?? "";
        const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
        const page = keys.slice(0, this.pageSize);
        const contents = page.map((key) => `<Contents><Key>${key.slice(bucket.length + 1)}</Key></Contents>`).join("");
        const more = keys.length > page.length;
        const next = more ? `<NextContinuationToken>${page[page.length - 1]}</NextContinuationToken>` : "";
        const inner = `<IsTruncated>${more}</IsTruncated>${next}${contents}`;
        response.writeHead(200, { "content-type": "application/xml" }).end(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`);
    }
}

function refuse(response: ServerResponse, status: number, code: string): void {
    response.writeHead(status, { "content-type": "application/xml" }).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
