/** `colorway:secrets`: how services get their secrets. */

import { type Field, flag, object } from "../fields";
import type { SecretSettings } from "../secrets";

export function secretsField(defaults: SecretSettings): Field<SecretSettings> {
    return object<SecretSettings>(
        { enabled: flag({ about: "Whether the slots get the environment's secrets from Secrets Manager, the database's password among them." }) },
        { about: "How services get their secrets.", defaults },
    );
}
