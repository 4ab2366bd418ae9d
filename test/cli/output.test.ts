import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { durationText, tableText, terminalOutput } from "../../cli/output";

/** What `act` writes to standard output and error, as on a terminal or not. */
function written(act: () => void, terminal: { readonly isTTY: boolean; readonly ci?: string; readonly columns?: number; readonly rows?: number }): { out: string; err: string } {
    const { stdout, stderr } = process;
    const before = { out: stdout.write, err: stderr.write, ci: process.env["CI"] };
    const properties = ["isTTY", "columns", "rows"].map((name) => [name, Object.getOwnPropertyDescriptor(stdout, name)] as const);
    let out = "";
    let err = "";
    Object.defineProperty(stdout, "isTTY", { value: terminal.isTTY, configurable: true });
    Object.defineProperty(stdout, "columns", { value: terminal.columns, configurable: true });
    Object.defineProperty(stdout, "rows", { value: terminal.rows, configurable: true });
    if (terminal.ci === undefined) delete process.env["CI"];
    else process.env["CI"] = terminal.ci;
    stdout.write = (text: string | Uint8Array) => ((out += String(text)), true);
    stderr.write = (text: string | Uint8Array) => ((err += String(text)), true);
    try {
        act();
    } finally {
        stdout.write = before.out;
        stderr.write = before.err;
        if (before.ci === undefined) delete process.env["CI"];
        else process.env["CI"] = before.ci;
        for (const [name, descriptor] of properties) {
            if (descriptor === undefined) Reflect.deleteProperty(stdout, name);
            else Object.defineProperty(stdout, name, descriptor);
        }
    }
    return { out, err };
}

function everything(json: boolean): () => void {
    return () => {
        const output = terminalOutput(json);
        output.line("simulated cloud");
        output.status("half way");
        output.warn("careful");
        output.status("nearly");
        output.result({ counts: { create: 2 } }, () => output.line("2 created"));
    };
}

describe("a command's output", () => {
    it("draws over the status line at a terminal", () => {
        const { out, err } = written(everything(false), { isTTY: true });
        assert.equal(out, "simulated cloud\nhalf way\r\u001b[2Knearly\r\u001b[2K2 created\n");
        assert.equal(err, "careful\n");
    });

    it("has plain lines only in a file or pipe, and in CI", () => {
        for (const terminal of [{ isTTY: false }, { isTTY: true, ci: "true" }]) {
            assert.deepEqual(written(everything(false), terminal), { out: "simulated cloud\n2 created\n", err: "careful\n" });
        }
    });

    it("is one JSON document with --json, even at a terminal; warnings stay beside it", () => {
        const { out, err } = written(everything(true), { isTTY: true });
        assert.deepEqual(JSON.parse(out), { counts: { create: 2 } });
        assert.equal(err, "careful\n");
    });

    it("draws over a status of several lines from its first one, also with fewer or more", () => {
        const { out } = written(() => {
            const output = terminalOutput(false);
            output.status("a\nb\nc");
            output.status("d");
            output.status("e\nf");
            output.line("done");
        }, { isTTY: true });
        const up = "\u001b[1A\u001b[2K";
        assert.equal(out, `a\nb\nc\r\u001b[2K${up}${up}d\r\u001b[2Ke\nf\r\u001b[2K${up}done\n`);
    });

    it("shows no more lines than the screen has: what left it at the top could not be drawn over", () => {
        const { out } = written(() => terminalOutput(false).status("a\nb\nc\nd"), { isTTY: true, rows: 3 });
        assert.equal(out, "a\nb");
    });

    it("cuts a status line that would wrap: it could not be drawn over", () => {
        const { out } = written(() => terminalOutput(false).status("0123456789abcdef"), { isTTY: true, columns: 11 });
        assert.equal(out, "0123456789");
    });
});

describe("a table", () => {
    it("has columns as wide as they must be, no frames, and no spaces at the ends", () => {
        const text = tableText(["SLOT", "WEIGHT"], [["blue", "100 %"], ["green", ""]]);
        assert.equal(text, ["  SLOT   WEIGHT", "  blue   100 %", "  green"].join("\n"));
    });
});

describe("a duration", () => {
    for (const [milliseconds, text] of [
        [0, "0 s"], [499, "0 s"], [500, "1 s"], [59_499, "59 s"], [59_500, "1 min 0 s"], [125_000, "2 min 5 s"], [3_600_000, "60 min 0 s"],
    ] as const) {
        it(`of ${milliseconds} ms is ${text}`, () => assert.equal(durationText(milliseconds), text));
    }

    it("has always less than 60 seconds beside its minutes, and is at most half a second off", () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (milliseconds) => {
            const [, minutes = "0", seconds] = /^(?:(\d+) min )?(\d+) s$/.exec(durationText(milliseconds)) ?? [];
            assert.ok(Number(seconds) < 60);
            assert.ok(Math.abs((Number(minutes) * 60 + Number(seconds)) * 1000 - milliseconds) <= 500);
        }));
    });
});
