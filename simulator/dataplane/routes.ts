import { actionsOf, rulesOf, sharesOf } from "../aws/elbv2/usage";
import { responseHeaders } from "../aws/elbv2/listener-headers";
import { listenerType, loadBalancerType, targetGroupType } from "../aws/elbv2/types";
import { Cloud, CloudObject } from "../cloud/cloud";
import { flag, numberOr, optionalText, Props, record, records, text, textOr } from "../cloud/values";
import { Test, testOf } from "./matching";

/** What a listener does, as its load balancer's nodes have last heard of it; never changed, only replaced. */
export interface Routes {
    readonly listenerArn: string;
    readonly port: number;
    readonly protocol: "HTTP" | "HTTPS";
    readonly loadBalancer: LoadBalancerSettings;
    /** In the order of their priority; the last one is the default and always fits. */
    readonly rules: readonly Rule[];
    /** Headers that the listener adds to every response. */
    readonly responseHeaders: readonly (readonly [name: string, value: string])[];
    /** Whether responses that the load balancer makes itself say so in `Server`. */
    readonly serverHeader: boolean;
}

export interface LoadBalancerSettings {
    readonly arn: string;
    readonly name: string;
    readonly dnsName: string;
    readonly idleTimeoutSeconds: number;
    readonly clientKeepAliveSeconds: number;
    readonly dropInvalidHeaderFields: boolean;
    readonly forwardedFor: "append" | "preserve" | "remove";
    readonly clientPort: boolean;
}

export interface Rule {
    readonly fits: Test;
    readonly action: Action;
}

export type Action = ForwardAction | RedirectAction | FixedAction;

export interface ForwardAction {
    readonly type: "forward";
    readonly groups: readonly WeightedGroup[];
    readonly totalWeight: number;
    /** Seconds that a client stays with its group; 0: group stickiness is off. */
    readonly stickySeconds: number;
}

export interface WeightedGroup {
    readonly weight: number;
    readonly group: GroupSettings;
}

export interface GroupSettings {
    readonly arn: string;
    readonly name: string;
    readonly color: string;
    readonly algorithm: string;
    /** Seconds that a client stays with its target; 0: target stickiness is off. */
    readonly stickySeconds: number;
    readonly slowStartSeconds: number;
    /** Fewer healthy targets than this, and requests go to all. */
    readonly minimumHealthy: number;
    readonly minimumHealthyPercent: number;
}

export interface RedirectAction {
    readonly type: "redirect";
    readonly protocol: string;
    readonly host: string;
    readonly port: string;
    readonly path: string;
    readonly query: string;
    readonly status: number;
}

export interface FixedAction {
    readonly type: "fixed-response";
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
}

/** The routes of every listener as they are in the account now. */
export function compileRoutes(cloud: Cloud): ReadonlyMap<string, Routes> {
    const compiled = new Map<string, Routes>();
    for (const listener of cloud.all(listenerType)) {
        const balancer = cloud.find(loadBalancerType, text(listener.props, "loadBalancerArn"));
        if (balancer !== undefined) compiled.set(listener.id, routesOf(cloud, listener, balancer));
    }
    return compiled;
}

function routesOf(cloud: Cloud, listener: CloudObject, balancer: CloudObject): Routes {
    const rules = rulesOf(cloud, listener.id).flatMap((rule) => {
        const fits = testOf(records(rule.props, "conditions"));
        return actionsOf(rule)
            .slice(-1)
            .map((action) => ({ fits, action: compileAction(cloud, action) }));
    });
    const fallback = actionsOf(listener)
        .slice(-1)
        .map((action) => ({ fits: () => true, action: compileAction(cloud, action) }));
    return {
        listenerArn: listener.id,
        port: numberOr(listener.props, "port", 80),
        protocol: textOr(listener.props, "protocol", "HTTP") === "HTTPS" ? "HTTPS" : "HTTP",
        loadBalancer: settingsOf(balancer),
        rules: [...rules, ...fallback],
        responseHeaders: Object.entries(responseHeaders).flatMap(([property, name]) => {
            const value = textOr(listener.props, property, "");
            return value === "" ? [] : [[name, value] as const];
        }),
        serverHeader: flag(listener.props, "routingHttpResponseServerEnabled", true),
    };
}

