/**
 * Fields of the custom resource `TargetGroupBinding`, in the notation of `generated/schemas.json`.
 * Source: AWS Load Balancer Controller, "TargetGroupBinding" and its API specification (elbv2.k8s.aws/v1beta1).
 */
export const targetGroupBinding: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
