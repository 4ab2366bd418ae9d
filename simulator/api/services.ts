import { elbv2Operations } from "./elbv2/operations";
import { jsonProtocol } from "./json";
import { kmsOperations } from "./kms/operations";
import { Operations } from "./operation";
import { Protocol } from "./protocol";
import { queryProtocol } from "./query";
import { restProtocol } from "./rest";
import { schedulerOperations } from "./scheduler/operations";
import { schedulerRoutes } from "./scheduler/routes";
import { stsOperations } from "./sts/operations";

export interface Service {
    readonly title: string;
    readonly protocol: Protocol;
    readonly operations: Operations;
}

/** The services that have an API here, by their signing name. */
export const services: ReadonlyMap<string, Service> = new Map([
    [
        "elasticloadbalancing",
        {
            title: "Elastic Load Balancing v2",
            protocol: queryProtocol({
                version: "2015-12-01",
                namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
                operations: elbv2Operations,
            }),
            operations: elbv2Operations,
        },
    ],
    [
        "kms",
        {
            title: "KMS",
            protocol: jsonProtocol({ prefix: "TrentService", operations: kmsOperations }),
            operations: kmsOperations,
        },
    ],
    [
        "scheduler",
        {
            title: "EventBridge Scheduler",
            protocol: restProtocol(schedulerRoutes, schedulerOperations),
            operations: schedulerOperations,
        },
    ],
    [
        "sts",
        {
            title: "STS",
            protocol: queryProtocol({
                version: "2011-06-15",
                namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
                operations: stsOperations,
            }),
            operations: stsOperations,
        },
    ],
]);
