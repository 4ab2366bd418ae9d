import { storageRules } from "../../../../policies/rules/kubernetes/storage";
import { describeRules, later, type Made } from "../harness";
import { object, type Properties, verdict } from "./fixtures";

const storage = (parameters?: Properties, provisioner: unknown = "ebs.csi.aws.com"): Made =>
    object("storage.k8s.io/v1:StorageClass", { provisioner, ...(parameters === undefined ? {} : { parameters }) });

describeRules("storage", storageRules, {
    "k8s-storage-class-encrypted": {
        passes: [
            [storage({ encrypted: "true", kmsKeyId: "arn:aws:kms:x" })],
            [storage({ encrypted: "true", kmsKeyId: later }, "kubernetes.io/aws-ebs")],
        ],
        fails: [
            {
                given: [storage({ encrypted: "false", kmsKeyId: "arn:aws:kms:x" })],
                findings: ["parameters.encrypted is \"false\"; \"true\" is required"],
            },
            {
                given: [storage({ encrypted: true, kmsKeyId: "arn:aws:kms:x" })],
                findings: ["parameters.encrypted is true; \"true\" is required"],
            },
            {
                given: [storage({ encrypted: "true", kmsKeyId: "" })],
                findings: ["parameters.kmsKeyId is empty; the ARN of a KMS key is required"],
            },
        ],
        absent: {
            given: [storage()],
            verdict: verdict(
                "parameters.encrypted is not set; \"true\" is required",
                "parameters.kmsKeyId is not set; the ARN of a KMS key is required",
            ),
        },
        unknown: { given: [storage({ encrypted: later, kmsKeyId: "arn:aws:kms:x" })], undecided: ["parameters.encrypted"] },
        notApplicable: { given: [storage({}, "efs.csi.aws.com")], reason: "it makes no EBS volumes" },
        parameters: { ownKey: true },
    },
});
