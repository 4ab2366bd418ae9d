import { strict as assert } from "node:assert";
import { callerAccount } from "../../../release/adapters/sts";
import { FakeAws, refusal } from "./fake-aws";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

function identity(inner: string): { body: string } {
    const result = `<GetCallerIdentityResult>${inner}</GetCallerIdentityResult>`;
    return { body: `<GetCallerIdentityResponse xmlns="${namespace}">${result}</GetCallerIdentityResponse>` };
}

describe("the account of the caller", () => {
    const aws = new FakeAws();
    before(() => aws.start());
    after(() => aws.stop());
    beforeEach(() => aws.calls.splice(0));

    it("is what GetCallerIdentity says, asked in the region", async () => {
        aws.answer = () => identity("<Arn>arn:aws:sts::123456789012:assumed-role/deploy/me</Arn><UserId>A:me</UserId><Account>123456789012</Account>");
        assert.equal(await callerAccount("eu-central-1"), "123456789012");
        assert.deepEqual(aws.calls.map(({ action, scope }) => [action, scope]), [["GetCallerIdentity", "eu-central-1/sts"]]);
    });

    it("is refused with AWS's own words", async () => {
        aws.answer = () => refusal(namespace, 403, "ExpiredToken", "The security token included in the request is expired");
        await assert.rejects(callerAccount("us-east-1"), { name: /ExpiredToken/, message: "The security token included in the request is expired" });
    });

    it("must be in the answer", async () => {
        aws.answer = () => identity("<Arn>x</Arn>");
        await assert.rejects(callerAccount("us-east-1"), new Error("the answer of GetCallerIdentity names no account"));
    });
});
