import { Cloud } from "../cloud/cloud";
import { optionalText, Props } from "../cloud/values";

/** The name a resource gets: `name`, or `namePrefix` and a suffix that sorts by time, as the provider makes it. */
export function nameFrom(cloud: Cloud, inputs: Props, fallback = "terraform-"): string {
    return optionalText(inputs, "name") ?? `${optionalText(inputs, "namePrefix") ?? fallback}${uniqueSuffix(cloud)}`;
}

/** Date, time and eight hex digits: 26 characters, as Terraform's `PrefixedUniqueId`. */
export function uniqueSuffix(cloud: Cloud): string {
    return `${cloud.clock.iso().replace(/\D/g, "").padEnd(18, "0").slice(0, 18)}${cloud.hex(8)}`;
}
