/*
 * Cookies of sticky sessions: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 * The real ones are encrypted; these are readable, and as opaque to clients.
 */
export const groupCookie = "AWSALBTG";
export const targetCookie = "AWSALB";

/** What a sticky cookie says, unless it is missing, spoilt or over. */
export function stickyValue(cookies: readonly string[], name: string, now: number): string | undefined {
    for (const header of cookies) {
        for (const part of header.split(";")) {
            const [key = "", value = ""] = part.trim().split("=");
            if (key !== name) continue;
            const [until = "", subject] = Buffer.from(value, "base64url").toString().split("|");
            if (subject !== undefined && Number(until) > now) return subject;
        }
    }
    return undefined;
}

/** The `Set-Cookie` values that keep a client with `subject`; every response renews them. */
export function stickyCookies(name: string, subject: string, seconds: number, now: number): readonly string[] {
    const until = now + seconds * 1000;
    const value = Buffer.from(`${until}|${subject}`).toString("base64url");
    const rest = `Expires=${new Date(until).toUTCString()}; Path=/`;
    // The second one for requests from other origins: the same page, "Cross-origin resource sharing".
    return [`${name}=${value}; ${rest}`, `${name}CORS=${value}; ${rest}; SameSite=None; Secure`];
}
