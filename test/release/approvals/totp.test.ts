import { strict as assert } from "node:assert";
import { OneTimeSecret } from "../../../release/approvals/totp";

/** RFC 6238, Appendix B: the secret of SHA-1, in base32, and the last six digits of its codes. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const vectors = [[59, "287082"], [1111111109, "081804"], [1111111111, "050471"], [1234567890, "005924"], [2000000000, "279037"], [20000000000, "353130"]] as const;

describe("one-time codes", () => {
    for (const [seconds, code] of vectors) {
        it(`are those of RFC 6238 at ${seconds}`, () => {
            assert.equal(OneTimeSecret.read(secret).stepOf(code, seconds * 1000), Math.floor(seconds / 30));
        });
    }

    it("hold for the step before and after, and no longer", () => {
        const codes = OneTimeSecret.read(secret);
        const now = 1_111_111_109_000;
        const own = Math.floor(now / 30_000);
        for (const [steps, found] of [[-2, undefined], [-1, own - 1], [0, own], [1, own + 1], [2, undefined]] as const) {
            assert.equal(codes.stepOf(codes.codeAt(now + steps * 30_000), now), found, `${steps}`);
        }
    });

    it("have six digits and nothing else", () => {
        const codes = OneTimeSecret.read(secret);
        for (const code of ["", "28708", "2870820", " 287082", "28708a", "-87082", "２８７０８２"]) assert.equal(codes.stepOf(code, 59_000), undefined, code);
    });

    it("come from a secret that is long enough, of which a mistake tells nothing", () => {
        const fresh = OneTimeSecret.fresh("maria", "colorway");
        assert.match(fresh, /^otpauth:\/\/totp\/colorway:maria\?issuer=colorway&secret=[A-Z2-7]{32}&/);
        assert.notEqual(fresh, OneTimeSecret.fresh("maria", "colorway"));
        assert.throws(() => OneTimeSecret.read("GEZDGNBV"), { message: "has 5 bytes; at least 16 are needed (RFC 4226): make a new one with `colorway approvers enroll`" });
        for (const text of ["", "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1", "https://example.com", "not a secret!"]) {
            assert.throws(() => OneTimeSecret.read(text), (error: Error) => !error.message.includes(text === "" ? "\0" : text), text);
        }
    });

    it("seal what was decided with the same secret alone", () => {
        const [own, other] = [OneTimeSecret.read(secret), OneTimeSecret.read(OneTimeSecret.fresh("maria", "colorway"))];
        const seal = own.sealOf({ stack: "prod", approved: true });
        assert.ok(own.isSealed({ approved: true, stack: "prod" }, seal));
        assert.ok(!own.isSealed({ approved: true, stack: "dev" }, seal));
        assert.ok(!other.isSealed({ approved: true, stack: "prod" }, seal));
        assert.ok(!own.isSealed({ approved: true, stack: "prod" }, seal.slice(1)));
    });
});
