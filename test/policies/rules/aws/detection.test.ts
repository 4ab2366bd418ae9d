import { detectionRules } from "../../../../policies/rules/aws/detection";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";

const detectorType = "aws:guardduty/detector:Detector";
const detector: Made = { type: detectorType, name: "detector", props: {} };
const feature = (props: Made["props"]): Made => ({
    type: "aws:guardduty/detectorFeature:DetectorFeature", name: "runtime", props: { detectorId: later, ...props },
    from: { detectorId: ["detector"] },
});
const addOn = (status: unknown): unknown => [{ name: "EKS_ADDON_MANAGEMENT", status }];
const runtime = { name: "RUNTIME_MONITORING", status: "ENABLED", additionalConfigurations: addOn("ENABLED") };
const cluster: Made = { type: "aws:eks/cluster:Cluster", name: "cluster", props: {} };
const unmanaged = "additionalConfigurations has no EKS_ADDON_MANAGEMENT that is ENABLED; it is required";

const recorder = (recordingGroup: unknown, props: Made["props"] = {}): Made =>
    ({ type: "aws:cfg/recorder:Recorder", name: "recorder", props: { recordingGroup, ...props } });
const status = (props: Made["props"], from: Made["from"] = {}): Made =>
    ({ type: "aws:cfg/recorderStatus:RecorderStatus", name: "switch", props, from });
const everything = { allSupported: true, includeGlobalResourceTypes: true };
const on = status({ name: later, isEnabled: true }, { name: ["recorder"] });

const hub = (props: Made["props"] = {}): Made => ({ type: "aws:securityhub/account:Account", name: "hub", props });
const alone = ["stands in a security baseline without an aws.securityhub.Account"];

describeRules("detection", detectionRules, {
    "guardduty-enabled": own(detectorType, {
        good: { enable: true },
        wrong: [[{ enable: false }, "enable is false; true is required"]],
        absent: isMet,
        later: [{ enable: later }, "enable"],
        other: "aws:guardduty/detectorFeature:DetectorFeature",
    }),
    "eks-guardduty-runtime-monitoring": {
        passes: [
            [feature(runtime), detector], [feature({ ...runtime, name: "EKS_RUNTIME_MONITORING" }), detector],
            [detector, feature(runtime), cluster],
        ],
        fails: [
            {
                given: [feature({ ...runtime, status: "DISABLED" }), detector],
                findings: [`status is "DISABLED"; "ENABLED" is required`],
            },
            { given: [feature({ ...runtime, additionalConfigurations: addOn("DISABLED") }), detector], findings: [unmanaged] },
            { given: [detector, cluster], findings: ["has no feature RUNTIME_MONITORING"] },
            {
                given: [detector, cluster, feature({ ...runtime, name: "S3_DATA_EVENTS" })],
                findings: ["has no feature RUNTIME_MONITORING"],
            },
        ],
        absent: {
            given: [feature({ name: "RUNTIME_MONITORING" }), detector],
            verdict: { kind: "notMet", findings: [`status is not set; "ENABLED" is required`, unmanaged], undecided: [] },
        },
        unknown: {
            given: [feature({ ...runtime, additionalConfigurations: addOn(later) }), detector],
            undecided: ["additionalConfigurations"],
        },
        notApplicable: {
            given: [feature({ name: "S3_DATA_EVENTS", status: "DISABLED" }), detector], reason: "the feature is another one",
        },
    },
    "config-recorder-all-resources": {
        passes: [
            [recorder(everything), on], [recorder({ includeGlobalResourceTypes: true }), status({ isEnabled: true })],
            [recorder(everything, { name: "main" }), status({ name: "main", isEnabled: true })],
        ],
        fails: [
            {
                given: [recorder({ ...everything, allSupported: false }), on],
                findings: ["recordingGroup.allSupported is false; true is required"],
            },
            {
                given: [recorder({ allSupported: true }), on],
                findings: ["recordingGroup.includeGlobalResourceTypes is not set; true is required"],
            },
            {
                given: [recorder(everything), status({ isEnabled: false })],
                findings: ["has the status switch with isEnabled false; true is required"],
            },
            {
                given: [recorder(everything, { name: "main" }), status({ isEnabled: true })],
                findings: ["has no status that turns it on"],
            },
        ],
        absent: {
            given: [recorder(undefined)],
            verdict: {
                kind: "notMet",
                findings: [
                    "recordingGroup.includeGlobalResourceTypes is not set; true is required", "has no status that turns it on",
                ],
                undecided: [],
            },
        },
        unknown: { given: [recorder({ ...everything, allSupported: later }), on], undecided: ["recordingGroup.allSupported"] },
        notApplicable: { otherType: detectorType },
    },
    "securityhub-enabled": {
        passes: [
            [hub({ enableDefaultStandards: true })], [detector, hub()], [recorder(everything), hub()],
            [
                hub({ enableDefaultStandards: false }),
                { type: "aws:securityhub/standardsSubscription:StandardsSubscription", name: "standard", props: {} },
            ],
        ],
        fails: [
            { given: [detector], findings: alone },
            { given: [recorder(everything)], findings: alone },
            { given: [hub({ enableDefaultStandards: false })], findings: ["enableDefaultStandards is false; true is required"] },
        ],
        absent: { given: [hub()], verdict: isMet },
        unknown: { given: [hub({ enableDefaultStandards: later })], undecided: ["enableDefaultStandards"] },
        notApplicable: { otherType: "aws:cloudtrail/trail:Trail" },
    },
});
