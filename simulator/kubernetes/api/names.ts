/** Rules of names, as texts of what is wrong (k8s.io/apimachinery pkg/util/validation and pkg/api/validate/content). */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const keyPart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

function matches(pattern: string, value: string): boolean {
    return new RegExp(`^(?:${pattern})$`).test(value);
}

/** The API server says "characters" of names and "bytes" of keys and values of labels. */
function tooLong(most: number, unit: "bytes" | "characters" = "characters"): string {
    return `must be no more than ${most} ${unit}`;
}

function regexText(message: string, pattern: string, examples: readonly string[]): string {
    const shown = examples.map((example) => `'${example}', `).join(" or ");
    return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

/** DNS-1123 label: namespaces, Services' ports, containers. At most 63 letters. */
export function labelNameMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 63) found.push(tooLong(63));
    if (matches(label, value)) return found;
    if (matches(subdomain, value)) return [...found, "must not contain dots"];
    const message =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
        "and must start and end with an alphanumeric character";
    return [...found, regexText(message, label, ["my-name", "123-abc"])];
}

/** DNS-1123 subdomain: most objects. At most 253 letters. */
export function subdomainNameMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 253) found.push(tooLong(253));
    if (matches(subdomain, value)) return found;
    const message =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
        "and must start and end with an alphanumeric character";
    return [...found, regexText(message, subdomain, ["example.com"])];
}

/** DNS-1035 label: Services, up to Kubernetes 1.35 (RelaxedServiceNameValidation). At most 63 letters. */
export function serviceNameMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 63) found.push(tooLong(63));
    if (matches(label1035, value)) return found;
    const message =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
        "and end with an alphanumeric character";
    return [...found, regexText(message, label1035, ["my-name", "abc-123"])];
}

/** RBAC's names: any path segment. */
export function pathSegmentMistakes(value: string): readonly string[] {
    if (value === "." || value === "..") return [`may not be '${value}'`];
    return ["/", "%"].filter((letter) => value.includes(letter)).map((letter) => `may not contain '${letter}'`);
}

/** Keys of labels and annotations: `[PREFIX/]NAME`. */
export function labelKeyMistakes(value: string): readonly string[] {
    const message =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    const rule = regexText(message, keyPart, ["MyName", "my.name", "123-abc"]);
    const parts = value.split("/");
    if (parts.length > 2)
        return [`a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
    const found: string[] = [];
    if (parts.length === 2) {
        const prefix = parts[0] ?? "";
        if (prefix === "") found.push("prefix part must be non-empty");
        else found.push(...subdomainNameMistakes(prefix).map((mistake) => `prefix part ${mistake}`));
    }
    const name = parts.at(-1) ?? "";
    if (name === "") found.push("name part must be non-empty");
    else if (name.length > 63) found.push(`name part ${tooLong(63, "bytes")}`);
    if (!matches(keyPart, name)) found.push(`name part ${rule}`);
    return found;
}

/** Values of labels: empty or at most 63 letters. */
export function labelValueMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 63) found.push(tooLong(63, "bytes"));
    if (matches(`(${keyPart})?`, value)) return found;
    const message =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
        "and must start and end with an alphanumeric character";
    return [...found, regexText(message, `(${keyPart})?`, ["MyValue", "my_value", "12345"])];
}

export function portNumberMistakes(value: number): readonly string[] {
    return value >= 1 && value <= 65_535 ? [] : [rangeText(1, 65_535)];
}

export function rangeText(least: number, most: number): string {
    return `must be between ${least} and ${most}, inclusive`;
}

/** IANA_SVC_NAME: at most 15 letters. */
export function portNameMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 15) found.push(tooLong(15));
    if (!/^[-a-z0-9]+$/.test(value)) found.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    if (!/[a-z]/.test(value)) found.push("must contain at least one letter (a-z)");
    if (value.includes("--")) found.push("must not contain consecutive hyphens");
    if (value.startsWith("-") || value.endsWith("-")) found.push("must not begin or end with a hyphen");
    return found;
}

/** Names of environment variables: printable ASCII without `=` (RelaxedEnvironmentVariableValidation, on since 1.32). */
export function environmentNameMistakes(value: string): readonly string[] {
    if (value === "") return ["environment variable name must be non-empty"];
    if (/^[\x20-\x3c\x3e-\x7e]+$/.test(value)) return [];
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyMistakes(value: string): readonly string[] {
    const found: string[] = [];
    if (value.length > 253) found.push(tooLong(253));
    if (!matches("[-._a-zA-Z0-9]+", value)) {
        const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
        found.push(regexText(message, "[-._a-zA-Z0-9]+", ["key.name", "KEY_NAME", "key-name"]));
    }
    if (value === ".") found.push("must not be '.'");
    else if (value === "..") found.push("must not be '..'");
    else if (value.startsWith("..")) found.push("must not start with '..'");
    return found;
}

export function percentMistakes(value: string): readonly string[] {
    if (/^[0-9]+%$/.test(value)) return [];
    return [regexText("a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", ["1%", "93%"])];
}

export function headerNameMistakes(value: string): readonly string[] {
    if (/^[-A-Za-z0-9]+$/.test(value)) return [];
    return [regexText("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", ["X-Header-Name"])];
}
