import { strict as assert } from "node:assert";
import { Faults } from "../../../simulator/api/faults";
import { ApiServer } from "../../../simulator/api/server";
import { kmsModels } from "../../../simulator/aws/kms/models";
import { Account } from "../aws/harness";
import { keySecret } from "./world";

const keyType = "aws:kms/key:Key";
const stateKey = "alias/colorway-state";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

interface Answer {
    readonly status: number;
    readonly body: { readonly [member: string]: string };
}

describe("the API of KMS", () => {
    const account = new Account(kmsModels);
    const problems: unknown[] = [];
    const apis: ApiServer[] = [];
    let endpoint = "";

    async function serve(secret: Buffer): Promise<string> {
        const { cloud } = account;
        const onError = (error: unknown): void => void problems.push(error);
        const api = new ApiServer({ cloud, targets: { health: () => [] }, faults: new Faults(), keySecret: secret, onError });
        apis.push(api);
        return `http://127.0.0.1:${await api.listen(0)}`;
    }
    before(async () => {
        endpoint = await serve(keySecret);
        await account.create(keyType, "data", { description: "Data" });
        await account.create("aws:kms/alias:Alias", "data-alias", { name: "alias/data", targetKeyId: { $ref: "data.keyId" } });
        await account.create(keyType, "off", { isEnabled: false });
        await account.create(keyType, "signing", { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" });
    });
    after(() => Promise.all(apis.map((api) => api.stop())));
    afterEach(() => assert.deepEqual(problems, []));

    async function call(action: string, request: object, at = endpoint, region = "us-east-1"): Promise<Answer> {
        const response = await fetch(at, {
            method: "POST",
            body: JSON.stringify(request),
            headers: {
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": action,
                authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260102/${region}/kms/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
            },
        });
        assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.1");
        return { status: response.status, body: (await response.json()) as Answer["body"] };
    }
    const encrypt = (KeyId: string, text = "a data key"): Promise<Answer> => call("TrentService.Encrypt", { KeyId, Plaintext: base64(text) });
    const decrypt = (request: object, at = endpoint): Promise<Answer> => call("TrentService.Decrypt", request, at);
    const arnOf = (name: string): string => String(account.resource(name).properties["arn"]);
    const error = (__type: string, message: string): Answer => ({ status: 400, body: { __type, message } });

    it("opens with the key what the key closed, by every name of it", async () => {
        for (const name of ["data.keyId", "data.arn", "data-alias.name", "data-alias.arn"]) {
            const [resource = "", property = ""] = name.split(".");
            const { status, body } = await encrypt(String(account.resource(resource).properties[property]));
            assert.deepEqual([status, body["KeyId"], body["EncryptionAlgorithm"]], [200, arnOf("data"), "SYMMETRIC_DEFAULT"], name);
            assert.ok(!Buffer.from(body["CiphertextBlob"] ?? "", "base64").includes("a data key"));
            const opened = await decrypt({ CiphertextBlob: body["CiphertextBlob"], KeyId: arnOf("data") });
            assert.deepEqual(opened.body, { Plaintext: base64("a data key"), KeyId: arnOf("data"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
        }
    });

    it("has a key for the states of stacks, one in each region, which no stack can take away", async () => {
        const { body } = await encrypt(stateKey);
        assert.match(body["KeyId"] ?? "", /^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        const byArn = await encrypt(`arn:aws:kms:us-east-1:111122223333:${stateKey}`);
        assert.equal(byArn.body["KeyId"], body["KeyId"]);
        const elsewhere = await call("TrentService.Encrypt", { KeyId: stateKey, Plaintext: base64("x") }, endpoint, "eu-west-1");
        assert.match(elsewhere.body["KeyId"] ?? "", /^arn:aws:kms:eu-west-1:/);
        await assert.rejects(
            account.create("aws:kms/alias:Alias", "own", { name: stateKey, targetKeyId: { $ref: "data.keyId" } }),
            /AlreadyExistsException: An alias with the name arn:aws:kms:us-east-1:111122223333:alias\/colorway-state already exists/,
        );
    });

    it("never gives out the same blob twice", async () => {
        const [one, other] = [await encrypt(stateKey), await encrypt(stateKey)];
        assert.notEqual(one.body["CiphertextBlob"], other.body["CiphertextBlob"]);
    });

    it("opens nothing that was changed, cut, made elsewhere or never closed", async () => {
        const blob = Buffer.from((await encrypt(stateKey)).body["CiphertextBlob"] ?? "", "base64");
        const refused = error("InvalidCiphertextException", "");
        for (const at of [blob.length - 1, blob.length - 12, blob.indexOf("key/") + 70]) {
            const changed = Buffer.from(blob);
            changed[at] = (changed[at] ?? 0) ^ 1;
            assert.deepEqual(await decrypt({ CiphertextBlob: changed.toString("base64") }), refused, `byte ${at}`);
        }
        assert.deepEqual(await decrypt({ CiphertextBlob: blob.subarray(0, 40).toString("base64") }), refused);
        assert.deepEqual(await decrypt({ CiphertextBlob: base64("hello") }), refused);
        const other = await serve(Buffer.alloc(32, 8));
        assert.deepEqual(await decrypt({ CiphertextBlob: blob.toString("base64") }, other), refused);
    });

    it("opens nothing with another key than the one asked for", async () => {
        const { body } = await encrypt("alias/data");
        const message = "The key ID in the request does not identify a CMK that can perform this operation.";
        assert.deepEqual(await decrypt({ CiphertextBlob: body["CiphertextBlob"], KeyId: stateKey }), error("IncorrectKeyException", message));
    });

    it("refuses keys that are not there, off or for something else", async () => {
        const absent = "1234abcd-12ab-34cd-56ef-1234567890ab";
        const missing = error("NotFoundException", `Key 'arn:aws:kms:us-east-1:111122223333:key/${absent}' does not exist`);
        assert.deepEqual(await encrypt(absent), missing);
        const alias = "arn:aws:kms:us-east-1:111122223333:alias/absent";
        assert.deepEqual(await encrypt("alias/absent"), error("NotFoundException", `Alias ${alias} is not found.`));
        assert.deepEqual(await encrypt(arnOf("off")), error("DisabledException", `${arnOf("off")} is disabled.`));
        const usage = `${arnOf("signing")} key usage is SIGN_VERIFY which is not valid for this operation.`;
        assert.deepEqual(await encrypt(arnOf("signing")), error("InvalidKeyUsageException", usage));
    });

    it("closes 4096 bytes and not one more", async () => {
        assert.equal((await encrypt(stateKey, "x".repeat(4096))).status, 200);
        const limit = "Member must have length less than or equal to 4096";
        const message = `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: ${limit}`;
        assert.deepEqual(await encrypt(stateKey, "x".repeat(4097)), error("ValidationException", message));
    });

    it("says what it does not understand", async () => {
        const actions = "the simulated cloud has Encrypt, Decrypt";
        const unknown = error("UnknownOperationException", `No operation "TrentService.Sign"; ${actions}`);
        assert.deepEqual(await call("TrentService.Sign", {}), unknown);
        assert.equal((await call("Encrypt", {})).body["__type"], "UnknownOperationException");
        const blob = { KeyId: stateKey, Plaintext: "no base64!" };
        assert.deepEqual(await call("TrentService.Encrypt", blob), error("SerializationException", "a blob is not in base64"));
        const context = { KeyId: stateKey, Plaintext: base64("x"), EncryptionContext: { a: "b" } };
        assert.deepEqual((await call("TrentService.Encrypt", context)).status, 501);
    });
});
