/** Port 80 answers with the same address on HTTPS and nothing else. */

import { Listener } from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import { httpPort, httpsPort } from "./ports";

export function createRedirect(name: string, loadBalancerArn: pulumi.Input<string>, parent: pulumi.Resource): Listener {
    return new Listener(`${name}-http`, {
        loadBalancerArn,
        port: httpPort,
        protocol: "HTTP",
        defaultActions: [{
            type: "redirect",
            redirect: { protocol: "HTTPS", port: String(httpsPort), statusCode: "HTTP_301" },
        }],
    }, { parent });
}