function settingsOf({ id, props }: CloudObject): LoadBalancerSettings {
    const mode = textOr(props, "xffHeaderProcessingMode", "append");
    return {
        arn: id,
        name: text(props, "name"),
        dnsName: text(props, "dnsName"),
        idleTimeoutSeconds: numberOr(props, "idleTimeout", 60),
        clientKeepAliveSeconds: numberOr(props, "clientKeepAlive", 3600),
        dropInvalidHeaderFields: flag(props, "dropInvalidHeaderFields"),
        forwardedFor: mode === "preserve" || mode === "remove" ? mode : "append",
        clientPort: flag(props, "enableXffClientPort"),
    };
}

function compileAction(cloud: Cloud, action: Props): Action {
    switch (textOr(action, "type", "forward")) {
        case "redirect":
            return compileRedirect(record(action, "redirect"));
        case "fixed-response":
            return compileFixed(record(action, "fixedResponse"));
        default:
            return compileForward(cloud, action);
    }
}

function compileForward(cloud: Cloud, action: Props): ForwardAction {
    const groups = sharesOf(action).flatMap(({ targetGroupArn, weight }) => {
        const group = cloud.find(targetGroupType, targetGroupArn);
        return group === undefined ? [] : [{ weight, group: groupOf(group) }];
    });
    const stickiness = record(record(action, "forward"), "stickiness");
    return {
        type: "forward",
        groups,
        totalWeight: groups.reduce((sum, { weight }) => sum + weight, 0),
        stickySeconds: flag(stickiness, "enabled") ? numberOr(stickiness, "duration", 3600) : 0,
    };
}

function groupOf({ id, props }: CloudObject): GroupSettings {
    const stickiness = record(props, "stickiness");
    const routing = record(record(props, "targetGroupHealth"), "unhealthyStateRouting");
    const percent = Number(textOr(routing, "minimumHealthyTargetsPercentage", "off"));
    return {
        arn: id,
        name: text(props, "name"),
        color: colorOf(props),
        algorithm: textOr(props, "loadBalancingAlgorithmType", "round_robin"),
        stickySeconds: flag(stickiness, "enabled") ? numberOr(stickiness, "cookieDuration", 86_400) : 0,
        slowStartSeconds: numberOr(props, "slowStart", 0),
        minimumHealthy: numberOr(routing, "minimumHealthyTargetsCount", 1),
        minimumHealthyPercent: Number.isNaN(percent) ? 0 : percent,
    };
}

/** The color that a target group's tags name; empty where they name none. */
export function colorOf(props: Props): string {
    const tags = record(props, "tagsAll");
    const key = Object.keys(tags).find((name) => /^(.*[:/])?colou?r$/i.test(name));
    return key === undefined ? "" : (optionalText(tags, key) ?? "");
}

function compileRedirect(redirect: Props): RedirectAction {
    return {
        type: "redirect",
        protocol: textOr(redirect, "protocol", "#{protocol}"),
        host: textOr(redirect, "host", "#{host}"),
        port: textOr(redirect, "port", "#{port}"),
        path: textOr(redirect, "path", "/#{path}"),
        query: textOr(redirect, "query", "#{query}"),
        status: textOr(redirect, "statusCode", "HTTP_302") === "HTTP_301" ? 301 : 302,
    };
}

function compileFixed(fixed: Props): FixedAction {
    return {
        type: "fixed-response",
        status: Number(textOr(fixed, "statusCode", "200")),
        contentType: textOr(fixed, "contentType", "text/plain"),
        body: textOr(fixed, "messageBody", ""),
    };
}
