import { serviceRules } from "../../../../policies/rules/kubernetes/services";
import { describeRules, later, type Made } from "../harness";
import { object, type Properties, verdict } from "./fixtures";

const prefix = "service.beta.kubernetes.io";
const service = (spec: Properties, annotations: Properties = {}, name = "web"): Made =>
    object("core/v1:Service", { metadata: { name, namespace: "shop", annotations }, spec });
const internal = { [`${prefix}/aws-load-balancer-scheme`]: "internal" };
const balanced = { type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/8"] };
const place = `metadata.annotations.${prefix}`;
const other = { otherType: "kubernetes:networking.k8s.io/v1:Ingress" };

describeRules("Services", serviceRules, {
    "k8s-service-no-node-port": {
        passes: [[service({ type: "ClusterIP" })], [service({ type: "LoadBalancer" })]],
        fails: [{ given: [service({ type: "NodePort" })], findings: ["spec.type is \"NodePort\"; another type is required"] }],
        absent: { given: [service({})], verdict: verdict() },
        unknown: { given: [service({ type: later })], undecided: ["spec.type"] },
        notApplicable: other,
    },
    "k8s-service-load-balancer-internal": {
        passes: [
            [service(balanced, internal)], [service(balanced, {}, "open")],
            [service(
                { type: "LoadBalancer" },
                {
                    [`${prefix}/aws-load-balancer-internal`]: "true",
                    [`${prefix}/load-balancer-source-ranges`]: "10.0.0.0/8, 192.168.0.0/16",
                },
            )],
        ],
        fails: [
            {
                given: [service(balanced, { [`${prefix}/aws-load-balancer-scheme`]: "internet-facing" })],
                findings: [`${place}/aws-load-balancer-scheme is "internet-facing"; "internal" is required`],
            },
            {
                given: [service(balanced, { [`${prefix}/aws-load-balancer-internal`]: "false" })],
                findings: [`${place}/aws-load-balancer-internal is "false"; "true" is required`],
            },
            {
                given: [service({ type: "LoadBalancer" }, internal)],
                findings: ["spec.loadBalancerSourceRanges is not set; the ranges that may connect are required"],
            },
            {
                given: [service({ ...balanced, loadBalancerSourceRanges: ["0.0.0.0/0"] }, internal)],
                findings: ["spec.loadBalancerSourceRanges has 0.0.0.0/0; smaller ranges are required"],
            },
            {
                given: [
                    service(
                        { type: "LoadBalancer" }, { ...internal, [`${prefix}/load-balancer-source-ranges`]: "10.0.0.0/8,::/0" },
                    ),
                ],
                findings: [`${place}/load-balancer-source-ranges has ::/0; smaller ranges are required`],
            },
        ],
        absent: {
            given: [service({ type: "LoadBalancer" })],
            verdict: verdict(
                `${place}/aws-load-balancer-scheme is not set; internal is required`,
                "spec.loadBalancerSourceRanges is not set; the ranges that may connect are required",
            ),
        },
        unknown: {
            given: [service({ type: "LoadBalancer", loadBalancerSourceRanges: [later] }, internal)],
            undecided: ["spec.loadBalancerSourceRanges"],
        },
        notApplicable: { given: [service({})], reason: "it is no load balancer" },
        parameters: { internetFacing: ["shop/open"] },
    },
    "k8s-service-no-external-ips": {
        passes: [[service({ externalIPs: [] })]],
        fails: [
            { given: [service({ externalIPs: ["203.0.113.1"] })], findings: ["spec.externalIPs is set; nothing is allowed"] },
        ],
        absent: { given: [service({})], verdict: verdict() },
        unknown: { given: [service({ externalIPs: later })], undecided: ["spec.externalIPs"] },
        notApplicable: other,
    },
});
