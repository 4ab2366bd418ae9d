import { Draft, Props } from "./values";

/** An error that the AWS service itself would answer; `code` is the API's own error code. */
export class AwsError extends Error {
    constructor(
        readonly code: string,
        message: string,
        readonly status = 400,
    ) {
        super(message);
        this.name = "AwsError";
    }
}

/** An error of the simulated cloud that is not AWS's: something that it does not model. */
export class NotModeled extends Error {
    constructor(what: string) {
        super(`${what} is not modeled by the simulated cloud; docs/simulator.md lists what is`);
        this.name = "NotModeled";
    }
}

/** The object was made but did not become what was asked for; the engine keeps it in state and tries again. */
export class InitializationFailed extends Error {
    constructor(
        readonly id: string,
        readonly properties: Props | Draft,
        readonly inputs: Props,
        readonly reasons: readonly string[],
    ) {
        super(reasons.join("; "));
        this.name = "InitializationFailed";
    }
}
