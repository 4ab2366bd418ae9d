/** A notification in the form of Slack's incoming webhooks, which others understand too. Pure. */
import type { Notification } from "./notification";

const marks: { readonly [event in Notification["event"]]: string } = {
    "started": ":large_blue_circle:", "turned-back": ":warning:", "succeeded": ":white_check_mark:", "rolled-back": ":leftwards_arrow_with_hook:",
    "failed": ":x:", "refused": ":no_entry:", "paused": ":double_vertical_bar:", "needs-person": ":rotating_light:", "test": ":bell:",
};
// Slack developer docs, "Section block": text has at most 3000 letters.
const longestSection = 3000;

export function slackBody({ event, summary, rollout, environment }: Notification): string {
    const text = `${marks[event]} ${escaped(summary)}`;
    if (rollout === undefined) return JSON.stringify({ text });
    const { id, actor, traffic, cause, reason, next } = rollout;
    const facts = `${escaped(environment)} · rollout ${escaped(id)} · by ${escaped(actor)} · blue ${traffic.blue} %, green ${traffic.green} %`;
    const details = [
        ...(reason === undefined ? [] : [`asked for: ${escaped(reason)}`]),
        ...(cause === undefined ? [] : [`${escaped(cause.kind)} at ${escaped(cause.at)}:\n${escaped(cause.text)}`]),
        ...next.map((way) => `• ${escaped(way)}`),
    ].join("\n");
    return JSON.stringify({
        text,
        blocks: [
            section(text),
            ...(details === "" ? [] : [section(details)]),
            { type: "context", elements: [{ type: "mrkdwn", text: facts }] },
        ],
    });
}

function section(text: string): object {
    return { type: "section", text: { type: "mrkdwn", text: text.slice(0, longestSection) } };
}

/** Slack developer docs, "Formatting text": these three letters are markup, as in a mention of everybody. */
function escaped(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
