import { isIP } from "node:net";
import { isAbsent, isProps, numberOr, Props, record, textOr, texts } from "../../cloud/values";
import { innerPortKey } from "./inner-form";
import { labelKeyMistakes, labelNameMistakes, portNumberMistakes, subdomainNameMistakes } from "./names";
import { child, children, has, Place, Problems } from "./problems";
import { checkPortOrName } from "./validate-container";
import { checkLabels, checkSelector } from "./validate-meta";

/** A day, in seconds (pkg/apis/core, MaxClientIPServiceAffinitySeconds). */
const maxAffinitySeconds = 86_400;

/** k8s.io/kubernetes pkg/apis/core/validation, validateService. */
export function checkService(object: Props, problems: Problems): void {
    const spec: Place = { at: "spec", value: record(object, "spec") };
    const type = textOr(spec.value, "type", "ClusterIP");
    const headless = spec.value["clusterIP"] === "None";
    const ports = children(spec, "ports");
    if (ports.length === 0 && !headless && type !== "ExternalName") problems.required("spec.ports");
    if (headless && (type === "LoadBalancer" || type === "NodePort")) {
        problems.invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`);
    }
    if (type === "ExternalName") checkExternalName(spec, problems);
    checkServicePorts(ports, type, problems);
    checkLabels(spec.value["selector"], "spec.selector", problems);
    const affinity = textOr(spec.value, "sessionAffinity", "None");
    const config = child(spec, "sessionAffinityConfig");
    if (affinity === "None" && has(spec, "sessionAffinityConfig")) {
        problems.forbidden(config.at, "must not be set when session affinity is None");
    }
    const seconds = numberOr(record(config.value, "clientIP"), "timeoutSeconds", maxAffinitySeconds);
    if (affinity === "ClientIP" && (seconds <= 0 || seconds > maxAffinitySeconds)) {
        problems.invalid(
            `${config.at}.clientIP.timeoutSeconds`,
            seconds,
            `must be greater than 0 and less than ${maxAffinitySeconds}`,
        );
    }
    const address = textOr(spec.value, "clusterIP", "");
    if (address !== "" && !headless && isIP(address) === 0) {
        problems.invalid("spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    if (!isAbsent(spec.value["externalTrafficPolicy"]) && type === "ClusterIP") {
        const policy = textOr(spec.value, "externalTrafficPolicy", "");
        problems.invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services");
    }
    if (!isAbsent(spec.value["allocateLoadBalancerNodePorts"]) && type !== "LoadBalancer") {
        problems.forbidden("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'");
    }
}

function checkExternalName(spec: Place, problems: Problems): void {
    const name = textOr(spec.value, "externalName", "").replace(/\.$/, "");
    if (name === "") problems.required("spec.externalName");
    else problems.invalidEach("spec.externalName", name, subdomainNameMistakes(name));
    if (textOr(spec.value, "clusterIP", "") !== "")
        problems.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
}

function checkServicePorts(ports: readonly Place[], type: string, problems: Problems): void {
    const names = new Set<string>();
    const numbers = new Set<string>();
    for (const place of ports) {
        const { at, value } = place;
        const name = textOr(value, "name", "");
        if (ports.length > 1 && name === "") problems.required(`${at}.name`);
        if (name !== "") {
            problems.invalidEach(`${at}.name`, name, labelNameMistakes(name));
            if (names.has(name)) problems.duplicate(`${at}.name`, name);
            names.add(name);
        }
        const number = numberOr(value, "port", 0);
        problems.invalidEach(`${at}.port`, number, portNumberMistakes(number));
        const protocol = textOr(value, "protocol", "TCP");
        checkPortOrName(value["targetPort"] ?? number, `${at}.targetPort`, problems);
        const application = textOr(value, "appProtocol", "");
        if (has(place, "appProtocol")) problems.invalidEach(`${at}.appProtocol`, application, labelKeyMistakes(application));
        if (type === "ClusterIP" && numberOr(value, "nodePort", 0) !== 0) {
            problems.forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'");
        }
        const key = `${number}/${protocol}`;
        if (numbers.has(key)) problems.duplicateShown(at, innerPortKey(number, protocol));
        numbers.add(key);
    }
}

/** k8s.io/kubernetes pkg/apis/core/validation, ValidateServiceUpdate: an address stays, unless to or from ExternalName. */
export function checkServiceUpdate(object: Props, old: Props, problems: Problems): void {
    const now = record(object, "spec");
    const before = record(old, "spec");
    if (now["type"] === "ExternalName" || before["type"] === "ExternalName") return;
    const held = textOr(before, "clusterIP", "");
    if (held === "" || held === now["clusterIP"]) return;
    const wanted = isAbsent(now["clusterIP"]) ? [] : [now["clusterIP"]];
    problems.invalid("spec.clusterIPs[0]", wanted, "may not change once set");
}

/** k8s.io/kubernetes pkg/apis/networking/validation, ValidateNetworkPolicySpec. */
export function checkNetworkPolicy(object: Props, problems: Problems): void {
    const spec: Place = { at: "spec", value: record(object, "spec") };
    checkSelector(record(spec.value, "podSelector"), "spec.podSelector", problems);
    for (const [way, peers] of [
        ["ingress", "from"],
        ["egress", "to"],
    ] as const) {
        for (const rule of children(spec, way)) {
            children(rule, "ports").forEach((port) => checkPolicyPort(port, problems));
            children(rule, peers).forEach((peer) => checkPeer(peer, problems));
        }
    }
    const types = texts(spec.value, "policyTypes");
    if (types.length > 2) problems.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
    types.forEach((type, index) => {
        if (type !== "Ingress" && type !== "Egress")
            problems.unsupported(`spec.policyTypes[${index}]`, type, ["Ingress", "Egress"]);
    });
}

function checkPolicyPort({ at, value }: Place, problems: Problems): void {
    const protocol = textOr(value, "protocol", "TCP");
    if (!["TCP", "UDP", "SCTP"].includes(protocol)) problems.unsupported(`${at}.protocol`, protocol, ["TCP", "UDP", "SCTP"]);
    const { port, endPort } = value;
    if (!isAbsent(port)) checkPortOrName(port, `${at}.port`, problems);
    if (typeof endPort !== "number") return;
    if (isAbsent(port)) problems.invalid(`${at}.endPort`, endPort, "may not be specified when `port` is not specified");
    else if (typeof port === "string")
        problems.invalid(`${at}.endPort`, endPort, "may not be specified when `port` is non-numeric");
    else {
        if (typeof port === "number" && endPort < port)
            problems.invalid(`${at}.endPort`, port, "must be greater than or equal to `port`");
        problems.invalidEach(`${at}.endPort`, endPort, portNumberMistakes(endPort));
    }
}

function checkPeer(peer: Place, problems: Problems): void {
    const { at, value } = peer;
    const given = ["podSelector", "namespaceSelector", "ipBlock"].filter((name) => isProps(value[name]));
    for (const name of ["podSelector", "namespaceSelector"]) checkSelector(record(value, name), `${at}.${name}`, problems);
    if (given.includes("ipBlock")) checkBlock(child(peer, "ipBlock"), problems);
    if (given.length === 0) problems.required(at, "must specify a peer");
    else if (given.length > 1 && given.includes("ipBlock"))
        problems.forbidden(at, "may not specify both ipBlock and another peer");
}

const cidrText = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

function checkBlock({ at, value }: Place, problems: Problems): void {
    const cidr = textOr(value, "cidr", "");
    if (cidr === "") return problems.required(`${at}.cidr`);
    const outer = parseCidr(cidr);
    if (outer === undefined) problems.invalid(`${at}.cidr`, cidr, cidrText);
    texts(value, "except").forEach((except, index) => {
        const inner = parseCidr(except);
        if (inner === undefined) problems.invalid(`${at}.except[${index}]`, except, cidrText);
        else if (outer !== undefined && !isStrictlyWithin(inner, outer)) {
            problems.invalid(`${at}.except[${index}]`, except, "must be a strict subset of `cidr`");
        }
    });
}

interface Range {
    readonly bits: bigint;
    readonly size: number;
    readonly prefix: number;
}

function parseCidr(text: string): Range | undefined {
    const [address = "", prefix = "", rest] = text.split("/");
    const version = isIP(address);
    const size = version === 4 ? 32 : 128;
    if (version === 0 || rest !== undefined || !/^\d{1,3}$/.test(prefix) || Number(prefix) > size) return undefined;
    return { bits: version === 4 ? bitsOf4(address) : bitsOf6(address), size, prefix: Number(prefix) };
}

function bitsOf4(address: string): bigint {
    return address.split(".").reduce((bits, part) => bits * 256n + BigInt(part), 0n);
}

function bitsOf6(address: string): bigint {
    const [head = "", tail] = address.split("::");
    const front = head === "" ? [] : head.split(":");
    const back = tail === undefined || tail === "" ? [] : tail.split(":");
    const groups = tail === undefined ? front : [...front, ...Array<string>(8 - front.length - back.length).fill("0"), ...back];
    return groups.reduce((bits, group) => bits * 65_536n + BigInt(Number.parseInt(group, 16)), 0n);
}

function isStrictlyWithin(inner: Range, outer: Range): boolean {
    if (inner.size !== outer.size || inner.prefix <= outer.prefix) return false;
    const shift = BigInt(outer.size - outer.prefix);
    return inner.bits >> shift === outer.bits >> shift;
}
