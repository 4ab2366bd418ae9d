import { AwsError } from "../cloud/errors";
import { Props } from "../cloud/values";
import { parseForm } from "./form";
import { decoded } from "./members";
import { CallContext, Operations } from "./operation";
import { Answer, Call, Protocol, Received } from "./protocol";
import { escaped, xmlOf } from "./xml";

export interface QueryService {
    /** API version, as `2015-12-01`. */
    readonly version: string;
    readonly namespace: string;
    readonly operations: Operations;
}

/** A service of the query protocol: forms in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryProtocol({ version, namespace, operations }: QueryService): Protocol {
    return {
        read: (received) => callOf(received, version, operations),
        answer: ({ action }, result, requestId) => {
            const body = `<${action}Result>${xmlOf(result)}</${action}Result>`;
            const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
            return xml(200, `<${action}Response xmlns="${namespace}">${body}${metadata}</${action}Response>`);
        },
        failure: (error, requestId) => queryFailure(error, requestId, namespace),
        throttling: () => new AwsError("Throttling", "Rate exceeded"),
    };
}

function callOf({ method, body }: Received, version: string, operations: Operations): Call {
    if (method !== "POST") throw new AwsError("InvalidAction", `The query protocol is spoken by POST, not by ${method}`);
    const { Action, Version, ...rest } = parseForm(body);
    if (typeof Action !== "string" || Action === "") {
        throw new AwsError("MissingAction", "The request must contain the parameter Action");
    }
    const operation = Object.hasOwn(operations, Action) ? operations[Action] : undefined;
    if (operation === undefined || Version !== version) {
        const known = `the simulated cloud has ${Object.keys(operations).join(", ")} of version ${version}`;
        throw new AwsError("InvalidAction", `Could not find operation ${Action} for version ${String(Version ?? "")}; ${known}`);
    }
    const request: Props = rest;
    return {
        action: Action,
        run: (context: CallContext) =>
            operation.run(context, decoded(operation.input, request, { wire: "form", invalidCode: "ValidationError" })),
    };
}

/** An error as the query protocol writes it. */
export function queryFailure(error: AwsError, requestId: string, namespace: string): Answer {
    const type = error.status < 500 ? "Sender" : "Receiver";
    const fields = `<Type>${type}</Type><Code>${escaped(error.code)}</Code><Message>${escaped(error.message)}</Message>`;
    const body = `<ErrorResponse xmlns="${namespace}"><Error>${fields}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return xml(error.status, body);
}

function xml(status: number, body: string): Answer {
    return { status, headers: { "content-type": "text/xml" }, body };
}
