import { AwsError } from "../cloud/errors";
import { isProps, Props, Value } from "../cloud/values";
import { decoded } from "./members";
import { Operations } from "./operation";
import { Answer, Call, Protocol, Received } from "./protocol";

/** A service of the AWS JSON 1.1 protocol. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export interface JsonService {
    /** What stands before the action in the header `X-Amz-Target`, as `TrentService`. */
    readonly prefix: string;
    readonly operations: Operations;
}

const headers = { "content-type": "application/x-amz-json-1.1" };

export function jsonProtocol(service: JsonService): Protocol {
    return {
        read: (received) => callOf(received, service),
        answer: (_call, result) => ({ status: 200, headers, body: JSON.stringify(result) }),
        failure: ({ code, message, status }): Answer => ({ status, headers, body: JSON.stringify({ __type: code, message }) }),
        throttling: () => new AwsError("ThrottlingException", "Rate exceeded", 400),
    };
}

function callOf({ target = "", body }: Received, { prefix, operations }: JsonService): Call {
    const action = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : "";
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (operation === undefined) {
        const known = `the simulated cloud has ${Object.keys(operations).join(", ")}`;
        throw new AwsError("UnknownOperationException", `No operation ${JSON.stringify(target)}; ${known}`);
    }
    const request = jsonBodyOf(body);
    return {
        action,
        run: (context) => operation.run(context, decoded(operation.input, request, { wire: "json", invalidCode: "ValidationException" })),
    };
}

/** The object that a request's body is. */
export function jsonBodyOf(body: string): Props {
    let value: Value;
    try {
        value = JSON.parse(body) as Value;
    } catch {
        value = null;
    }
    if (isProps(value)) return value;
    throw new AwsError("SerializationException", "The body is not a JSON object");
}
