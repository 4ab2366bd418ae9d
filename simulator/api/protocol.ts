import { AwsError } from "../cloud/errors";
import { Props } from "../cloud/values";
import { CallContext } from "./operation";

export interface Received {
    readonly method: string;
    readonly url: URL;
    readonly body: string;
    /** Header `X-Amz-Target`: the action, where a protocol names it there. */
    readonly target?: string | undefined;
}

export interface Answer {
    readonly status: number;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
}

/** A request that was understood. */
export interface Call {
    readonly action: string;
    /** Throws `AwsError`. */
    readonly run: (context: CallContext) => Props;
}

/** How a service's calls and answers look on the wire. */
export interface Protocol {
    /** Throws `AwsError` where it does not understand. */
    readonly read: (received: Received) => Call;
    readonly answer: (call: Call, result: Props, requestId: string) => Answer;
    readonly failure: (error: AwsError, requestId: string) => Answer;
    /** What the service answers to a caller that asks too often. */
    readonly throttling: () => AwsError;
}
