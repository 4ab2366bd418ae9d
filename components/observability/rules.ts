/** All rules of an environment. Creates nothing. */

import { burnRateAlerts } from "./burn-rates";
import { requestRules, sloRules } from "./recording-rules";
import { rolloutAlerts } from "./rollout-alerts";
import { alertingRule, type AlertPlan, type Objectives, type RuleGroup } from "./rule-types";
import { serviceAlerts } from "./service-alerts";
import { workloadAlerts } from "./workload-alerts";

/** Together with what an alert must hold, less than a minute from the symptom to the alert. */
const interval = "15s";
/** Of the windows of the service level: their sums over days are cheap enough at this pace. */
const sloInterval = "30s";

/** @throws RangeError where no service is public: no traffic could be seen */
export function planRules(objectives: Objectives): readonly RuleGroup[] {
    if (!objectives.services.some(({ isPublic }) => isPublic)) {
        throw new RangeError("services: none is public; one with publicPaths is required");
    }
    const alerts = (plans: readonly AlertPlan[]): RuleGroup["rules"] => plans.map(plan => alertingRule(plan, objectives));
    return [
        { name: "colorway-requests", interval, rules: requestRules(objectives) },
        { name: "colorway-slo", interval: sloInterval, rules: [...sloRules(objectives), ...alerts(burnRateAlerts(objectives))] },
        { name: "colorway-services", interval, rules: alerts(serviceAlerts(objectives)) },
        { name: "colorway-rollouts", interval, rules: alerts(rolloutAlerts(objectives)) },
        { name: "colorway-workloads", interval, rules: alerts(workloadAlerts) },
    ];
}
