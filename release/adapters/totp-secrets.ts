/** Where the secrets of one-time codes are: never in the project, never where others can read them. */
import { homedir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { realpathSync } from "node:fs";
import type { Approvers } from "../../config/approvers";
import { OneTimeSecret } from "../approvals/totp";
import { messageOf } from "../message";
import { secretPlaces } from "./secret-places";
import { secretText } from "./secrets-manager";

export interface TotpSecretsOptions {
    readonly projectDir: string;
    /** @default - of the user of this process */
    readonly home?: string;
    /** Of Secrets Manager, elsewhere. @default - AWS */
    readonly endpoint?: string;
}

/** A person's place, `file:` with an absolute path, `env:NAME` or an ARN. */
export function totpPlace({ people }: Approvers, person: string, home: string = homedir()): string {
    const place = people[person]?.totp ?? "";
    if (place === "") return `file:${join(home, ".config", "colorway", "totp", person)}`;
    return place.startsWith("file:~/") ? `file:${join(home, place.slice("file:~/".length))}` : place;
}

/** @throws what is wrong with it, without the secret */
export async function totpSecret(
    approvers: Approvers,
    person: string,
    { projectDir, home, endpoint }: TotpSecretsOptions,
): Promise<OneTimeSecret> {
    const place = totpPlace(approvers, person, home);
    const refuse = (problem: string): Error => new Error(`the secret of ${person}'s codes: ${problem}`);
    try {
        if (place.startsWith("arn:")) return OneTimeSecret.read(await secretText(place, endpoint));
    } catch (error) {
        throw refuse(messageOf(error));
    }
    if (place.startsWith("file:") && isInside(projectDir, place.slice("file:".length))) {
        throw refuse(`${place.slice("file:".length)}: is inside the project, where everybody may read it; keep it elsewhere`);
    }
    const found = secretPlaces(projectDir)(place);
    if ("problem" in found) throw refuse(`${found.problem}; \`colorway approvers enroll ${person}\` makes one`);
    try {
        return OneTimeSecret.read(found.value);
    } catch (error) {
        throw refuse(`${place}: ${messageOf(error)}`);
    }
}

/** Links followed, as far as there are any. */
function isInside(folder: string, path: string): boolean {
    const way = relative(real(folder), real(path));
    return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(way) !== way);
}

function real(path: string): string {
    try {
        return realpathSync(path);
    } catch {
        return resolve(path);
    }
}
