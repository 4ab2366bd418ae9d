/** GuardDuty, Config and Security Hub: what watches an account. */
import { isTrue, judged, shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { flagParameter } from "../../core/parameters";
import { beside, isOutcome } from "../../core/relations";
import type { Rule, StackView, Subject } from "../../core/rule";

const detector = "aws:guardduty/detector:Detector";
const feature = "aws:guardduty/detectorFeature:DetectorFeature";
const recorder = "aws:cfg/recorder:Recorder";
const recorderStatus = "aws:cfg/recorderStatus:RecorderStatus";
const securityHub = "aws:securityhub/account:Account";
const subscription = "aws:securityhub/standardsSubscription:StandardsSubscription";
const eksCluster = "aws:eks/cluster:Cluster";
/** Either of them; not both (GuardDuty user guide, "GuardDuty Runtime Monitoring"). */
const runtimeFeatures = ["RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"];

export const detectionRules: readonly Rule[] = [
    {
        id: "guardduty-enabled",
        title: "GuardDuty watches the account",
        why: "Stolen credentials and machines that were taken over do their work unseen.",
        cure: "Leave enable of the aws.guardduty.Detector out.",
        types: [detector],
        kind: "resource",
        conditions: [isTrue("enable", "met")],
    },
    {
        id: "eks-guardduty-runtime-monitoring",
        title: "GuardDuty watches what runs on the clusters' nodes",
        why: "What an intruder does inside a container leaves no trace in the logs of AWS.",
        cure: "Add an aws.guardduty.DetectorFeature RUNTIME_MONITORING with the status ENABLED and EKS_ADDON_MANAGEMENT among "
            + "additionalConfigurations.",
        types: [feature, detector],
        kind: "stack",
        conditions: [(subject, { stack }) =>
            (subject.type === feature ? watchesRuntime(subject) : hasRuntimeFeature(subject, stack))],
    },
    {
        id: "config-recorder-all-resources",
        title: "Config records all resources",
        why: "What was changed, when, and how it was before can't be told.",
        cure: "Leave allSupported out, set includeGlobalResourceTypes to true in the home region, and add an "
            + "aws.cfg.RecorderStatus with isEnabled true.",
        types: [recorder],
        kind: "stack",
        parameters: {
            homeRegion: flagParameter(
                "whether the stack is in the account's home region, where global resources are recorded", true,
            ),
        },
        conditions: [
            // True where nothing is said, global types are left out (aws.cfg.Recorder, recordingGroup).
            isTrue("recordingGroup.allSupported", "met"),
            (subject, context) => (context.parameter("homeRegion") === true
                ? isTrue("recordingGroup.includeGlobalResourceTypes")(subject, context)
                : met),
            (subject, { stack }) => recorderIsOn(subject, stack),
        ],
    },
    {
        id: "securityhub-enabled",
        title: "Security Hub gathers what is found in the account",
        why: "Findings lie in several services, and nobody sees them together.",
        cure: "Add an aws.securityhub.Account with its standards beside the detector and the recorder.",
        // What else an account's baseline is made of tells that one is there.
        types: [securityHub, detector, recorder],
        kind: "stack",
        conditions: [
            (subject, context) => {
                if (subject.type !== securityHub) {
                    return context.stack.ofType(securityHub).length > 0
                        ? met
                        : notMet("", "stands in a security baseline without an aws.securityhub.Account");
                }
                // Without a standard it checks nothing.
                return context.stack.ofType(subscription).length > 0
                    ? met
                    : isTrue("enableDefaultStandards", "met")(subject, context);
            },
        ],
    },
];

function watchesRuntime({ props }: Subject): readonly Outcome[] {
    const name = props.at("name");
    if (name.reading === "unknown") return [unknown(name.path)];
    if (!runtimeFeatures.includes(name.text ?? "")) return [notApplicable("the feature is another one")];
    const [status, parts] = [props.at("status"), props.at("additionalConfigurations")];
    const managed = parts.items().some((part) =>
        part.at("name").text === "EKS_ADDON_MANAGEMENT" && part.at("status").text === "ENABLED");
    return [
        judged(status, "notMet", shown("ENABLED"), ({ text }) =>
            (text === "ENABLED" ? undefined : `is ${shown(text)}; "ENABLED" is required`)),
        managed
            ? met
            : parts.settled
                ? notMet(parts.path, "has no EKS_ADDON_MANAGEMENT that is ENABLED; it is required")
                : unknown(parts.path),
    ];
}

/** What the feature must be like is judged with the feature. */
function hasRuntimeFeature(subject: Subject, stack: StackView): Outcome {
    if (stack.ofType(eksCluster).length === 0) return notApplicable("the stack has no cluster");
    const found = beside(subject, stack, [feature], "detectorId", "feature RUNTIME_MONITORING");
    if (isOutcome(found)) return found;
    const names = found.map(({ props }) => props.at("name"));
    if (names.some(({ text }) => runtimeFeatures.includes(text ?? ""))) return met;
    const open = names.findIndex(({ reading }) => reading === "unknown");
    return open < 0 ? notMet("", "has no feature RUNTIME_MONITORING") : unknown(`${found[open]?.name}.name`);
}

/** Both have the name `default` where nothing is said. */
function recorderIsOn(subject: Subject, stack: StackView): Outcome {
    const plain = (other: Subject): boolean =>
        (other.props.at("name").text ?? "default") === "default" && other.props.at("name").reading !== "unknown";
    const found = beside(subject, stack, [recorderStatus], "name", "status that turns it on");
    const statuses = isOutcome(found) ? stack.ofType(recorderStatus).filter((status) => plain(status) && plain(subject)) : found;
    const judgedOn = statuses.map(({ name, props }): Outcome => {
        const on = props.at("isEnabled");
        if (on.reading === "unknown") return unknown(`${name}.isEnabled`);
        return on.flag === true ? met : notMet("", `has the status ${name} with isEnabled ${shown(on.value)}; true is required`);
    });
    return judgedOn[0] ?? (isOutcome(found) ? found : met);
}
