import { AwsError } from "../cloud/errors";
import { isAbsent, isProps, Props, Value } from "../cloud/values";
import { jsonBodyOf } from "./json";
import { decoded, Members } from "./members";
import { CallContext, Operations } from "./operation";
import { Call, Protocol, Received } from "./protocol";

/** Where an action is reached. */
export interface RestRoute {
    readonly action: string;
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    /** The whole path; its group is the member `Name`. */
    readonly path: RegExp;
    /** Names in the query string of members, where they differ. */
    readonly query?: { readonly [name: string]: string };
}

const json = { "content-type": "application/json" };

/** A service of the REST-JSON protocol. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restProtocol(routes: readonly RestRoute[], operations: Operations): Protocol {
    return {
        read: (received) => callOf(received, routes, operations),
        answer: (_call, result) => ({ status: 200, headers: json, body: JSON.stringify(present(result)) }),
        failure: ({ code, message, status }) => ({
            status,
            headers: { ...json, "x-amzn-errortype": code },
            body: JSON.stringify({ Message: message }),
        }),
        throttling: () => new AwsError("ThrottlingException", "Rate exceeded", 429),
    };
}

function callOf(received: Received, routes: readonly RestRoute[], operations: Operations): Call {
    const route = routes.find(({ method, path }) => method === received.method && path.test(received.url.pathname));
    const operation = route === undefined ? undefined : operations[route.action];
    if (route === undefined || operation === undefined) {
        throw new AwsError("UnknownOperationException", `No operation ${received.method} ${received.url.pathname}`, 404);
    }
    const { input, run } = operation;
    return {
        action: route.action,
        run: (context: CallContext) => run(context, requestOf(received, route, input)),
    };
}

function requestOf(received: Received, route: RestRoute, input: Members): Props {
    const name = route.path.exec(received.url.pathname)?.[1];
    const named: Props = name === undefined ? {} : { Name: unescaped(name) };
    const inBody = route.method === "POST" || route.method === "PUT";
    const wire = inBody ? "json" : "form";
    const given = inBody ? jsonBodyOf(received.body) : queryOf(received.url, route);
    return decoded(input, { ...given, ...named }, { wire, invalidCode: "ValidationException" });
}

function unescaped(segment: string): string {
    try {
        return decodeURIComponent(segment);
    } catch {
        throw new AwsError("SerializationException", `The path segment ${segment} is not in UTF-8`);
    }
}

function queryOf(url: URL, { query = {} }: RestRoute): Props {
    const entries: [string, Value][] = [...url.searchParams].map(([name, value]) => [query[name] ?? name, value]);
    return Object.fromEntries(entries);
}

/** The members that are there, at every depth: absent ones are left out rather than null. */
function present(props: Props): Props {
    const entries: [string, Value][] = Object.entries(props)
        .filter(([, value]) => !isAbsent(value))
        .map(([name, value]) => [name, presentValue(value)]);
    return Object.fromEntries(entries);
}

function presentValue(value: Value): Value {
    if (Array.isArray(value)) return value.map((item: Value) => presentValue(item));
    return isProps(value) ? present(value) : value;
}
