/** A certificate of our own for one name, made anew for each run, so that no key lies in the project. */

import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface TestCertificate {
    /** PEM; it is its own authority. */
    readonly cert: string;
    /** PEM. */
    readonly key: string;
}

/** For an hour. RFC 5280, section 4.1, in DER (ITU-T X.690). */
export function certificateFor(domain: string): TestCertificate {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const name = sequence(set(sequence(oid("550403"), text(domain))));
    const now = Date.now();
    const alternativeName = sequence(der(0x82, Buffer.from(domain, "latin1")));
    const authority = sequence(der(0x01, Buffer.from([0xff])));
    const extensions = sequence(
        sequence(oid("551d11"), der(0x04, alternativeName)),
        sequence(oid("551d13"), der(0x04, authority)),
    );
    const content = sequence(
        der(0xa0, der(0x02, Buffer.from([2]))),
        der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
        ecdsaWithSha256,
        name,
        sequence(time(now - 60_000), time(now + 3_600_000)),
        name,
        publicKey.export({ type: "spki", format: "der" }),
        der(0xa3, extensions),
    );
    const signature = Buffer.concat([Buffer.from([0]), sign("sha256", content, privateKey)]);
    const cert = sequence(content, ecdsaWithSha256, der(0x03, signature));
    return { cert: pem(cert), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

function der(tag: number, content: Buffer): Buffer {
    const { length } = content;
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
    return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
    return der(0x31, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
    return der(0x06, Buffer.from(hex, "hex"));
}

function text(value: string): Buffer {
    return der(0x0c, Buffer.from(value));
}

function time(milliseconds: number): Buffer {
    return der(0x17, Buffer.from(`${new Date(milliseconds).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`));
}

function pem(certificate: Buffer): string {
    return `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
