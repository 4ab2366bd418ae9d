/** Volumes that the cluster makes. */
import { judged, shown } from "../../core/conditions";
import { when, whereOneOf } from "../../core/guards";
import { met } from "../../core/outcome";
import { flagParameter } from "../../core/parameters";
import type { Rule } from "../../core/rule";

export const storageRules: readonly Rule[] = [
    {
        id: "k8s-storage-class-encrypted",
        title: "Storage classes make encrypted volumes",
        why: "Volumes made by a claim are plain unless the class, or a setting of the account, says otherwise.",
        cure: "Set parameters.encrypted of the StorageClass to the text \"true\".",
        types: ["kubernetes:storage.k8s.io/v1:StorageClass"],
        kind: "resource",
        parameters: { ownKey: flagParameter("whether the class must name a KMS key", false) },
        conditions: when(
            whereOneOf(
                "provisioner", ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"], "",
                "it makes no EBS volumes",
            ),
            // Parameters are texts; the driver leaves it to the account where nothing is said (aws-ebs-csi-driver
            // docs/parameters.md).
            ({ props }) => judged(props.at("parameters.encrypted"), "notMet", "\"true\"", ({ value }) =>
                (value === "true" ? undefined : `is ${shown(value)}; "true" is required`)),
            ({ props }, context) => {
                const key = props.at("parameters.kmsKeyId");
                // A key that is not known yet is one.
                if (context.parameter("ownKey") !== true || key.reading === "unknown") return met;
                return judged(key, "notMet", "the ARN of a KMS key", ({ value }) =>
                    (value === "" ? "is empty; the ARN of a KMS key is required" : undefined));
            },
        ),
    },
];
