/** Takes secrets out of texts that leave this machine. Pure. */

const hidden = "[hidden]";
/** A shorter value would blank out words that are no secret. */
const shortest = 8;
const secretName = /SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIAL|(^|_)KEY$/i;

/** Forms that only secrets have, whoever put them into a text. */
const forms: readonly (readonly [form: RegExp, instead: string])[] = [
    [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
    // Name and password of a URL (RFC 3986, 3.2.1).
    [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${hidden}@`],
    // Identifiers of AWS access keys (IAM User Guide, "IAM identifiers").
    [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden],
    [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, hidden],
    [/\b(bearer|basic)\s+[A-Za-z0-9+/._~-]{8,}=*/gi, `$1 ${hidden}`],
    [
        /\b([\w-]*(?:password|passphrase|passwd|secret|token|api[_-]?key))(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;"']+)/gi,
        `$1$2${hidden}`,
    ],
];

/** @param secrets values that no text may hold */
export function hiding(secrets: readonly string[]): (text: string) => string {
    // A secret that holds another one goes first.
    const known = [...new Set(secrets)].filter((secret) => secret.length >= shortest).sort((a, b) => b.length - a.length);
    return (text) => {
        const without = known.reduce((left, secret) => left.replaceAll(secret, hidden), text);
        return forms.reduce((left, [form, instead]) => left.replace(form, instead), without);
    };
}

/** Values of variables that by their names are secrets. */
export function secretsIn(environment: { readonly [name: string]: string | undefined }): readonly string[] {
    return Object.entries(environment).flatMap(([name, value]) => (value !== undefined && secretName.test(name) ? [value] : []));
}
