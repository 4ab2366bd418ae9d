/**
 * Releases that are bad in each of the ways that a release can be: how the rollout ends, what it says, and how much of it users saw. One
 * stack and one load for all of them; after each everything is as before.
 */
import { strict as assert } from "node:assert";
import { ShiftTimes } from "../../release/rollout/shift";
import { LoadReport } from "../../tools/load/report";
import { DrillProject, drillRate, figuresOf, hangMs, RolloutRun, shiftsOf } from "./lib";

const rate = drillRate(200);
const live = "1.2.0";
/** What the live release has, so that "three times as slow" is something that users would feel. */
const usualTail = "slow:60ms@20%";

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
    /** Whether it is good at first: it is the time from its first bad second that counts. */
    readonly late?: true;
}

/** Tight, so that 1.5 % of errors and three times the latency are far from them. */
const limits = { errorPercent: 0.5, floorErrorPercent: 0.25, floorLatencyMilliseconds: 60, minRequests: 50 };

/** Chance may show it in one zone before it shows in all of them. */
const tooMany = String.raw`(zone us-east-1[ab]: )?errors [\d.]+ % .*above (the limit of 0\.5 %|those of the live color|[\d.]+ %, allowed where the live color has)`;

const cases: readonly Case[] = [
    {
        name: "5 % of errors", behaviors: { "api-gateway": "errors:5%" }, kind: "canary", bad: 0.05,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: ${tooMany}`),
    },
    {
        name: "1.5 % of errors", behaviors: { "api-gateway": "errors:1.5%" }, kind: "canary", bad: 0.015,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: ${tooMany}`),
    },
    {
        name: "a p99 that is three times the live one's", behaviors: { "api-gateway": "slow:180ms@20%" }, kind: "canary", bad: 0,
        code: 4, at: /^watch 50 %$/, text: /^api-gateway: p9\d \d+ ms above \d+ ms, allowed where the live color has \d+ ms/,
    },
    {
        name: "containers that crash", behaviors: { "api-gateway": "crashloop" }, kind: "canary",
        code: 1, at: /^fill$/, text: /containers with unready status: \[api-gateway\]\[CrashLoopBackOff\]/,
    },
    {
        name: "pods that never get ready", behaviors: { "api-gateway": "neverready" }, kind: "canary",
        code: 1, at: /^fill$/, text: /'api-gateway' timed out waiting to be Ready[^]*containers with unready status: \[api-gateway\]/,
    },
    {
        name: "an image that does not exist", behaviors: {}, missing: "api-gateway", kind: "canary",
        code: 1, at: /^fill$/, text: /containers with unready status: \[api-gateway\]\[ImagePullBackOff\].*colorway\/api-gateway@sha256:0{64}: not found/,
    },
    {
        name: "a failure some time after the flip", behaviors: { "api-gateway": "fails-after:1500s" }, kind: "blue-green", warmSeconds: 90, bad: 1, late: true,
        code: 4, at: /^(watch 100 %|activate|warm)$/, text: new RegExp(`^api-gateway: ${tooMany}`),
    },
    {
        name: "a failure of one of four services", behaviors: { "risk-management": "errors:5%" }, kind: "canary",
        // A request makes three calls of it.
        bad: 1 - 0.95 ** 3,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^risk-management: ${tooMany}`),
    },
    {
        name: "a failure in one zone", behaviors: { "api-gateway": "zone:a:errors:20%" }, kind: "canary",
        // Half of the pods are in each of the two zones.
        bad: 0.1,
        code: 4, at: /^watch 50 %$/, text: new RegExp(`^api-gateway: zone us-east-1a: ${tooMany}`),
    },
];

interface Run extends RolloutRun {
    readonly version: string;
    readonly disagreements: readonly string[];
}

describe("bad releases under open-loop load", function () {
    this.timeout(hangMs);
    const project = new DrillProject();
    const runs = new Map<Case, Run>();
    let report: LoadReport;

    before(async () => {
        await project.release(live, { "api-gateway": usualTail });
        project.edit("dev", { "colorway:slots.blue": { size: "full", release: live, floors: { "api-gateway": 2 } } });
        await project.up();
        const load = await project.load(rate);
        try {
            for (const [index, each] of cases.entries()) runs.set(each, await deployed(`1.3.${index}`, each));
        } finally {
            report = await load.stop();
        }
    });
    after(() => project.dispose());

    async function deployed(version: string, { behaviors, missing, kind, warmSeconds = 0 }: Case): Promise<Run> {
        await project.release(version, behaviors);
        if (missing !== undefined) project.withoutImage(version, missing);
        project.strategy({ steps: [{ weight: 50, seconds: 12 }], bakeSeconds: 2, warmSeconds, holdSeconds: 20, limits });
        const ran = await project.deploy(version, "--strategy", kind);
        return { ...ran, version, disagreements: await project.disagreements() };
    }

    function failedDuring({ entries }: Run): number {
        const zero = Date.parse(report.started);
        const [began, ended] = [entries[0], entries.at(-1)].map((entry) => Date.parse(entry?.at ?? ""));
        const own = report.seconds.filter(({ second }) => zero + (second + 1) * 1000 > (began ?? NaN) && zero + second * 1000 < (ended ?? NaN));
        return own.reduce((sum, { failed }) => sum + failed, 0);
    }

    for (const each of cases) {
        const { name, code, at, text, bad, late } = each;
        const run = (): Run => runs.get(each) ?? assert.fail(`${name} did not run`);

        it(`${name}: ends with ${code} and says why`, () => {
            const { document, version, disagreements } = run();
            const { phase, cause, error = "" } = document;
            assert.equal(run().code, code, error);
            assert.equal(phase, code === 4 ? "rolled-back" : "failed");
            assert.match(cause?.at ?? "", at);
            assert.match(cause?.text ?? "", text);
            const way = code === 4 ? "went back," : "failed before it got traffic;";
            assert.equal(error, `release ${version} ${way} all traffic is on blue (${live}): ${cause?.text}`);
            assert.deepEqual(disagreements, []);
        });

        if (bad === undefined) {
            it(`${name}: no user sees any of it`, () => {
                assert.deepEqual(shiftsOf(run().entries), []);
                assert.equal(failedDuring(run()), 0);
            });
            continue;
        }

        it(`${name}: users see no more of it than weight × time to detect × share of bad answers`, () => {
            const { weight, milliseconds, parts } = exposure(run(), late === true);
            const failed = failedDuring(run());
            const expected = (milliseconds / 1000) * rate * (weight / 100) * bad;
            // Four standard deviations of a Poisson number: chance alone goes beyond once in 30,000 times.
            const most = expected + 4 * Math.sqrt(expected);
            console.log(`      ${failed} failed, at most ${most.toFixed(0)}: ${weight} % for ${milliseconds} ms; ${parts}`);
            assert.ok(failed <= most, `${failed} requests failed, at most ${most.toFixed(0)}`);
        });
    }

    it("no request fails outside of a rollout, and none is answered by both colors", () => {
        const during = [...runs.values()].reduce((sum, run) => sum + failedDuring(run), 0);
        assert.deepEqual([report.failed - during, report.crossed, report.errors], [0, 0, {}]);
    });
});

/** How long which share of the users had the release: from the shift, or from the first bad second of one that failed late, until the brake was proved. */
function exposure({ entries }: RolloutRun, late: boolean): { readonly weight: number; readonly milliseconds: number; readonly parts: string } {
    const shift = shiftsOf(entries).at(-1);
    const [brake] = figuresOf<{ readonly times: ShiftTimes }>(entries, "brake");
    const failed = entries.find(({ data }) => (data["event"] as { readonly type?: string } | undefined)?.type === "failed");
    const braked = entries.find(({ data }) => (data["event"] as { readonly phase?: string } | undefined)?.phase === "brake");
    const detect = (failed?.data["figures"] as { readonly detectMilliseconds?: number } | undefined)?.detectMilliseconds;
    assert.ok(shift !== undefined && brake !== undefined && failed !== undefined && braked !== undefined, "no shift, verdict and brake");
    const { decide, write, readBack, dataPlane } = brake.times;
    const from = late ? Date.parse(failed.at) - (detect ?? NaN) : shift.began;
    return {
        weight: shift.weight,
        milliseconds: Date.parse(braked.at) - from,
        parts: `detect ${detect ?? "-"} ms, decide ${decide} ms, write ${write} ms, read back ${readBack} ms, data plane ${dataPlane} ms`,
    };
}
