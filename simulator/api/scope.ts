import { AwsError } from "../cloud/errors";

/** What the credential of a signed request is for. */
export interface Scope {
    readonly region: string;
    /** Signing name, as `elasticloadbalancing`. */
    readonly service: string;
}

// `AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1/sts/aws4_request, SignedHeaders=…, Signature=…`:
// IAM User Guide, Authenticating requests (AWS Signature Version 4).
const credential = /^AWS4-HMAC-SHA256\s+Credential=[^\s,/]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\s*,/;

/** The scope of a request's signature. The signature must be there; whether it is right is not looked at. */
export function scopeOf(authorization: string | undefined): Scope {
    if (authorization === undefined || authorization === "") {
        throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
    }
    const match = credential.exec(authorization);
    if (match === null || !/SignedHeaders=[^\s,]+/.test(authorization) || !/Signature=[0-9a-f]{64}\b/.test(authorization)) {
        throw new AwsError("IncompleteSignature", "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'", 400);
    }
    return { region: match[1] ?? "", service: match[2] ?? "" };
}
