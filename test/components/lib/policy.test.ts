import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { assumeRolePolicy, policyDocument, type Statement } from "../../../components/lib/policy";

/** The value of an output outside of any program. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise(resolve => output.apply(value => resolve(value as T)));
}

describe("policyDocument", () => {
    it("writes the elements in AWS's order and lists of one as plain strings", async () => {
        const document = await valueOf(policyDocument({
            sid: "Read",
            actions: ["s3:GetObject", "s3:ListBucket"],
            resources: [pulumi.output("arn:aws:s3:::logs")],
            conditions: [
                { test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] },
                { test: "StringEquals", variable: "s3:x-amz-acl", values: ["private", pulumi.output("bucket-owner-full-control")] },
            ],
        }));
        assert.equal(document, JSON.stringify({
            Version: "2012-10-17",
            Statement: [{
                Sid: "Read",
                Effect: "Allow",
                Action: ["s3:GetObject", "s3:ListBucket"],
                Resource: "arn:aws:s3:::logs",
                Condition: {
                    StringEquals: {
                        "aws:SourceAccount": "111122223333",
                        "s3:x-amz-acl": ["private", "bucket-owner-full-control"],
                    },
                },
            }],
        }));
    });

    it("writes everybody as a star and keeps a Deny", async () => {
        const document = await valueOf(policyDocument({
            effect: "Deny",
            actions: ["s3:*"],
            resources: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
            principals: { type: "*", identifiers: ["*"] },
            conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        }));
        assert.deepEqual(JSON.parse(document).Statement, [{
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        }]);
    });

    it("refuses an empty document and an id used twice", () => {
        const statement: Statement = { sid: "A", actions: ["a:B"], resources: ["*"] };
        assert.throws(() => policyDocument(), /statements: got none; a policy document needs at least one/);
        assert.throws(() => policyDocument(statement, statement), /statements: got the id "A" twice; ids must be unique in a document/);
    });
});

describe("assumeRolePolicy", () => {
    it("trusts one service under the given conditions", async () => {
        const document = await valueOf(assumeRolePolicy("eks.amazonaws.com", [
            { test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] },
        ]));
        assert.deepEqual(JSON.parse(document), {
            Version: "2012-10-17",
            Statement: [{
                Effect: "Allow",
                Principal: { Service: "eks.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
            }],
        });
    });
});
