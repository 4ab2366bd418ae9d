import { instanceRules } from "../../../../policies/rules/aws/instances";
import { describeRules, later } from "../harness";
import { isMet, own } from "../own";

const instance = "aws:ec2/instance:Instance";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const noCredentials = "holds what looks like credentials; none are allowed";
// The example keys of AWS's documentation.
const keys = "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n";

describeRules("instances", instanceRules, {
    "ec2-instance-imdsv2-required": own(instance, {
        good: { metadataOptions: { httpTokens: "required" } },
        wrong: [[{ metadataOptions: { httpTokens: "optional" } }, 'metadataOptions.httpTokens is "optional"; "required" is required']],
        absent: ['metadataOptions.httpTokens is not set; "required" is required'],
        later: [{ metadataOptions: { httpTokens: later } }, "metadataOptions.httpTokens"],
        other: [{ metadataOptions: { httpEndpoint: "disabled" } }, "the metadata service is off"],
    }),
    "ec2-instance-ebs-encrypted": own(instance, {
        good: { rootBlockDevice: { encrypted: true } },
        alsoGood: [{ ebsBlockDevices: [{ deviceName: "/dev/sdb", encrypted: true }] }],
        wrong: [
            [{ rootBlockDevice: { encrypted: false } }, "rootBlockDevice.encrypted is false; true is required"],
            [{ ebsBlockDevices: [{ deviceName: "/dev/sdb" }] }, "ebsBlockDevices[0].encrypted is not set; true is required"],
        ],
        absent: ["rootBlockDevice.encrypted is not set; true is required"],
        later: [{ ebsBlockDevices: later }, "ebsBlockDevices"],
        other: template,
    }),
    "ec2-instance-detailed-monitoring": own(instance, {
        good: { monitoring: true },
        wrong: [[{ monitoring: false }, "monitoring is false; true is required"]],
        absent: ["monitoring is not set; true is required"],
        later: [{ monitoring: later }, "monitoring"],
        other: template,
    }),
    "user-data-no-credentials": own([instance, template], {
        good: { userData: "#!/bin/sh\nPASSWORD=$(read-it-from-somewhere)\nsystemctl start shop\n" },
        alsoGood: [{ userData: Buffer.from("#!/bin/sh\nsystemctl start shop\n").toString("base64") }],
        wrong: [
            [{ userData: keys }, `userData ${noCredentials}`],
            [{ userData: Buffer.from(keys).toString("base64") }, `userData ${noCredentials}`],
            [{ userData: undefined, userDataBase64: Buffer.from(keys).toString("base64") }, `userDataBase64 ${noCredentials}`],
            [{ userData: "password: correct-horse" }, `userData ${noCredentials}`],
            [{ userData: "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }, `userData ${noCredentials}`],
            [{ userData: "-----BEGIN RSA PRIVATE KEY-----\n" }, `userData ${noCredentials}`],
        ],
        absent: isMet,
        later: [{ userData: later }, "userData"],
        other: "aws:ebs/volume:Volume",
    }),
});
