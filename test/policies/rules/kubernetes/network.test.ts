import { networkRules } from "../../../../policies/rules/kubernetes/network";
import { describeRules, later, type Made } from "../harness";
import { excused, labels, object, type Properties, verdict, workload } from "./fixtures";

const policy = (spec: Properties, name = "rules", namespace = "shop"): Made =>
    object("networking.k8s.io/v1:NetworkPolicy", { spec }, name, namespace);
const none = "has no NetworkPolicy with rules that selects its pods";
const rules = [{ from: [{ podSelector: {} }] }];
const open = (path: string): string => `${path} lets everything pass; peers or ports are required`;

describeRules("network of a cluster", networkRules, {
    "k8s-workload-has-network-policy": {
        passes: [
            [workload({}), policy({ podSelector: { matchLabels: labels }, ingress: rules })],
            [workload({}), policy({ egress: rules })],
        ],
        fails: [
            { given: [workload({}), policy({ podSelector: {}, policyTypes: ["Ingress"] })], findings: [none] },
            { given: [workload({}), policy({ podSelector: { matchLabels: { app: "api" } }, ingress: rules })], findings: [none] },
            { given: [workload({}), policy({ podSelector: {}, ingress: rules }, "rules", "other")], findings: [none] },
        ],
        absent: { given: [workload({})], verdict: verdict(none) },
        unknown: { given: [workload({}), policy({ podSelector: {}, ingress: later })], undecided: ["shop/rules.spec.ingress"] },
        notApplicable: { otherType: "kubernetes:batch/v1:Job" },
    },
    "k8s-network-policy-no-allow-all": {
        passes: [
            [policy({
                podSelector: {}, ingress: rules,
                egress: [{ ports: [{ port: 53 }] }, { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }] }],
            })],
            [policy({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] })],
        ],
        fails: [
            { given: [policy({ ingress: [...rules, {}] })], findings: [open("spec.ingress[1]")] },
            { given: [policy({ egress: [{ to: [], ports: [] }] })], findings: [open("spec.egress[0]")] },
            {
                given: [policy({ egress: [{ to: [{ ipBlock: { cidr: "::/0" } }] }] })],
                findings: ["spec.egress[0].to[0].ipBlock.cidr is \"::/0\" without except; a smaller range is required"],
            },
        ],
        absent: { given: [policy({})], verdict: verdict() },
        unknown: { given: [policy({ ingress: [{ from: later }] })], undecided: ["spec.ingress[0].from"] },
        notApplicable: excused("the parameter mayAllowAll lists it", policy({ egress: [{}] }, "proxy")),
        parameters: { mayAllowAll: ["shop/proxy"] },
    },
});
