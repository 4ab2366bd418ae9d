/** Images are named by what is in them. */

import type { ResourceValidationPolicy } from "@pulumi/policy";
import { objectOf, objectsOf, type Properties } from "../lib/values";

const digest = /@sha256:[0-9a-f]{64}$/;

/** Where the pod template stands in each kind that has one. */
const podSpecs: { readonly [type: string]: (props: Properties) => Properties } = {
    "kubernetes:core/v1:Pod": props => objectOf(props.spec),
    "kubernetes:apps/v1:Deployment": props => templateSpec(objectOf(props.spec)),
    "kubernetes:apps/v1:StatefulSet": props => templateSpec(objectOf(props.spec)),
    "kubernetes:apps/v1:DaemonSet": props => templateSpec(objectOf(props.spec)),
    "kubernetes:batch/v1:Job": props => templateSpec(objectOf(props.spec)),
    "kubernetes:batch/v1:CronJob": props => templateSpec(objectOf(objectOf(objectOf(props.spec).jobTemplate).spec)),
};

export const imagesByDigest: ResourceValidationPolicy = {
    name: "images-by-digest",
    displayName: "Images are named by digest",
    description: "A tag can be moved, so what was tested, signed and promoted is only sure to run when its digest is named.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Write the image as REPOSITORY@sha256:DIGEST in the release's file.",
    validateResource: ({ type, props }, report) => {
        const podSpec = podSpecs[type]?.(props);
        if (podSpec === undefined) {
            return;
        }
        for (const { name, image } of [...objectsOf(podSpec.initContainers), ...objectsOf(podSpec.containers)]) {
            if (typeof image !== "string" || !digest.test(image)) {
                report(`container ${String(name)}: image "${String(image)}" has no digest; REPOSITORY@sha256:DIGEST is allowed`);
            }
        }
    },
};

function templateSpec(spec: Properties): Properties {
    return objectOf(objectOf(spec.template).spec);
}
