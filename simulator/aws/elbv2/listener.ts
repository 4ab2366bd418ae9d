import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isAbsent, numberOr, optionalText, Props, records, text, textOr } from "../../cloud/values";
import { settled } from "../acm/issue";
import { certificateType } from "../acm/types";
import { merged } from "../merge";
import { Made, Mistake, numberProperty, ResourceModel, textProperty } from "../model";
import { checkActions, describedActions } from "./action-checks";
import { actionMistakes, actionsProperty } from "./actions";
import { headerProperties } from "./listener-headers";
import { invalidConfiguration, mistake, notModeled, validationError } from "./mistakes";
import { defaultSslPolicy, sslPolicies } from "./ssl-policies";
import { listenerRuleType, listenerType, loadBalancerType } from "./types";

const create = "ELBv2 API Reference, CreateListener";
const quotas = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";
const mostListeners = 50;

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
const supportedKeys = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];

export const listener: ResourceModel = {
    type: listenerType,
    service: "Elastic Load Balancing v2",
    actions: { create: "CreateListener", update: "ModifyListener", remove: "DeleteListener" },
    invalidCode: validationError,
    inputs: {
        loadBalancerArn: textProperty({
            required: true,
            replace: true,
            pattern:
                /^arn:aws[\w-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/(app|net|gwy)\/[A-Za-z0-9-]+\/[0-9a-f]+$/,
            source: create,
        }),
        port: numberProperty({ min: 1, max: 65535, source: create }),
        protocol: textProperty({
            computed: true,
            pattern: /^(HTTPS?|TCP|TLS|UDP|TCP_UDP|GENEVE|QUIC|TCP_QUIC)$/i,
            same: (a, b) => String(a).toUpperCase() === String(b).toUpperCase(),
            source: create,
        }),
        certificateArn: textProperty({ pattern: /^arn:/, source: create }),
        sslPolicy: textProperty({ computed: true, source: create }),
        defaultActions: actionsProperty,
        ...headerProperties,
    },
    outputs: ["arn"],
    tagged: true,
    validate: mistakesOf,
    create: createModel,
    update: updateModel,
    remove: (cloud, object) => {
        for (const rule of cloud.where(listenerRuleType, "listenerArn", object.id)) cloud.remove(listenerRuleType, rule.id);
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what:
                "The load balancer exists (LoadBalancerNotFound); 50 listeners at most "
                + "(TooManyListeners); no two on a port (DuplicateListener).",
            source: create,
        },
        { what: "The protocol is HTTP or HTTPS (UnsupportedProtocol).", source: create },
        {
            what:
                "HTTPS has a certificate that exists (CertificateNotFound) and is issued "
                + "(UnsupportedCertificate); HTTP has none (ValidationError).",
            source: create,
        },
        { what: "The security policy exists (SSLPolicyNotFound).", source: create },
        {
            what:
                "Target groups of forward actions exist (TargetGroupNotFound), five "
                + "at most in one action (TooManyTargetGroups).",
            source: quotas,
        },
        {
            what:
                "A target group serves one load balancer (TargetGroupAssociationLimit), of its own VPC "
                + "(InvalidConfigurationRequest), and speaks HTTP or HTTPS (IncompatibleProtocols).",
            source: quotas,
        },
        {
            what: "Sticky target groups of a weighted action need group stickiness (InvalidConfigurationRequest).",
            source: "ELB guide, Sticky sessions",
        },
        {
            what: "Redirects change something and do not lead from HTTPS to HTTP (InvalidLoadBalancerAction).",
            source: "ELBv2 API Reference, RedirectActionConfig",
        },
    ],
};

