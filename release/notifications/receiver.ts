/** A receiver with its secrets: which request a notification is. */
import type { ReceiverSettings } from "../../config/notify";
import type { HookRequest } from "../ports/notifications";
import type { Notification } from "./notification";
import { signatureHeader, signatureOf } from "./signature";
import { slackBody } from "./slack";

/** A secret from where the configuration says that it is. */
export type Secret = { readonly value: string } | { readonly problem: string };
export type Secrets = (place: string) => Secret;

/** NIST SP 800-107, 5.3.4: at least 112 bits; letters carry less than a byte. */
const shortestKey = 16;

export function hears({ events }: ReceiverSettings, event: Notification["event"]): boolean {
    return event === "test" || events.length === 0 || events.includes(event);
}

/** The request, signed for this moment, or why there is none. @param now milliseconds since 1970 */
export function requestOf(
    receiver: ReceiverSettings,
    notification: Notification,
    secrets: Secrets,
    now: number,
): HookRequest | { readonly problem: string } {
    const url = secrets(receiver.url);
    if ("problem" in url) return { problem: `url: ${url.problem}` };
    const wrong = urlProblem(url.value);
    if (wrong !== undefined) return { problem: `url: ${receiver.url} ${wrong}` };
    const headers = { "content-type": "application/json", "user-agent": "colorway" };
    if (receiver.kind === "slack") return { url: url.value, headers, body: slackBody(notification) };
    const key = secrets(receiver.signingKey ?? "");
    if ("problem" in key) return { problem: `signingKey: ${key.problem}` };
    if (key.value.length < shortestKey) {
        return {
            problem: `signingKey: ${receiver.signingKey} has ${key.value.length} letters; ${shortestKey} or more are allowed`,
        };
    }
    const body = JSON.stringify(notification);
    const own = { "colorway-event": notification.event, "colorway-delivery": notification.id };
    return { url: url.value, headers: { ...headers, ...own, [signatureHeader]: signatureOf(body, key.value, now) }, body };
}

/** What is wrong with an address, without repeating it. */
function urlProblem(text: string): string | undefined {
    if (!URL.canParse(text)) return "holds no URL";
    const { protocol, hostname, username, password } = new URL(text);
    if (username !== "" || password !== "") return "holds a URL with a name or password; allowed: none, the address itself is the secret";
    const own = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
    return protocol === "https:" || (protocol === "http:" && own)
        ? undefined
        : "holds a URL without TLS; allowed: https://, or http:// on this machine";
}
