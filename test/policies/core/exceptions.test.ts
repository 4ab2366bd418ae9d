import { strict as assert } from "node:assert";
import { Exceptions, matches, readExceptions, type Exception } from "../../../policies/core/exceptions";

const urn = "urn:pulumi:prod::colorway::a$b$aws:s3/bucket:Bucket::prod-logs";
const entry: Exception = {
    rule: "s3-kms-encryption", resource: urn, owner: "maria", approver: "jonas",
    justification: "load balancers write with SSE-S3 only",
    compensatingControl: "holds no account data", risk: "low", ticket: "SEC-12", created: "2026-11-01", expires: "2026-12-01",
};
const severityOf = (rule: string) => (rule === "s3-kms-encryption" ? ("high" as const) : undefined);
const read = (...entries: readonly object[]) =>
    readExceptions(`exceptions:\n${entries.map((each) => `  - ${JSON.stringify(each)}\n`).join("")}`, severityOf);
const at = (time: string): number => Date.parse(time);

describe("exceptions", () => {
    it("are read from a file, also an empty one", () => {
        assert.deepEqual(read(entry), { exceptions: [entry], problems: [] });
        assert.deepEqual(
            [readExceptions("", severityOf), readExceptions("exceptions: []", severityOf)],
            Array(2).fill({ exceptions: [], problems: [] }),
        );
    });

    it("tell all mistakes at once, and then none counts", () => {
        const { ticket: _ticket, ...without } = entry;
        const wrong = [
            without, { ...entry, rule: "s3" }, { ...entry, approver: "maria", risk: "huge", extra: 1 },
            { ...entry, expires: "2026-02-31x" },
            { ...entry, expires: "2026-10-01" }, { ...entry, expires: "2027-11-01" }, "text",
        ];
        const { exceptions, problems } = read(...wrong.map((each) => each as object), entry);
        assert.deepEqual(exceptions, []);
        assert.deepEqual(problems, [
            "exceptions[0].ticket: is missing; every exception has one",
            'exceptions[1].rule: there is no rule "s3"',
            "exceptions[2].extra: is no field; allowed: rule, resource, owner, approver, justification, compensatingControl, "
                + "risk, ticket, created, expires",
            "exceptions[2].approver: is the owner; another person approves",
            'exceptions[2].risk: "huge" is none; allowed: low, medium, high, critical',
            'exceptions[3].expires: "2026-02-31x" is no day; allowed: as 2026-11-21',
            "exceptions[4].expires: is before created",
            "exceptions[5].expires: is 365 days after created; at most 90 for a rule of severity high",
            "exceptions[6]: is no exception; allowed: rule, resource, owner, approver, justification, compensatingControl, "
                + "risk, ticket, created, expires",
        ]);
        assert.deepEqual(
            readExceptions("exceptions: 3", severityOf).problems,
            ["exceptions: is no list; allowed: a list of exceptions; cure: write `exceptions: []`"],
        );
        assert.match(readExceptions("exceptions: [", severityOf).problems[0] ?? "", /^exceptions: /);
    });

    it("hold to the end of their last day, for exactly their rule and resource", () => {
        const on = (time: string) => new Exceptions([entry], at(time));
        assert.equal(on("2026-12-01T23:59:59Z").of(entry.rule, urn), entry);
        assert.equal(on("2026-12-02T00:00:00Z").of(entry.rule, urn), undefined);
        assert.equal(on("2026-11-05T00:00:00Z").of("another-rule", urn), undefined);
        assert.equal(on("2026-11-05T00:00:00Z").of(entry.rule, `${urn}-2`), undefined);
    });

    it("warn before their end, after it, and when nothing needs them", () => {
        const what = `exception from s3-kms-encryption for ${urn} (SEC-12, maria)`;
        const warnings = (time: string, used: boolean): readonly string[] => {
            const exceptions = new Exceptions([entry], at(time));
            if (used) exceptions.of(entry.rule, urn);
            return exceptions.warnings();
        };
        assert.deepEqual(warnings("2026-11-05T00:00:00Z", true), []);
        assert.deepEqual(warnings("2026-12-01T12:00:00Z", true), [`${what} expires in 1 day, on 2026-12-01`]);
        assert.deepEqual(
            warnings("2026-12-02T00:00:00Z", true), [`${what} expired on 2026-12-01: what it excepted is a violation again`],
        );
        assert.deepEqual(
            warnings("2026-11-05T00:00:00Z", false),
            [`${what} is not used: the resource is not there or keeps the rule; remove it`],
        );
    });

    it("name resources by patterns that are anchored", () => {
        assert.deepEqual(
            [
                matches("urn:pulumi:prod::*::prod-logs", urn), matches("prod-logs", urn), matches("*prod", urn),
                matches("urn.pulumi*", urn),
            ],
            [true, false, false, false],
        );
    });

    it("of other stacks are none of a stack's business; one for what is not in it is a mistake", () => {
        const held = new Exceptions([entry, { ...entry, resource: "urn:pulumi:*::colorway::*" }], at("2026-11-05T00:00:00Z"));
        assert.deepEqual(held.warnings("dev").map((text) => text.includes("urn:pulumi:*::colorway::*")), [true]);
        assert.equal(held.warnings("prod").length, 2);
        assert.deepEqual(held.strangers("dev", []), []);
        assert.deepEqual(held.strangers("prod", [urn]), []);
        assert.deepEqual(held.strangers("prod", [`${urn}-2`]), [
            `exceptions.yaml: exception from s3-kms-encryption (SEC-12): ${urn} is not in the stack; correct or remove it`,
        ]);
    });
});
