/** Fields of the kinds that operators bring, in the notation of `generated/schemas.json`. */

import definitions from "./generated/custom-schemas.json";

type Types = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Source: AWS Load Balancer Controller, "TargetGroupBinding" and its API specification (elbv2.k8s.aws/v1beta1). */
const targetGroupBinding: Types = {
    TargetGroupBinding: { metadata: "@ObjectMeta", spec: "@TargetGroupBindingSpec", status: "@TargetGroupBindingStatus" },
    TargetGroupBindingSpec: {
        assumeRoleExternalId: "string",
        iamRoleArnToAssume: "string",
        ipAddressType: "ipv4|ipv6",
        multiClusterTargetGroup: "bool",
        networking: "@TargetGroupBindingNetworking",
        nodeSelector: "@LabelSelector",
        serviceRef: "@ServiceReference!",
        targetGroupARN: "string",
        targetGroupName: "string",
        targetGroupProtocol: "HTTP|HTTPS|TCP|TLS|UDP|TCP_UDP|QUIC|TCP_QUIC",
        targetType: "instance|ip",
        vpcID: "string",
    },
    ServiceReference: { name: "string!", port: "intOrString!" },
    TargetGroupBindingNetworking: { ingress: "[]@NetworkingIngressRule" },
    NetworkingIngressRule: { from: "[]@NetworkingPeer!", ports: "[]@NetworkingPort!" },
    NetworkingPeer: { ipBlock: "@NetworkingIPBlock", securityGroup: "@NetworkingSecurityGroup" },
    NetworkingIPBlock: { cidr: "string!" },
    NetworkingSecurityGroup: { groupID: "string!" },
    NetworkingPort: { port: "intOrString", protocol: "TCP|UDP" },
    TargetGroupBindingStatus: { observedGeneration: "int64" },
};

const described: Types = definitions.types;

/** Type by name; none has the name of one of the API server's own. */
export const customTypes: Types = { ...targetGroupBinding, ...described };

/** Type of a kind's objects, as `kyverno.io/v1/ClusterPolicy`. */
export const customRoots: Readonly<Record<string, string>> = {
    "elbv2.k8s.aws/v1beta1/TargetGroupBinding": "TargetGroupBinding",
    ...Object.fromEntries(Object.entries(definitions.kinds).map(([kind, { root }]) => [kind, root])),
};
