/** A certificate for the domain, validated by a record in its hosted zone; AWS renews it as long as the record stays. */

import { Certificate as AwsCertificate, CertificateValidation } from "@pulumi/aws/acm";
import { Record } from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

/** Seconds; short, so that a wrong record heals soon. */
const recordTtl = 300;

export interface CertificateArgs {
    /** Fully qualified name inside the zone. */
    readonly domain: string;
    readonly zoneId: pulumi.Input<string>;
}

export interface CertificateOutputs {
    /** Known only when the certificate is valid. */
    readonly arn: pulumi.Output<string>;
}

export class Certificate extends pulumi.ComponentResource implements CertificateOutputs {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:Certificate", name, {}, opts);
        const certificate = new AwsCertificate(`${name}-certificate`, {
            domainName: args.domain,
            validationMethod: "DNS",
            tags: { Name: args.domain },
        }, { parent: this });
        // One domain, so one option: how many records there are never depends on AWS's answer.
        const option = certificate.domainValidationOptions[0];
        const record = new Record(`${name}-certificate-record`, {
            zoneId: args.zoneId,
            name: option.resourceRecordName,
            type: option.resourceRecordType,
            records: [option.resourceRecordValue],
            ttl: recordTtl,
            // The record is the same for every certificate of the domain, so a new one finds it there.
            allowOverwrite: true,
        }, { parent: this });
        const validation = new CertificateValidation(`${name}-certificate-validation`, {
            certificateArn: certificate.arn,
            validationRecordFqdns: [record.fqdn],
        }, { parent: this });
        this.arn = validation.certificateArn;
        this.registerOutputs({ arn: this.arn });
    }
}
