import { strict as assert } from "node:assert";
import { protections, refusal } from "../../cli/commands/destroy";
import { exitCodes } from "../../cli/failure";
import { sampleSettings } from "../config/samples";

describe("a stack's protection", () => {
    it("is none for dev", () => assert.deepEqual(protections(sampleSettings("dev")), []));

    it("of prod has its name and what AWS protects, too", () => {
        assert.deepEqual(protections(sampleSettings("prod")), ["it is prod", "its database, cluster, load balancer, flow logs have deletion protection"]);
    });

    it("is there for one protected thing of any environment", () => {
        const settings = sampleSettings("dev");
        const reasons = protections({ ...settings, database: { ...settings.database, deletionProtection: true } });
        assert.deepEqual(reasons, ["its database has deletion protection"]);
    });
});

describe("destroying a protected stack", () => {
    const why = "prod is protected: it is prod";

    it("goes on with its name", () => assert.equal(refusal("prod", why, "prod"), undefined));

    for (const [title, typed, what] of [
        ["nothing typed", undefined, "its name was not typed"],
        ["nothing but Enter", "", '"" is not its name'],
        ["yes", "yes", '"yes" is not its name'],
        ["another case", "Prod", '"Prod" is not its name'],
    ] as const) {
        it(`is refused with ${title}`, () => {
            const refused = refusal("prod", why, typed);
            assert.equal(refused?.message, `${why}\n${what}; nothing was changed; type it when asked, or pass --confirm prod`);
            assert.equal(refused?.exitCode, exitCodes.refused);
        });
    }
});
