import { strict as assert } from "node:assert";
import { documentSize, Grammar, parseDocument, sameDocument, statementsOf } from "../../../simulator/aws/iam/document";
import { AccessRequest, isAllowed, like } from "../../../simulator/aws/iam/evaluate";
import { statement } from "./refused/steps";

const read: AccessRequest = {
    principal: { service: "logs.amazonaws.com" },
    action: "s3:GetObject",
    resource: "arn:aws:s3:::a/b",
};
const everyone = { Principal: "*", Action: "*", Resource: "*" };

function allowed(statements: readonly object[], request: Partial<AccessRequest> = {}): boolean {
    return isAllowed(statementsOf(statement(...statements), "resource"), { ...read, ...request });
}

function mistake(grammar: Grammar, ...statements: readonly object[]): string | undefined {
    const parsed = parseDocument(statement(...statements), grammar);
    return "mistake" in parsed ? parsed.mistake : undefined;
}

describe("decisions of policies", () => {
    it("need a statement that allows, and none that denies", () => {
        const allow = { Effect: "Allow", ...everyone };
        assert.equal(allowed([allow]), true);
        assert.equal(allowed([allow, { Effect: "Deny", ...everyone, Action: "s3:Get*" }]), false);
        assert.equal(allowed([allow, { Effect: "Deny", ...everyone, Action: "s3:Put*" }]), true);
        assert.equal(allowed([{ Effect: "Deny", ...everyone, Action: "s3:Put*" }]), false);
    });

    it("match actions in any case, resources exactly, both with wildcards", () => {
        const allow = { Effect: "Allow", Principal: "*" };
        assert.equal(allowed([{ ...allow, Action: "S3:getobject", Resource: "arn:aws:s3:::a/?" }]), true);
        assert.equal(allowed([{ ...allow, Action: "s3:*", Resource: "arn:aws:s3:::A/*" }]), false);
        assert.equal(allowed([{ ...allow, NotAction: "s3:Get*", Resource: "*" }]), false);
        assert.equal(allowed([{ ...allow, Action: "*", NotResource: "arn:aws:s3:::c/*" }]), true);
        assert.equal(like("a.c", "abc"), false, "a full stop is no wildcard");
    });

    it("name services, accounts and roles", () => {
        const to = (Principal: object, request: Partial<AccessRequest> = {}): boolean =>
            allowed([{ Effect: "Allow", Principal, Action: "*", Resource: "*" }], request);
        const role = { principal: { arn: "arn:aws:iam::111122223333:role/r" } };
        assert.equal(to({ Service: ["eks.amazonaws.com", "logs.amazonaws.com"] }), true);
        assert.equal(to({ Service: "eks.amazonaws.com" }), false);
        assert.equal(to({ AWS: "111122223333" }, role), true);
        assert.equal(to({ AWS: "arn:aws:iam::111122223333:root" }, role), true);
        assert.equal(to({ AWS: "arn:aws:iam::111122223333:role/other" }, role), false);
        assert.equal(to({ AWS: "arn:aws:iam::111122223333:root" }), false, "a service is no principal of the account");
    });

    it("keep to conditions, where a missing key fails all but negations and IfExists", () => {
        const when = (Condition: object, context: { [key: string]: string } = {}): boolean =>
            allowed([{ Effect: "Allow", ...everyone, Condition }], { context });
        const source = { "aws:SourceArn": "arn:aws:logs:us-east-1:1:log-group:a" };
        assert.equal(when({ ArnLike: { "AWS:sourceArn": "arn:aws:logs:*:1:log-group:*" } }, source), true);
        assert.equal(when({ StringEquals: { "aws:SourceArn": ["x", source["aws:SourceArn"]] } }, source), true);
        assert.equal(when({ StringEquals: { "aws:SourceArn": "arn:*" } }, source), false);
        assert.equal(when({ StringNotEquals: { "aws:SourceArn": "x" } }, source), true);
        assert.equal(when({ StringNotLike: { "aws:SourceArn": ["x", "arn:*"] } }, source), false);
        assert.equal(when({ StringEquals: { "aws:SourceArn": "x" } }), false);
        assert.equal(when({ StringNotEquals: { "aws:SourceArn": "x" } }), true);
        assert.equal(when({ StringEqualsIfExists: { "aws:SourceArn": "x" } }), true);
        assert.equal(when({ Null: { "aws:SourceArn": "true" } }), true);
        assert.equal(
            when({ Bool: { "aws:SecureTransport": "true" }, ArnLike: { "aws:SourceArn": "*" } }, source),
            false,
            "all must hold",
        );
    });
});

describe("policy documents", () => {
    it("belong at an identity, a role's trust or a resource", () => {
        const act = { Effect: "Allow", Action: "sts:AssumeRole" };
        const principal = { Principal: { Service: "eks.amazonaws.com" } };
        assert.equal(mistake("identity", { ...act, Resource: "*" }), undefined);
        assert.equal(
            mistake("identity", { ...act, ...principal, Resource: "*" }),
            "Policy document should not specify a principal.",
        );
        assert.equal(mistake("trust", { ...act, ...principal }), undefined);
        assert.equal(mistake("trust", act), "Missing required field Principal");
        assert.equal(mistake("resource", { ...act, ...principal }), "Policy statement must contain resources.");
        assert.equal(mistake("identity", { ...act, Effect: "allow", Resource: "*" }), "Syntax errors in policy.");
        assert.equal(mistake("identity", { ...act, NotAction: "s3:*", Resource: "*" }), "Policy statement must contain actions.");
    });

    it("may have a sentence for a statement id at a resource only", () => {
        const named = { Sid: "Enable IAM", Effect: "Allow", Action: "kms:*", Resource: "*" };
        assert.equal(mistake("resource", { ...named, Principal: "*" }), undefined);
        assert.match(mistake("identity", named) ?? "", /^Statement IDs \(SID\) must be alpha-numeric\./);
    });

    it("are the same whatever their order, white space and lists of one", () => {
        const one = statement({ Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: ["*"] });
        const two = JSON.stringify(
            { Statement: { Resource: "*", Action: ["s3:List*", "s3:Get*"], Effect: "Allow" }, Version: "2012-10-17" },
            undefined,
            2,
        );
        assert.equal(sameDocument(one, two), true);
        assert.equal(sameDocument(one, one.replace("Allow", "Deny")), false);
        assert.equal(documentSize(two) < two.length, true);
    });
});
