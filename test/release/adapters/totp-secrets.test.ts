import { strict as assert } from "node:assert";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { totpPlace, totpSecret } from "../../../release/adapters/totp-secrets";
import { approversOf } from "../approvals/office";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("the secret of a person's codes", () => {
    let folder = "";
    let projectDir = "";
    let home = "";
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "colorway-totp-"));
        [projectDir, home] = [join(folder, "project"), join(folder, "home")];
        for (const each of [projectDir, join(home, ".config", "colorway", "totp")]) mkdirSync(each, { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const approvers = (place?: string): ReturnType<typeof approversOf> => {
        const totp = place === undefined ? "" : `, totp: "${place}"`;
        return approversOf(`people: {maria: {roles: [lead]${totp}}, olga: {roles: [lead]}}\nstacks: {prod: {roles: [lead]}}`);
    };
    const found = async (place?: string, endpoint?: string): Promise<string> => {
        const options = { projectDir, home, ...(endpoint === undefined ? {} : { endpoint }) };
        try {
            return (await totpSecret(approvers(place), "maria", options)).codeAt(59_000);
        } catch (error) {
            return (error as Error).message;
        }
    };

    it("is a file that nobody else reads, in the home folder where nothing is said", async () => {
        const path = join(home, ".config", "colorway", "totp", "maria");
        writeFileSync(path, `${secret}\n`, { mode: 0o600 });
        assert.equal(await found(), "287082");
        assert.equal(totpPlace(approvers("file:~/other"), "maria", home), `file:${join(home, "other")}`);
        chmodSync(path, 0o640);
        assert.equal(await found(), `the secret of maria's codes: ${path}: others may read it (mode 640); \`chmod 600\` it; \`colorway approvers enroll maria\` makes one`);
    });

    it("is never inside the project, also not by a link", async () => {
        const path = join(projectDir, "maria.totp");
        writeFileSync(path, secret, { mode: 0o600 });
        const refused = (where: string): string => `the secret of maria's codes: ${where}: is inside the project, where everybody may read it; keep it elsewhere`;
        assert.equal(await found(`file:${path}`), refused(path));
        const link = join(folder, "link");
        symlinkSync(path, link);
        assert.equal(await found(`file:${link}`), refused(link));
        writeFileSync(join(folder, "project-maria"), secret, { mode: 0o600 });
        assert.equal(await found(`file:${join(folder, "project-maria")}`), "287082");
    });

    it("tells nothing of itself where it is wrong", async () => {
        const path = join(folder, "maria");
        writeFileSync(path, "hunter2!0189 is my password", { mode: 0o600 });
        assert.match(await found(`file:${path}`), /^the secret of maria's codes: file:\S+: is no secret of one-time codes; allowed: otpauth/);
        assert.ok(!(await found(`file:${path}`)).includes("hunter2"));
        assert.match(await found(`file:${join(folder, "gone")}`), /can't be read \(ENOENT\); `colorway approvers enroll maria` makes one$/);
    });

    it("comes from Secrets Manager by its ARN, or with what AWS says", async () => {
        const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:colorway/totp/maria-AbCdEf";
        const asked: unknown[] = [];
        const answers = [[200, { SecretString: secret }], [400, { __type: "ResourceNotFoundException", message: "no such secret" }]] as const;
        const server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                asked.push([request.headers["x-amz-target"], JSON.parse(Buffer.concat(chunks).toString())]);
                const [status, body] = answers[asked.length - 1] ?? [500, {}];
                response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        try {
            const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            assert.equal(await found(arn, endpoint), "287082");
            assert.equal(await found(arn, endpoint), `the secret of maria's codes: ${arn}: ResourceNotFoundException: no such secret`);
            assert.deepEqual(asked, Array(2).fill(["secretsmanager.GetSecretValue", { SecretId: arn }]));
        } finally {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
    });
});
