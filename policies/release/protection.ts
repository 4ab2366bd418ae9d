/** What holds data in production cannot be deleted by a mistake. */

import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Properties, stackOf } from "../lib/values";

/** Stacks that the rule is for. */
const protectedStacks = ["prod"];

/** What AWS itself must refuse, by type; every one of these must be protected in Pulumi too. */
const guards: { readonly [type: string]: { readonly [property: string]: boolean } } = {
    // Whoever deletes it all the same leaves a snapshot.
    "aws:rds/instance:Instance": { deletionProtection: true, skipFinalSnapshot: false },
    "aws:eks/cluster:Cluster": { deletionProtection: true },
    "aws:s3/bucket:Bucket": { forceDestroy: false },
};
/** Types that hold no data, but whose loss is an outage: AWS must refuse, Pulumi may delete. */
const outages: { readonly [type: string]: { readonly [property: string]: boolean } } = {
    "aws:lb/loadBalancer:LoadBalancer": { enableDeletionProtection: true },
};

export const dataProtected: ResourceValidationPolicy = {
    name: "data-protected-in-production",
    displayName: "Data in production is protected",
    description: "Databases, clusters, buckets and load balancers of production are deleted only after somebody said so twice.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps: "Set deletionProtection in the stack's configuration.",
    configSchema: {
        properties: { stacks: { type: "array", items: { type: "string" }, default: protectedStacks } },
    },
    validateResource: (args, report) => {
        const { stacks = protectedStacks } = args.getConfig<{ stacks?: string[] }>();
        if (!stacks.includes(stackOf(args.urn))) {
            return;
        }
        const guard = guards[args.type];
        if (guard !== undefined && !args.opts.protect) {
            report("holds data but is not protected; set the resource option protect");
        }
        for (const [property, value] of Object.entries(guard ?? outages[args.type] ?? {})) {
            if (isOff(args.props, property, value)) {
                report(`${property} must be ${value}`);
            }
        }
    },
};

/** An absent property is `false`, as AWS has it. */
function isOff(props: Properties, property: string, wanted: boolean): boolean {
    return (props[property] ?? false) !== wanted;
}
