import { AwsError } from "../../cloud/errors";
import { Mistake } from "../model";

/** What Elastic Load Balancing answers to a value that is not allowed; API reference, "Common Errors". */
export const validationError = "ValidationError";

/** A mistake that the provider finds before it calls the API. */
export function mistake(path: string, what: string, code = validationError): Mistake {
    return { path, message: `${path}: ${what} (${code})` };
}

export function notModeled(path: string, what: string): Mistake {
    return { path, message: `${path}: ${what} is not modeled by the simulated cloud; docs/simulator.md lists what is` };
}

export function invalidConfiguration(message: string): AwsError {
    return new AwsError("InvalidConfigurationRequest", message);
}
