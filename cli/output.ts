import Table from "cli-table3";

/** Where a command's words go: text for people on standard output, or one JSON document at the end. */
export interface Output {
    readonly json: boolean;
    /** Whether a person watches: lines may be drawn over. */
    readonly live: boolean;
    line(text?: string): void;
    /** Draws over what the last `status` drew, of one or more lines; ignored where nobody watches. */
    status(text: string): void;
    /** The result of the command: printed as JSON, or by `text`. */
    result(value: { readonly [name: string]: unknown }, text: () => void): void;
    /** A warning or error, on standard error. */
    warn(text: string): void;
}

export function terminalOutput(json: boolean): Output {
    const live = !json && process.stdout.isTTY === true && process.env["CI"] === undefined;
    let drawn = 0;
    const clear = (): void => {
        if (drawn > 0) process.stdout.write(`\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(drawn - 1)}`);
        drawn = 0;
    };
    return {
        json,
        live,
        line: (text = "") => {
            clear();
            if (!json) process.stdout.write(`${text}\n`);
        },
        status: (text) => {
            if (!live) return;
            clear();
            const { columns = 80, rows = 24 } = process.stdout;
            // A line that wraps, or one above the screen's top, could not be drawn over.
            const lines = text.split("\n").slice(0, rows - 1);
            process.stdout.write(lines.map((line) => line.slice(0, columns - 1)).join("\n"));
            drawn = lines.length;
        },
        result: (value, text) => {
            clear();
            if (json) process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
            else text();
        },
        warn: (text) => {
            clear();
            process.stderr.write(`${text}\n`);
        },
    };
}

/** Rows under headings, without frames, so that it reads well in a log. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
    const none = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" };
    const inner = { left: "  ", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " };
    const table = new Table({ head: [...headings], chars: { ...none, ...inner }, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 } });
    for (const row of rows) table.push([...row]);
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}

/** `5 s`, `2 min 5 s`. */
export function durationText(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
