import { Value } from "../../cloud/values";

/**
 * Names of load balancers and target groups: at most 32 letters, digits and hyphens, none at the ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
export function nameRule(value: Value): string | undefined {
    const name = String(value);
    const broken = partRule(name);
    if (broken !== undefined) return broken;
    return name.startsWith("internal-") ? `"${name}" cannot begin with "internal-"` : undefined;
}

export function targetGroupNameRule(value: Value): string | undefined {
    return partRule(String(value));
}

function partRule(name: string): string | undefined {
    if (name.length > 32) return `"${name}" cannot be longer than 32 characters, has ${name.length}`;
    if (!/^[0-9A-Za-z-]+$/.test(name)) return `"${name}": only alphanumeric characters and hyphens are allowed`;
    if (name.startsWith("-")) return `"${name}" cannot begin with a hyphen`;
    return name.endsWith("-") ? `"${name}" cannot end with a hyphen` : undefined;
}
