import { strict as assert } from "node:assert";
import { Node } from "../../../policies/core/node";
import {
    conditionValues, covers, isPublic, namesAction, policyDocument, type Statement,
} from "../../../policies/core/policy-document";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function only(document: unknown): Statement {
    const read = policyDocument(Node.of({ policy: document }).at("policy"));
    assert.ok(
        read.kind === "statements" && read.statements.length === 1 && read.statements[0] !== undefined, JSON.stringify(read),
    );
    return read.statements[0];
}

describe("a policy document", () => {
    const statement = {
        Effect: "Allow", Action: "S3:Get*", Resource: ["a", "b"], Principal: { AWS: "*", Service: ["logs.amazonaws.com"] },
        Condition: { "ForAnyValue:StringEqualsIfExists": { "AWS:SourceVpce": "vpce-1" }, Bool: { "aws:SecureTransport": false } },
    };

    for (const [title, document] of [
        ["an object", { Statement: statement }], ["text", JSON.stringify({ Statement: [statement] })],
    ] as const) {
        it(`is read from ${title}; a single value stands for a list of one`, () => {
            const read = only(document);
            assert.deepEqual(
                [read.effect, read.actions, read.resources, read.principals],
                ["Allow", ["s3:get*"], ["a", "b"], { AWS: ["*"], Service: ["logs.amazonaws.com"] }],
            );
            assert.deepEqual(
                [conditionValues(read, "StringEquals", "aws:SourceVpce"), conditionValues(read, "bool", "aws:securetransport")],
                [["vpce-1"], ["false"]],
            );
            assert.deepEqual([conditionValues(read, "StringLike", "aws:SourceVpce"), isPublic(read)], [[], true]);
        });
    }

    it("takes a principal that is a star for everybody", () => {
        assert.equal(isPublic(only({ Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } })), true);
        assert.equal(
            isPublic(only({ Statement: { Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" }, Action: "*" } })), false,
        );
    });

    it("is unknown where any part of it is, absent where there is none, and malformed where it is no policy", () => {
        const kinds = [
            later, { Statement: [{ Effect: "Deny", Resource: later }] }, undefined, "{", { Version: "2012-10-17" }, "[]", "",
            "{}",
        ];
        const read = kinds.map((policy) => policyDocument(Node.of({ policy }).at("policy")).kind);
        assert.deepEqual(read, ["unknown", "unknown", "absent", "malformed", "malformed", "malformed", "absent", "absent"]);
    });

    it("compares actions as IAM does", () => {
        assert.deepEqual(
            [
                covers("s3:*", "s3:getobject"), covers("s3:get?bject", "s3:getobject"), covers("s3:get", "s3:getobject"),
                covers("s3.*", "s3:x"),
            ],
            [true, true, false, false],
        );
        const all = only({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } });
        assert.deepEqual([namesAction(all, "s3:PutObject"), namesAction(all, "iam:PassRole")], [true, false]);
        const some = only({ Statement: { Effect: "Allow", Action: ["s3:Put*"], Resource: "*" } });
        assert.deepEqual([namesAction(some, "S3:PutObject"), namesAction(some, "s3:GetObject")], [true, false]);
    });
});
