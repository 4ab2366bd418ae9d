/** A good release comes to all users, by a canary and by one flip, while requests go on at a fixed rate: nobody notices. */
import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { mannWhitney } from "../../release/judgement/mann-whitney";
import { LoadReport, SecondReport } from "../../tools/load/report";
import { DrillProject, drillRate, hangMs, RolloutRun, shiftsOf } from "./lib";

/** Requests a second that two quiet cores sustain while the engine works beside. */
const rate = drillRate(500);
const fewestRequests = 50_000;
/** Seconds until the load's own code is compiled: they are not compared with. */
const coldSeconds = 3;
const calmSeconds = 14;
/** How far a share may be from its weight, in points. Steps are long enough that this is three and a half standard deviations. */
const sharePoints = 2;
const deviations = 3.5;
const slowdown = 1.05;
const certain = 0.01;

const canary = [10, 25, 50, 75].map((weight) => ({ weight, seconds: Math.ceil((weight * (100 - weight) * (deviations / sharePoints) ** 2) / rate) }));

interface Course {
    readonly ran: RolloutRun;
    readonly load: LoadReport;
    readonly failures: string;
    readonly disagreements: readonly string[];
}

describe("a good release under open-loop load", function () {
    this.timeout(hangMs);
    const project = new DrillProject({ steps: [...canary, { weight: 100, seconds: 8 }], bakeSeconds: 8 });
    before(() => project.up());
    after(() => project.dispose());

    async function course(version: string, kind: string): Promise<Course> {
        const began = Date.now();
        const load = await project.load(rate);
        await scraped((coldSeconds + calmSeconds) * 1000);
        const ran = await project.deploy(version, "--strategy", kind);
        await sleep(Math.max(0, began + ((fewestRequests + rate) / rate) * 1000 - Date.now()));
        const report = await load.stop();
        return { ran, load: report, failures: await project.failures(report), disagreements: await project.disagreements() };
    }

    /** Metrics are read in the calm as they are in a watch: a Prometheus does it all the time. */
    async function scraped(milliseconds: number): Promise<void> {
        const { metrics } = await project.status();
        for (const end = Date.now() + milliseconds; Date.now() < end; ) {
            const [answer] = await Promise.all([fetch(metrics), sleep(Math.min(1000, end - Date.now()))]);
            await answer.text();
        }
    }

    const cases = [
        { kind: "canary", from: "1.0.0", version: "1.1.0", weights: [10, 25, 50, 75, 100] },
        { kind: "blue-green", from: "1.1.0", version: "1.2.0", weights: [100] },
    ];
    for (const { kind, from, version, weights } of cases) {
        describe(`by ${kind}`, () => {
            let done: Course;
            before(async () => {
                await project.release("1.2.0");
                project.strategy({ steps: [...canary, { weight: 100, seconds: 8 }], bakeSeconds: kind === "canary" ? 8 : 20 });
                done = await course(version, kind);
            });

            it("ends as done, and configuration, engine, cloud and journal agree", () => {
                assert.equal(done.ran.code, 0, done.ran.document.error);
                assert.deepEqual([done.ran.document.phase, done.ran.document.version], ["done", version]);
                assert.deepEqual(done.disagreements, []);
            });

            it(`fails no request of at least ${fewestRequests}`, () => {
                assert.ok(done.load.requests >= fewestRequests, `${done.load.requests} requests`);
                assert.equal(done.failures, "");
                assert.deepEqual(Object.keys(done.load.versions).sort(), [from, version]);
            });

            it("flips all four services together: no answer holds parts of both colors", () => {
                assert.equal(done.load.crossed, 0);
            });

            it("gives each step its share of the requests", () => {
                const shifts = shiftsOf(done.ran.entries);
                assert.deepEqual(shifts.map(({ weight }) => weight), weights);
                for (const [index, { weight, ended }] of shifts.entries()) {
                    const until = shifts[index + 1]?.began ?? endOfWatch(done.ran);
                    const { requests, released } = sum(between(done.load, ended, until), version);
                    const share = (100 * released) / requests;
                    console.log(`      ${weight} %: ${share.toFixed(2)} % of ${requests} requests`);
                    assert.ok(requests >= 4 * rate, `${requests} requests in the step of ${weight} %`);
                    assert.ok(Math.abs(share - weight) <= sharePoints, `${share.toFixed(2)} % of ${requests} requests in the step of ${weight} %`);
                }
            });

            it("is not slower in its shifts and watches than in the calm before", () => {
                const [first] = shiftsOf(done.ran.entries);
                const started = Date.parse(done.load.started);
                const calm = between(done.load, started + coldSeconds * 1000, started + (coldSeconds + calmSeconds) * 1000);
                compare(calm, between(done.load, first?.began ?? 0, endOfWatch(done.ran)));
            });
        });
    }
});

/**
 * Compares the p99 of whole seconds. Only seconds without the engine: in an account it does not run on the load balancer's machine. One
 * second's p99 varies by far more than 5 %, so the ranks of all of them decide whether it is certainly more than 5 % higher; and to be
 * worth something, they must find twice as much in the same seconds.
 */
function compare(calm: readonly SecondReport[], shifting: readonly SecondReport[]): void {
    const before = calm.map(({ latency }) => latency.p99);
    const during = shifting.map(({ latency }) => latency.p99);
    const numbers = `p99 of ${before.length} calm seconds ${median(before).toFixed(1)} ms, of ${during.length} seconds of shifts and watches ${median(during).toFixed(1)} ms`;
    console.log(`      ${numbers}; ratio ${median(during.flatMap((each) => before.map((other) => each / other))).toFixed(3)}`);
    const slower = (factor: number): number => mannWhitney(during.map((each) => each * factor), before)?.p ?? 0;
    assert.ok(slower(1 / slowdown) >= certain, `${numbers}: more than 5 % slower`);
    assert.ok(slower(2) < certain, `${numbers}: too much noise to see twice as much`);
}

function endOfWatch({ entries }: RolloutRun): number {
    const disarm = entries.find(({ data }) => data["type"] === "intent" && data["phase"] === "disarm");
    return Date.parse(disarm?.at ?? "");
}

/** The seconds that lie wholly in a time. */
function between({ started, seconds }: LoadReport, from: number, to: number): readonly SecondReport[] {
    const zero = Date.parse(started);
    return seconds.filter(({ second }) => zero + second * 1000 >= from && zero + (second + 1) * 1000 <= to);
}

function sum(seconds: readonly SecondReport[], version: string): { readonly requests: number; readonly released: number } {
    const add = (count: (second: SecondReport) => number): number => seconds.reduce((total, second) => total + count(second), 0);
    return { requests: add(({ requests }) => requests), released: add(({ versions }) => versions[version] ?? 0) };
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
