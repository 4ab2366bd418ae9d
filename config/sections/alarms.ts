/** `colorway:alarms`: who is woken, and by what. */

import { type Field, integer, list, object, oneOf, text } from "../fields";
import type { AlarmSettings } from "../types";

const extents = ["essential", "full"];
/** Subscriptions to a topic are many more; as many people are woken by nobody. */
const maxReceivers = 20;

export function alarmsField(defaults: AlarmSettings): Field<AlarmSettings> {
    return object<AlarmSettings>(
        {
            extent: oneOf(extents, {
                about: "`essential`: what shows that a part is lost; `full`: also what comes before.",
            }),
            emails: list(
                text({
                    about: "Address.",
                    allowed: "a mail address",
                    example: "oncall@colorway.example",
                    check: address => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address) ? undefined : "is no mail address"),
                }),
                {
                    about: "Mail addresses; each must confirm once before it gets anything.",
                    allowed: `at most ${maxReceivers} mail addresses, each once`,
                    cure: "write it as [oncall@colorway.example]",
                    max: maxReceivers,
                    sameness: address => address.toLowerCase(),
                },
            ),
            endpoints: list(
                text({
                    about: "Web hook.",
                    allowed: "a URL with https://",
                    example: "https://events.colorway.example/sns",
                    source: "SNS API reference, Subscribe",
                    check: url => (/^https:\/\/[^\s/]+\S*$/.test(url) ? undefined : "is no URL with https://"),
                }),
                {
                    about: "Web hooks of an incident service that confirms subscriptions of SNS by itself.",
                    allowed: `at most ${maxReceivers} URLs with https://, each once`,
                    cure: "write it as [https://events.colorway.example/sns]",
                    max: maxReceivers,
                    sameness: url => url,
                },
            ),
            databaseConnections: integer({
                about: "Connections to the database above which something leaks them.",
                min: 1,
                max: 262_143,
                source: "PostgreSQL documentation, `max_connections`",
            }),
            blockedRequests: integer({
                about: "Requests that the firewall blocks within five minutes, above which somebody looks.",
                min: 1,
                max: 1_000_000_000,
                source: "the bound is this project's own",
            }),
        },
        { about: "Alarms of CloudWatch, RDS and AWS Backup.", defaults },
    );
}
