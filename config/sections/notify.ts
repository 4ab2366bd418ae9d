/** `colorway:notify`: who hears of rollouts. */

import { type Checked, type Field, list, object, oneOf, text } from "../fields";
import { notificationEvents, type NotifySettings, receiverKinds, type ReceiverSettings } from "../notify";
import type { Complaint, Place } from "../problems";

/** Each is one more request for each event; as many are read by nobody. */
const maxReceivers = 10;
const nameForm = /^[a-z][a-z0-9-]{0,39}$/;
const placeForm = /^(env:[A-Za-z_][A-Za-z0-9_]{0,254}|file:[^\s\0][^\0]*)$/;

export function notifyField(defaults: NotifySettings): Field<NotifySettings> {
    return object<NotifySettings>(
        {
            receivers: list(receiverField(), {
                about: "Who hears of rollouts; an empty list: nobody.",
                allowed: `a list of receivers, at most ${maxReceivers}, each name once`,
                cure: "write [{ name: releases, kind: slack, url: \"env:COLORWAY_SLACK_URL\" }]",
                max: maxReceivers,
                // A repeated receiver is shown as it is written: not where it may hold a secret.
                sameness: ({ name, url }) => (url === undefined ? undefined : name),
            }),
        },
        { about: "Who hears of rollouts. A receiver that does not answer never holds one up.", defaults },
    );
}

function receiverField(): Field<ReceiverSettings> {
    return object<ReceiverSettings>(
        {
            name: text({
                about: "What logs and the audit log call it by.",
                allowed: "lower-case letters, digits and hyphens, at most 40, a letter first",
                example: "releases",
                check: name => (nameForm.test(name) ? undefined : "is no such name"),
            }),
            kind: oneOf(receiverKinds, {
                about: "`slack`: the form of Slack's incoming webhooks; `webhook`: this project's own, signed.",
            }),
            url: secretPlace("Where its address is. The address is a secret: whoever has it can write there."),
            signingKey: secretPlace("Where the key of the signature is, 16 letters or more; a `webhook` needs one.", true),
            events: list(oneOf(notificationEvents, { about: "An event." }), {
                about: "What it hears of; an empty list: everything.",
                allowed: "a list of events, each once",
                cure: "write [succeeded, rolled-back, needs-person]",
                sameness: event => event,
            }),
        },
        { about: "One receiver.", defaults: { events: [] } },
    );
}

/** A text that is no place may be the secret itself: messages never repeat it. */
function secretPlace(about: string, optional = false): Field<string> {
    const field = text({
        about,
        optional,
        allowed: "env:NAME, a variable of the command, or file:PATH, a file that nobody else can read",
        example: "\"env:COLORWAY_SLACK_URL\"",
    });
    return {
        ...field,
        read(value, place): string | undefined {
            if (typeof value !== "string" || placeForm.test(value)) return field.read(value, place);
            place.note(field, written, undefined);
            return undefined;
        },
    };
}

const written: Complaint = {
    message: "is no place of a secret",
    cure: "write env:NAME and set that variable; was the secret itself here, make a new one: this one may be in git",
};

/** What belongs to one kind alone. */
export function notifyRules({ receivers = [] }: Checked<NotifySettings>, field: Field<NotifySettings>, place: Place): void {
    const key = field.members?.["receivers"]?.items?.members?.["signingKey"] ?? field;
    for (const [index, receiver] of receivers.entries()) {
        if (receiver?.kind === undefined) continue;
        const at = place.member("receivers").item(index).member("signingKey");
        if (receiver.kind === "webhook" && receiver.signingKey === undefined) {
            at.note(key, { message: "is missing", cure: "write \"env:COLORWAY_WEBHOOK_KEY\"" }, undefined);
        }
        if (receiver.kind === "slack" && receiver.signingKey !== undefined) {
            at.note(
                key,
                { message: "signs nothing: Slack's webhooks know no signature", cure: "remove it" },
                receiver.signingKey,
            );
        }
    }
}
