import { CloudObject } from "../../cloud/cloud";
import { numberOr, record, textOr } from "../../cloud/values";
import { HealthCheckSettings } from "../../dataplane/health-check";

/** The health check of a target group as it counts now. */
export function healthCheckOf({ props }: CloudObject): HealthCheckSettings {
    const check = record(props, "healthCheck");
    return {
        path: textOr(check, "path", "/"),
        port: textOr(check, "port", "traffic-port"),
        matcher: textOr(check, "matcher", "200"),
        intervalSeconds: numberOr(check, "interval", 30),
        timeoutSeconds: numberOr(check, "timeout", 5),
        healthyThreshold: numberOr(check, "healthyThreshold", 5),
        unhealthyThreshold: numberOr(check, "unhealthyThreshold", 2),
    };
}

/** Seconds that a deregistered target drains. */
export function deregistrationDelayOf({ props }: CloudObject): number {
    return numberOr(props, "deregistrationDelay", 300);
}
