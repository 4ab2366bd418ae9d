import { Output } from "../../cli/output";

/** An output that keeps what it is given. */
export class Capture implements Output {
    readonly lines: string[] = [];
    readonly drawn: string[] = [];
    readonly warnings: string[] = [];
    value: { readonly [name: string]: unknown } | undefined;

    constructor(
        readonly json = false,
        readonly live = false,
    ) {}

    line(text = ""): void {
        this.lines.push(text);
    }

    status(text: string): void {
        this.drawn.push(text);
    }

    result(value: { readonly [name: string]: unknown }, text: () => void): void {
        this.value = value;
        text();
    }

    warn(text: string): void {
        this.warnings.push(text);
    }
}
