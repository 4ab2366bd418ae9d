/**
 * Releases that are bad in each of the ways that a release can be: how the rollout ends, what it says, and how much of it users saw. One
 * stack and one load for all of them; after each everything is as before.
 */
import { strict as assert } from "node:assert";
import { LoadProcess } from "../../cli/load-process";
import { LoadReport } from "../../tools/load/report";
import { DrillProject, drillRate, RolloutRun, shiftsOf } from "./lib";

const rate = drillRate(200);
const live = "1.2.0";
/** What the live release has, so that "three times as slow" is something that users would feel. */
const usualTail = "slow:60ms@5%";

interface Case {
    readonly name: string;
    readonly behaviors: { readonly [service: string]: string };
    /** `missing`: the manifest names an image that nobody pushed. */
    readonly missing?: string;
    readonly kind: "canary" | "blue-green";
    readonly warmSeconds?: number;
    readonly code: number;
    /** `PHASE WEIGHT %` where it was found. */
    readonly at: RegExp;
    readonly text: RegExp;
    /** Share of the release's requests that fail, 0–1; absent where it never gets any. */
    readonly bad?: number;
}

const errors = String.raw`errors [\d.]+ % \(\d+ of \d+\)`;
const tooMany = String.raw`(, certainly)? above the limit of 0\.5 %|${errors} above [\d.]+ %, allowed where the live color has`;

const cases: readonly Case[] = [
    {
        name: "5 % of errors", behaviors: { "api-gateway": "errors:5%" }, kind: "canary", bad: 0.05,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: ${errors}${tooMany}`),
    },
    {
        name: "1.5 % of errors", behaviors: { "api-gateway": "errors:1.5%" }, kind: "canary", bad: 0.015,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: ${errors}${tooMany}`),
    },
    {
        name: "a p99 that is three times the live one's", behaviors: { "api-gateway": "slow:180ms@5%" }, kind: "canary", bad: 0,
        code: 4, at: /^watch 50 %$/, text: /^api-gateway: p99 \d+ ms above \d+ ms, allowed where the live color has \d+ ms/,
    },
    {
        name: "containers that crash", behaviors: { "api-gateway": "crashloop" }, kind: "canary",
        code: 1, at: /^fill$/, text: /api-gateway[^]*CrashLoopBackOff/,
    },
    {
        name: "pods that never get ready", behaviors: { "api-gateway": "neverready" }, kind: "canary",
        code: 1, at: /^fill$/, text: /api-gateway[^]*[Rr]eadiness probe failed/,
    },
    {
        name: "an image that does not exist", behaviors: {}, missing: "api-gateway", kind: "canary",
        code: 1, at: /^fill$/, text: /api-gateway[^]*ErrImagePull[^]*not found/,
    },
    {
        name: "a failure some time after the flip", behaviors: { "api-gateway": "fails-after:1500s" }, kind: "blue-green", warmSeconds: 90, bad: 1,
        code: 4, at: /^(watch 100 %|warm)$/, text: new RegExp(`^api-gateway: ${errors}${tooMany}`),
    },
    {
        name: "a failure of one of four services", behaviors: { "risk-management": "errors:30%" }, kind: "canary",
        // A request makes three calls of it.
        bad: 1 - 0.7 ** 3,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^risk-management: ${errors}${tooMany}`),
    },
    {
        name: "a failure in one zone", behaviors: { "api-gateway": "zone:a:errors:50%" }, kind: "canary",
        // Half of the pods are in each of the two zones.
        bad: 0.25,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: zone us-east-1a: ${errors}${tooMany}`),
    },
];

describe("bad releases under open-loop load", function () {
    this.timeout(900_000);
    const project = new DrillProject();
    let load: LoadProcess;
    const runs = new Map<Case, RolloutRun & { readonly disagreements: readonly string[]; readonly version: string }>();
    let report: LoadReport;

    before(async () => {
        await project.release(live, { "api-gateway": usualTail });
        project.edit("dev", { "colorway:slots.blue": { size: "full", release: live, floors: { "api-gateway": 2 } } });
        await project.up();
        load = await project.load(rate);
        for (const [index, each] of cases.entries()) {
            const version = `1.3.${index}`;
            await project.release(version, each.behaviors);
            if (each.missing !== undefined) project.withoutImage(version, each.missing);
            project.strategy({
                steps: [{ weight: 50, seconds: 12 }], bakeSeconds: 2, warmSeconds: each.warmSeconds ?? 0, holdSeconds: 20,
                limits: { errorPercent: 0.5, floorErrorPercent: 0.25, floorLatencyMilliseconds: 60, minRequests: 50 },
            });
            const ran = await project.deploy(version, "--strategy", each.kind);
            runs.set(each, { ...ran, version, disagreements: await project.disagreements() });
            console.log(each.name, ran.code, ran.document.error, seen(ran));
        }
        report = await load.stop();
    });
    after(() => project.dispose());

    for (const each of cases) {
        const { name, code, at, text, bad } = each;
        const run = (): NonNullable<ReturnType<typeof runs.get>> => runs.get(each) ?? assert.fail(`${name} did not run`);

        it(`${name}: ends with ${code} and says why`, () => {
            const { document, version, disagreements } = run();
            const { phase, cause, error = "" } = document;
            assert.equal(run().code, code, error);
            assert.equal(phase, code === 4 ? "rolled-back" : "failed");
            assert.match(cause?.at ?? "", at);
            assert.match(cause?.text ?? "", text);
            const head = code === 4 ? `release ${version} went back, all traffic is on blue (${live}): ` : `release ${version} failed before it got traffic; all traffic is on blue (${live}): `;
            assert.equal(error, `${head}${cause?.text}`);
            assert.deepEqual(disagreements, []);
        });

        it(`${name}: users see no more of it than ${bad === undefined ? "nothing" : "its share, for as long as it takes to detect"}`, () => {
            const { from, to, share } = seen(run());
            const zero = Date.parse(report.started);
            const began = Date.parse(run().entries[0]?.at ?? "");
            const ended = Date.parse(run().entries.at(-1)?.at ?? "");
            const own = report.seconds.filter(({ second }) => zero + (second + 1) * 1000 > began && zero + second * 1000 < ended);
            const failed = own.reduce((sum, second) => sum + second.failed, 0);
            const expected = ((to - from) / 1000) * rate * share * (bad ?? 0);
            // Four standard deviations of a Poisson number: chance alone goes beyond once in 10,000 times.
            const bound = bad === undefined ? 0 : expected + 4 * Math.sqrt(expected);
            console.log(`      ${failed} failed; ${(to - from) / 1000} s at ${share * 100} %, bound ${bound.toFixed(0)}`);
            assert.ok(failed <= bound, `${failed} requests failed, at most ${bound.toFixed(0)}`);
        });
    }

    it("no user sees an answer of both colors, nor a failure outside of a rollout", () => {
        assert.equal(report.crossed, 0);
        assert.deepEqual(report.errors, {});
    });
});

/** From when, until when and with which share users had the release; of one that failed later, from its first bad second. */
function seen({ entries }: RolloutRun): { readonly from: number; readonly to: number; readonly share: number } {
    const shift = shiftsOf(entries).at(-1);
    const brake = entries.find(({ data }) => data["type"] === "event" && (data["event"] as { phase?: string }).phase === "brake");
    const to = Date.parse(brake?.at ?? "");
    if (shift === undefined || brake === undefined) return { from: 0, to: 0, share: 0 };
    return { from: shift.began, to, share: shift.weight / 100 };
}
