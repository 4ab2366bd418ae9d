import { strict as assert } from "node:assert";
import { bareName, personOf, readApprovers } from "../../config/approvers";
import { approversOf, approversText } from "../release/approvals/office";

function problemsOf(text: string): readonly string[] {
    const read = readApprovers(text);
    return "problems" in read ? read.problems.map(({ key, message }) => `${key}: ${message}`) : [];
}

describe("approvers.yaml", () => {
    it("is read with its defaults", () => {
        const { people, stacks, issuers } = approversOf(approversText);
        assert.deepEqual(people["olga"], { names: [], roles: ["release-manager"], totp: "" });
        assert.deepEqual(stacks["staging"], { roles: ["developer", "release-manager"], needed: 1, validHours: 24 });
        assert.deepEqual(issuers["github"]?.require, { repository: "acme/trading" });
        assert.deepEqual(approversOf("people: {a: {roles: [r]}, b: {roles: [r]}}\nstacks: {dev: {roles: [r]}}").issuers, {});
    });

    it("tells every mistake at once, with its place", () => {
        const text = `
people:
  Maria: {roles: []}
  olga: {roles: [lead], totp: secret.txt, phone: 1}
stacks:
  prod: {roles: [lead], needed: 11, validHours: 0}
issuers:
  github: {issuer: "http://x", audience: colorway, person: actor}
extra: 1
`;
        assert.deepEqual(problemsOf(text), [
            "approvers.yaml:people.Maria: is no such name",
            "approvers.yaml:people.Maria.roles: is empty",
            "approvers.yaml:people.olga.totp: is no such place",
            "approvers.yaml:people.olga.phone: is not a known key",
            "approvers.yaml:stacks.prod.needed: is above 10",
            "approvers.yaml:stacks.prod.validHours: is below 1",
            "approvers.yaml:issuers.github.issuer: is no such address",
            "approvers.yaml:issuers.github.require: is missing",
            "approvers.yaml:extra: is not a known key",
        ]);
        assert.match(problemsOf("a: [").join(), /^approvers\.yaml: is no YAML: /);
        assert.deepEqual(problemsOf(""), ["approvers.yaml: is empty"]);
    });

    it("tells what fits nothing else: a name of two people, more people than there are, an issuer of everybody", () => {
        const text = approversText.replace("peter: {roles: [developer]}", "peter: {roles: [developer], names: [MARIA@home]}").replace("needed: 2", "needed: 3").replace("{repository: acme/trading}", "{}");
        assert.deepEqual(problemsOf(text), [
            "approvers.yaml:people.peter.names: holds maria, which is maria's",
            "approvers.yaml:stacks.prod.needed: is 3, and 3 have one of its roles",
            "approvers.yaml:issuers.github.require: is empty: every repository of the issuer could approve",
        ]);
    });

    it("knows a person by any name, whatever the host, the domain or capitals", () => {
        const approvers = approversOf(approversText);
        assert.deepEqual(["maria", "Maria@elsewhere", "mar-gh", "MAR-GH@runner (process 12)", "ivan"].map((name) => personOf(approvers, name)), ["maria", "maria", "maria", "maria", undefined]);
        assert.equal(bareName(" Maria@build-7 (process 12)"), "maria");
    });
});