function mistakesOf(inputs: Props): readonly Mistake[] {
    const protocol = optionalText(inputs, "protocol")?.toUpperCase() ?? (isAbsent(inputs["protocol"]) ? "HTTP" : undefined);
    const mistakes = [...actionMistakes(inputs, "defaultActions", protocol)];
    if (isAbsent(inputs["port"])) mistakes.push(mistake("port", "must be given for a listener of an Application Load Balancer"));
    if (protocol === "HTTPS" && isAbsent(inputs["certificateArn"])) {
        mistakes.push(mistake("certificateArn", "A certificate must be specified for HTTPS listeners"));
    }
    if (protocol === "HTTP") {
        for (const name of ["certificateArn", "sslPolicy"]) {
            if (!isAbsent(inputs[name])) mistakes.push(mistake(name, `must not be given when protocol is "HTTP"`));
        }
    }
    const certificate = inputs["certificateArn"];
    if (typeof certificate === "string" && certificate.split(":")[2] === "iam") {
        mistakes.push(notModeled("certificateArn", "a server certificate of IAM"));
    }
    return mistakes;
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const loadBalancerArn = text(inputs, "loadBalancerArn");
    const balancer = cloud.need(
        loadBalancerType,
        loadBalancerArn,
        "LoadBalancerNotFound",
        `One or more load balancers not found: ${loadBalancerArn}`,
    );
    const siblings = cloud.where(listenerType, "loadBalancerArn", loadBalancerArn);
    if (siblings.length >= mostListeners) {
        throw new AwsError(
            "TooManyListeners",
            `The maximum number of listeners on load balancer '${loadBalancerArn}' is ${mostListeners}`,
        );
    }
    const props = checked(cloud, balancer, inputs);
    const arn = cloud.arn("elasticloadbalancing", `listener/${text(balancer.props, "arnSuffix")}/${cloud.hex(16)}`);
    return { id: arn, props: { ...props, arn } };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const loadBalancerArn = text(inputs, "loadBalancerArn");
    const balancer = cloud.need(
        loadBalancerType,
        loadBalancerArn,
        "LoadBalancerNotFound",
        `One or more load balancers not found: ${loadBalancerArn}`,
    );
    const whole = merged(listener.inputs, object.props, inputs);
    if (textOr(whole, "sslPolicy", "") === "") delete whole["sslPolicy"];
    return checked(cloud, balancer, whole, object.id);
}

/** The listener as it will be; refuses what CreateListener and ModifyListener refuse. */
function checked(cloud: Cloud, balancer: CloudObject, inputs: Props, own?: string): Draft {
    const protocol = textOr(inputs, "protocol", "HTTP").toUpperCase();
    if (protocol !== "HTTP" && protocol !== "HTTPS") {
        throw new AwsError("UnsupportedProtocol", `Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
    }
    const port = numberOr(inputs, "port", 80);
    const taken = cloud
        .where(listenerType, "loadBalancerArn", balancer.id)
        .some((other) => other.id !== own && numberOr(other.props, "port", 0) === port);
    if (taken)
        throw new AwsError("DuplicateListener", `A listener already exists on this port for this load balancer '${balancer.id}'`);
    const secure = protocol === "HTTPS";
    const sslPolicy = secure ? textOr(inputs, "sslPolicy", defaultSslPolicy) : "";
    if (secure && !sslPolicies.has(sslPolicy)) throw new AwsError("SSLPolicyNotFound", `SSL policy '${sslPolicy}' not found`);
    if (secure) checkCertificate(cloud, text(inputs, "certificateArn"));
    const actions = records(inputs, "defaultActions");
    checkActions(cloud, balancer, protocol, actions, own);
    const routingHttpResponseServerEnabled = flag(inputs, "routingHttpResponseServerEnabled", true);
    return { ...inputs, routingHttpResponseServerEnabled, port, protocol, sslPolicy, defaultActions: describedActions(actions) };
}

function checkCertificate(cloud: Cloud, arn: string): void {
    const certificate = settled(cloud, cloud.need(certificateType, arn, "CertificateNotFound", `Certificate '${arn}' not found`));
    const issued = textOr(certificate.props, "status", "") === "ISSUED";
    if (!issued || !supportedKeys.includes(textOr(certificate.props, "keyAlgorithm", "RSA_2048"))) {
        throw new AwsError(
            "UnsupportedCertificate",
            `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
        );
    }
    if (arn.split(":")[3] !== cloud.region) throw invalidConfiguration(`Certificate '${arn}' is not in Region ${cloud.region}`);
}
