/** The rules of a firewall or rule group, written as properties or as JSON of the API. */
import { Node } from "../../core/node";
import { notMet, Outcome, unknown } from "../../core/outcome";

/** The one name of the API that is not spelled in the program as it is there. */
const spelling: { readonly [key: string]: string } = { CloudWatchMetricsEnabled: "cloudwatchMetricsEnabled" };

/** @returns the rules, each as properties; unknown or not met where they can't be read */
export function firewallRules(props: Node): readonly Node[] | Outcome {
    // An ACL has ruleJson, a group rulesJson.
    const json = ["ruleJson", "rulesJson"].map((name) => props.at(name)).find(({ reading, value }) =>
        reading !== "absent" && value !== "");
    if (json !== undefined) return parsed(json);
    const list = props.at("rules");
    return list.reading === "unknown" ? unknown(list.path) : list.items();
}

function parsed(json: Node): readonly Node[] | Outcome {
    if (json.reading === "unknown") return unknown(json.path);
    try {
        const value: unknown = JSON.parse(json.text ?? "");
        if (Array.isArray(value)) return Node.of(asProperties(value), json.path).items();
    } catch {
        // Told below, as what is no list.
    }
    return notMet(json.path, "is no JSON list of rules; one is required");
}

function asProperties(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(asProperties);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) =>
        [spelling[key] ?? key.charAt(0).toLowerCase() + key.slice(1), asProperties(part)]));
}
