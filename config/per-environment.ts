import type { Environment } from "./types";

/** Value of an environment, in the order dev, staging, prod. */
export function per<T>(environment: Environment, dev: T, staging: T, prod: T): T {
    return { dev, staging, prod }[environment];
}
