/** Evidence of a whole stack to make reports of. */
import { assess, resultsOf } from "../../../policies/core/assess";
import { evaluate, RuleIndex } from "../../../policies/core/evaluate";
import { Exceptions } from "../../../policies/core/exceptions";
import { Stack } from "../../../policies/core/stack";
import { mappings, rules, standards } from "../../../policies/registry";
import type { Evidence } from "../../../policies/reports/evidence";
import { buildStack } from "../../../program";
import { record } from "../../components/recorder";
import { sampleSettings } from "../../config/samples";
import { exception } from "./samples";

/**
 * Every rule on all of prod, as the program asks for it before anything is made. Some resources are made worse: there are violations, and
 * every other one is excepted.
 */
export async function prodEvidence(): Promise<Evidence> {
    const { resources } = await record(() => buildStack(sampleSettings("prod")));
    const view = new Stack(resources.map(({ type: of, urn: id, name, inputs, protect, parent, from }) => (
        { type: of, urn: id, name, props: { ...inputs, ...worse[of] }, protect, parent, from }
    )));
    const known = mappings();
    const verdicts = evaluate(new RuleIndex(rules), view.all(), view);
    const broken = resultsOf(verdicts, known, new Exceptions([], 0)).filter(({ state }) => state === "not met");
    const excepted = broken.filter((_, index) => index % 2 === 0).map((result) => ({ ...exception, rule: result.rule, resource: result.urn }));
    const exceptions = new Exceptions(excepted, Date.parse("2026-11-21"));
    const results = resultsOf(verdicts, known, exceptions);
    const { nist: first, pci } = standards();
    return {
        source: "preview", stack: "prod", time: "2026-11-21T10:00:00.000Z", actor: "maria@build-7", commit: "0".repeat(40), dirty: true,
        tool: { name: "colorway", version: "0.1.0" }, rulesHash: "0".repeat(64), rules, mappings: known, results, levels: {}, parameters: {},
        assessments: [assess(results, first, known, "moderate"), assess(results, pci, known)], warnings: exceptions.warnings(),
    };
}

const worse: { readonly [type: string]: object } = {
    "aws:rds/instance:Instance": { storageEncrypted: false, publiclyAccessible: true },
    "aws:ec2/flowLog:FlowLog": { trafficType: "ACCEPT" },
    "aws:lb/listener:Listener": { sslPolicy: "ELBSecurityPolicy-2016-08" },
};
