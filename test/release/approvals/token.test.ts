import { strict as assert } from "node:assert";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { ApprovalRefused } from "../../../release/approvals/book";
import { digest, Office } from "./office";

const issuer = "https://token.actions.githubusercontent.com";
const claims = { actor: "mar-gh", repository: "acme/trading" };

interface Made {
    readonly claims?: { readonly [name: string]: unknown };
    readonly issuer?: string;
    readonly audience?: string;
    /** Seconds before now. */
    readonly age?: number;
    readonly lives?: number;
    readonly id?: string;
    /** By a key that the issuer does not have. */
    readonly foreign?: boolean;
}

describe("approvals by a token of CI", () => {
    let office: Office;
    let token: (made?: Made) => Promise<string>;
    const approve = async (text: string): Promise<unknown> => office.decide("", { code: "", proof: { token: text } }).then(({ person, identity }) => [person, identity], (error: unknown) => {
        assert.ok(error instanceof ApprovalRefused, String(error));
        return error.message;
    });
    beforeEach(async () => {
        office = new Office();
        const [own, other] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
        const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "1", alg: "ES256" }] });
        office.keys = async () => keys;
        token = ({ claims: given = claims, issuer: by = issuer, audience = "colorway", age = 0, lives = 300, id = "id-1", foreign = false } = {}) => {
            const now = Math.floor(office.clock.now() / 1000) - age;
            return new SignJWT({ ...given }).setProtectedHeader({ alg: "ES256", kid: "1" }).setIssuer(by).setAudience(audience).setSubject("repo:acme/trading:ref:refs/heads/main")
                .setJti(id).setIssuedAt(now).setExpirationTime(now + lives).sign((foreign ? other : own).privateKey);
        };
    });

    it("count for the person whom the claim names", async () => {
        assert.deepEqual(await approve(await token()), ["maria", { kind: "oidc", issuer, subject: "repo:acme/trading:ref:refs/heads/main", token: "id-1" }]);
        assert.deepEqual(await office.approvedBy(), ["maria"]);
        assert.deepEqual((await office.tally([{ name: "maria", how: "made the commit" }])).approved, []);
    });

    it("use a token once", async () => {
        const text = await token();
        await approve(text);
        assert.equal(await approve(text), "maria: this token or code was used already; get another one");
        await approve(await token({ id: "id-2" }));
        assert.equal(office.entries.filter((type) => type === "approval-given").length, 2);
        assert.deepEqual(await office.approvedBy([], digest), ["maria"]);
    });

    for (const [what, made, text] of [
        ["for another audience", { audience: "sts.amazonaws.com" }, /does not vouch for anybody: unexpected "aud" claim value/],
        ["of another issuer", { issuer: "https://evil.example" }, /^the token is of https:\/\/evil\.example, which approvers\.yaml does not name; allowed: https:\/\/token/],
        ["that another key signed", { foreign: true }, /does not vouch for anybody: signature verification failed/],
        ["that expired", { age: 600, lives: 300 }, /does not vouch for anybody: "exp" claim timestamp check failed/],
        ["that is old", { age: 1200, lives: 3600 }, /does not vouch for anybody: "iat" claim timestamp check failed \(too far in the past\)/],
        ["of the future", { age: -120 }, /does not vouch for anybody: "iat" claim timestamp check failed/],
        ["of another repository", { claims: { ...claims, repository: "evil/trading" } }, /^the token's repository is "evil\/trading"; approvers\.yaml asks for "acme\/trading"$/],
        ["without a person", { claims: { repository: "acme/trading" } }, /^the token has no actor, which names the person$/],
        ["for nobody", { claims: { ...claims, actor: "ivan" } }, /^the token is for ivan, who is nobody in approvers\.yaml$/],
        ["of who has no role", { claims: { ...claims, actor: "peter" } }, /^peter: has the roles developer; prod is decided on by release-manager$/],
    ] as const) {
        it(`refuse one ${what}, and nothing is written`, async () => {
            assert.match(String(await approve(await token(made))), text);
            assert.deepEqual(office.entries, []);
        });
    }

    it("refuse one without a signature, and what is none", async () => {
        const [, payload = ""] = (await token()).split(".");
        const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
        assert.match(String(await approve(`${none}.${payload}.`)), /does not vouch for anybody/);
        assert.equal(await approve("abc"), "the token is no JSON Web Token");
    });
});
