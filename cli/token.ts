/** The token by which the CI of this job vouches for who started it. */
import type { Approvers, Issuer } from "../config/approvers";
import { isObject } from "../config/problems";
import { messageOf } from "../release/message";
import { CommandFailure, exitCodes } from "./failure";

/** A token of any issuer. */
export const tokenVariable = "COLORWAY_OIDC_TOKEN";
// GitHub Docs, "OpenID Connect reference", "Methods for requesting the OIDC token": set in jobs with `id-token: write`.
const requestUrl = "ACTIONS_ID_TOKEN_REQUEST_URL";
const requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const timeoutMs = 10_000;

/** @param which name in `issuers`; true: the only one @throws CommandFailure */
export async function jobToken(
    { issuers }: Approvers,
    which: string | true,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
    const issuer = issuerOf(issuers, which);
    const given = environment[tokenVariable];
    if (given !== undefined && given !== "") return given;
    const [url, bearer] = [environment[requestUrl], environment[requestToken]];
    if (url === undefined || bearer === undefined) {
        throw new CommandFailure(
            `--oidc: there is no token; set ${tokenVariable}, or give the job of GitHub Actions \`permissions: id-token: write\``,
            exitCodes.usage,
        );
    }
    try {
        const answer = await fetch(`${url}&audience=${encodeURIComponent(issuer.audience)}`, {
            headers: { authorization: `bearer ${bearer}` },
            redirect: "error",
            signal: AbortSignal.timeout(timeoutMs),
        });
        const content: unknown = await answer.json();
        const value = isObject(content) ? content["value"] : undefined;
        if (!answer.ok || typeof value !== "string") throw new Error(`status ${answer.status}`);
        return value;
    } catch (error) {
        throw new CommandFailure(
            `--oidc: the job's token can't be had: ${messageOf(error)}; run the job again`,
            exitCodes.failed,
        );
    }
}

function issuerOf(issuers: Approvers["issuers"], which: string | true): Issuer {
    const names = Object.keys(issuers);
    const name = which === true ? (names.length === 1 ? names[0] : undefined) : which;
    const issuer = name === undefined ? undefined : issuers[name];
    if (issuer !== undefined) return issuer;
    throw new CommandFailure(
        `--oidc: ${which === true ? "which issuer" : JSON.stringify(which)}; allowed: ` +
            `${names.length === 0 ? "approvers.yaml names none" : names.join(", ")}`,
        exitCodes.usage,
    );
}
