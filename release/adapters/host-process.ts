import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process of this host that runs. */
export interface LivingProcess {
    /** Name of its program, as `pulumi`; undefined where this user may not see it. */
    readonly name: string | undefined;
    /** When it started, in the system's own words; undefined where this user may not see it. */
    readonly start: string | undefined;
}

/** What names a process beyond its number, which the system gives to others later. */
export interface ProcessMark {
    readonly host: string;
    readonly pid: number;
    /** `WHERE|START`: where numbers of processes mean the same, and the start. */
    readonly process: string;
}

/** The mark of this process. */
export function ownMark(): ProcessMark {
    const { pid } = process;
    return { host: hostname(), pid, process: `${where()}|${livingProcess(pid)?.start ?? ""}` };
}

/**
 * Whether that process has certainly ended: it was one of this host, since its last start and in the same container, and its
 * number is free or belongs to another one now. False where that cannot be told.
 */
export function hasEnded({ host, pid, process: mark }: ProcessMark): boolean {
    const [place = "", start = ""] = mark.split("|");
    if (host !== hostname() || place !== where()) return false;
    const living = livingProcess(pid);
    return living === undefined || (start !== "" && living.start !== undefined && living.start !== start);
}

/** Undefined where no process has this number, or only its parent has not yet heard of its end. */
export function livingProcess(pid: number): LivingProcess | undefined {
    if (!exists(pid)) return undefined;
    const status = process.platform === "linux" ? linuxStatus(pid) : psStatus(pid);
    if (status === undefined) return { name: undefined, start: undefined };
    return status.state.startsWith("Z") ? undefined : { name: status.name, start: status.start };
}

function exists(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // EPERM: it is another user's.
        return (error as NodeJS.ErrnoException).code !== "ESRCH";
    }
}

interface Status {
    readonly state: string;
    readonly name: string;
    readonly start: string;
}

/**
 * proc_pid_stat(5): `PID (NAME) STATE …`, field 22 is the start in ticks since the system's. A name may have blanks and brackets.
 */
function linuxStatus(pid: number): Status | undefined {
    const text = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    const close = text.lastIndexOf(")");
    if (close < 0) return undefined;
    const fields = text.slice(close + 2).split(" ");
    const [state = ""] = fields;
    return { state, name: text.slice(text.indexOf("(") + 1, close), start: fields[22 - 3] ?? "" };
}

/** ps(1) of POSIX systems without /proc: `STATE Sat Nov 21 12:32:15 2026 /usr/bin/pulumi`. */
function psStatus(pid: number): Status | undefined {
    const env = { ...process.env, LC_ALL: "C" };
    const words = ["-o", "stat=,lstart=,comm=", "-p", String(pid)];
    const text = textOf(() => execFileSync("ps", words, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }));
    const [, state = "", start = "", path = ""] = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*\S)\s*$/.exec(text) ?? [];
    return start === "" ? undefined : { state, name: path.slice(path.lastIndexOf("/") + 1), start };
}

let place: string | undefined;

/** Numbers of processes mean the same until the next start of the system and within one container. */
function where(): string {
    const boot = (): string => textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    return (place ??= `${boot()}/${textOf(() => readlinkSync("/proc/self/ns/pid"))}`);
}

/** Empty where the system does not tell. */
function textOf(read: () => string): string {
    try {
        return read();
    } catch {
        return "";
    }
}
