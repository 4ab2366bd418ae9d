/** Tokens of OpenID Connect by which a CI vouches for the person who started a job. */
import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { type Approvers, type Issuer, personOf } from "../../config/approvers";
import { isObject } from "../../config/problems";
import { sha256 } from "../manifests/digest";
import { messageOf } from "../message";
import type { Identity } from "./ledger";

/** The keys that an issuer signs with. @throws where they can't be had */
export type IssuerKeys = (issuer: Issuer) => Promise<JWTVerifyGetKey>;

/** Signatures that only the issuer can make: no secret is shared with anybody. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
/** A token is made for the job that shows it, and shown at once. */
const longestAge = "15m";
const toleranceSeconds = 30;
const discoveryMs = 5_000;

/** The person that a token vouches for. @throws what is wrong with it, without the token */
export async function personByToken(
    approvers: Approvers,
    token: string,
    keys: IssuerKeys,
    now: number,
): Promise<{ readonly person: string; readonly identity: Identity }> {
    const named = issuerNamed(token);
    const issuer = Object.values(approvers.issuers).find((each) => each.issuer === named);
    if (issuer === undefined) {
        const known = Object.values(approvers.issuers).map((each) => each.issuer);
        throw new Error(
            `the token is of ${named}, which approvers.yaml does not name; allowed: ` +
                `${known.length === 0 ? "none is named" : known.join(", ")}`,
        );
    }
    const claims = await verified(token, issuer, await keys(issuer), now);
    const wrong = Object.entries(issuer.require).filter(([claim, value]) => String(claims[claim]) !== value);
    if (wrong.length > 0) {
        throw new Error(
            wrong
                .map(
                    ([claim, value]) =>
                        `the token's ${claim} is ${JSON.stringify(claims[claim])}; ` +
                            `approvers.yaml asks for ${JSON.stringify(value)}`,
                )
                .join("; "),
        );
    }
    const name = claims[issuer.person];
    if (typeof name !== "string" || name === "") throw new Error(`the token has no ${issuer.person}, which names the person`);
    const person = personOf(approvers, name);
    if (person === undefined) throw new Error(`the token is for ${name}, who is nobody in approvers.yaml`);
    return {
        person,
        identity: { kind: "oidc", issuer: issuer.issuer, subject: claims.sub ?? "", token: claims.jti ?? sha256(token) },
    };
}

/** By the issuer's discovery document: OpenID Connect Discovery 1.0, 4. */
export const discoveredKeys: IssuerKeys = async ({ issuer }) => {
    const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    try {
        const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(discoveryMs) });
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const document: unknown = await answer.json();
        const { issuer: own, jwks_uri: keys } = isObject(document) ? document : {};
        // 4.3: the issuer must be the one that was asked, or another one could stand in for it.
        if (own !== issuer) throw new Error(`it is of ${JSON.stringify(own)}`);
        if (typeof keys !== "string" || !keys.startsWith("https://")) throw new Error("it names no keys with https://");
        return createRemoteJWKSet(new URL(keys), { timeoutDuration: discoveryMs });
    } catch (error) {
        throw new Error(`the keys of ${issuer} can't be had: ${address}: ${messageOf(error)}`);
    }
};

async function verified(token: string, { issuer, audience }: Issuer, keys: JWTVerifyGetKey, now: number): Promise<JWTPayload> {
    try {
        const terms = {
            issuer,
            audience,
            algorithms,
            clockTolerance: toleranceSeconds,
            maxTokenAge: longestAge,
            requiredClaims: ["exp", "iat", "sub"],
        };
        return (await jwtVerify(token, keys, { ...terms, currentDate: new Date(now) })).payload;
    } catch (error) {
        throw new Error(`the token does not vouch for anybody: ${messageOf(error)}`);
    }
}

function issuerNamed(token: string): string {
    try {
        return String(decodeJwt(token).iss);
    } catch {
        throw new Error("the token is no JSON Web Token");
    }
}
