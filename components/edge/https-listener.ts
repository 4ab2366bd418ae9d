/** What the two HTTPS listeners have in common. */

import { Listener } from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import type { ForwardAction } from "./forward";

/** A year, in seconds: browsers keep to HTTPS for that long (RFC 6797, section 6.1.1). */
const strictTransportSecurity = "max-age=31536000; includeSubDomains";

export interface HttpsListenerArgs {
    readonly loadBalancerArn: pulumi.Input<string>;
    readonly certificateArn: pulumi.Input<string>;
    /** Name of an ELB security policy. */
    readonly tlsPolicy: string;
}

export function createHttpsListener(
    logicalName: string, port: number, args: HttpsListenerArgs, action: ForwardAction, parent: pulumi.Resource,
): Listener {
    return new Listener(logicalName, {
        loadBalancerArn: args.loadBalancerArn,
        port,
        protocol: "HTTPS",
        sslPolicy: args.tlsPolicy,
        certificateArn: args.certificateArn,
        defaultActions: [action],
        routingHttpResponseStrictTransportSecurityHeaderValue: strictTransportSecurity,
        routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
        routingHttpResponseServerEnabled: false,
    }, { parent });
}
