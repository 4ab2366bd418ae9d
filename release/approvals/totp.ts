/** One-time codes by RFC 6238, and what only the holder of their secret can make. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Secret, TOTP, URI } from "otpauth";
import { canonicalJson } from "../manifests/digest";

/** Clocks may differ by a step, RFC 6238, 5.2. */
const window = 1;
/** RFC 4226, 4, R6: at least 128 bits, better 160. */
const leastBytes = 16;
const freshBytes = 20;

/** A secret as it is kept: an address `otpauth://totp/…`, or base32. */
export class OneTimeSecret {
    private constructor(private readonly totp: TOTP) {}

    /** @throws what is wrong with it, without the secret */
    static read(text: string): OneTimeSecret {
        const totp = parsed(text.trim());
        if (totp === undefined)
            throw new Error(
                "is no secret of one-time codes; allowed: otpauth://totp/… or base32, as `colorway approvers enroll` makes it",
            );
        if (totp.secret.bytes.length < leastBytes)
            throw new Error(
                `has ${totp.secret.bytes.length} bytes; at least ${leastBytes} are needed (RFC 4226): ` +
                    `make a new one with \`colorway approvers enroll\``,
            );
        return new OneTimeSecret(totp);
    }

    /** A new secret as an address, which authenticators take. */
    static fresh(person: string, issuer: string): string {
        return URI.stringify(new TOTP({ issuer, label: person, secret: new Secret({ size: freshBytes }) }));
    }

    /** The time step that a code is of; undefined where it is none of now. @param now milliseconds since 1970 */
    stepOf(code: string, now: number): number | undefined {
        if (!/^\d+$/.test(code) || code.length !== this.totp.digits) return undefined;
        const delta = this.totp.validate({ token: code, timestamp: now, window });
        return delta === null ? undefined : Math.floor(now / 1000 / this.totp.period) + delta;
    }

    /** The code at a time; for authenticators and tests. */
    codeAt(now: number): string {
        return this.totp.generate({ timestamp: now });
    }

    /** Binds a decision to the secret: who can write the log, but does not have it, can't make one. 64 hexadecimal digits. */
    sealOf(decision: object): string {
        return createHmac("sha256", this.totp.secret.bytes)
            .update(`colorway decision\n${canonicalJson(decision)}`)
            .digest("hex");
    }

    isSealed(decision: object, seal: string): boolean {
        const wanted = Buffer.from(this.sealOf(decision));
        const found = Buffer.from(seal);
        return wanted.length === found.length && timingSafeEqual(wanted, found);
    }
}

function parsed(text: string): TOTP | undefined {
    try {
        if (!text.startsWith("otpauth://")) return new TOTP({ secret: Secret.fromBase32(text) });
        const found = URI.parse(text);
        return found instanceof TOTP ? found : undefined;
    } catch {
        return undefined;
    }
}
