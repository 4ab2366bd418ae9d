/** What became of each check of Checkov: the rules that find the same, or why none does. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Except {
    /** Resources as `TYPE NAME`; a regular expression for the whole of it. */
    readonly of: string;
    readonly why: string;
}

export interface Check {
    /** Checkov's own name of it. */
    readonly name: string;
    /** Rules of ours that find the same matter: one of them, on the same resource or on one beside it, answers a finding. */
    readonly rules?: readonly string[];
    /** Why none of ours finds it; for every resource. */
    readonly why?: string;
    /** Findings that none of the rules answers, and why. */
    readonly except?: readonly Except[];
}

export interface Checks {
    /** Version of Checkov. */
    readonly version: string;
    /** By id, as `CKV_AWS_16`. */
    readonly checks: { readonly [id: string]: Check };
}

/** What a run over the bad resources and over our prod found. */
export interface Measured {
    readonly seeded: Counts;
    readonly prod: Counts;
    /** Findings of each check: seeded, then prod. */
    readonly checks: { readonly [id: string]: readonly [number, number] };
}

export interface Counts {
    readonly resources: number;
    readonly types: number;
    /** Findings of Checkov. */
    readonly theirs: number;
    /** Of those, the ones that a rule of ours answers. */
    readonly answered: number;
    /** Findings of ours: a rule and a resource. */
    readonly ours: number;
    /** Of those, the ones of rules that answer nothing of Checkov on the resource. */
    readonly oursOnly: number;
    /** Rules that found something, and those among them that no check of Checkov names. */
    readonly rules: number;
    readonly rulesOnly: number;
}

export const checksFile = join(__dirname, "matters.json");
export const measuredFile = join(__dirname, "measured.json");

export function readChecks(): Checks {
    return JSON.parse(readFileSync(checksFile, "utf8")) as Checks;
}

export function readMeasured(): Measured {
    return JSON.parse(readFileSync(measuredFile, "utf8")) as Measured;
}
