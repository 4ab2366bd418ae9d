import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { planDrain } from "../../../components/slots/drain";
import { plainEnvironment } from "../../../components/slots/environment";
import { namespaceLabels, serviceLabels } from "../../../components/slots/labels";
import { planServicePolicy } from "../../../components/slots/network-policies";
import { limitRange, mostPods, planQuota } from "../../../components/slots/quota";
import { gateAnnotations, planReplicas } from "../../../components/slots/size";
import { sampleSettings } from "../../config/samples";

const { services } = sampleSettings("dev");
const [gateway, strategy, orders, risk] = services;
const around = { loadBalancerCidrs: ["10.0.32.0/20", "10.0.96.0/20"], dataCidrs: ["10.0.48.0/20"], endpointCidrs: ["10.0.0.0/19"] };

/** The pods that fetch figures. */
const scrapers = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
};

describe("planDrain", () => {
    it("waits for the load balancer, then for the longest request", () => {
        assert.deepEqual(planDrain(30, true), { preStopSeconds: 60, gracePeriodSeconds: 100 });
        assert.deepEqual(planDrain(30, false), { preStopSeconds: 40, gracePeriodSeconds: 80 });
    });

    it("always leaves a request of the longest kind and a margin after the preStop", () => {
        fc.assert(fc.property(fc.integer({ min: 1, max: 3600 }), fc.boolean(), (longest, isPublic) => {
            const { preStopSeconds, gracePeriodSeconds } = planDrain(longest, isPublic);
            assert.ok(preStopSeconds >= longest);
            assert.ok(gracePeriodSeconds > preStopSeconds + longest);
        }));
    });
});

describe("planReplicas", () => {
    it("is the service's bounds in a full slot, one pod in a reduced one, nothing in one that is off", () => {
        assert.deepEqual(planReplicas("full", { min: 3, max: 10 }), { min: 3, max: 10 });
        assert.deepEqual(planReplicas("reduced", { min: 3, max: 10 }), { min: 1, max: 1 });
        assert.equal(planReplicas("off", { min: 3, max: 10 }), undefined);
    });

    it("raises the least of a full slot to the floor, and no other size's", () => {
        assert.deepEqual(planReplicas("full", { min: 3, max: 10 }, 7), { min: 7, max: 10 });
        assert.deepEqual(planReplicas("reduced", { min: 3, max: 10 }, 7), { min: 1, max: 1 });
        assert.equal(planReplicas("off", { min: 3, max: 10 }, 7), undefined);
    });

    it("never crosses the autoscaler's bounds, whatever the floor", () => {
        const count = fc.integer({ min: 1, max: 500 });
        fc.assert(fc.property(count, count, fc.option(count, { nil: undefined }), (one, other, floor) => {
            const [least, most] = [Math.min(one, other), Math.max(one, other)];
            const { min, max } = planReplicas("full", { min: least, max: most }, floor) ?? { min: 0, max: 0 };
            assert.equal(max, most);
            assert.equal(min, [least, floor ?? least, most].sort((a, b) => a - b)[1]);
        }), { examples: [[2, 4, undefined], [2, 4, 1], [2, 4, 3], [2, 4, 9]] });
    });

    it("refuses any other size", () => {
        assert.throws(() => planReplicas("half", { min: 1, max: 1 }),
            new RangeError('size: got "half"; "full", "reduced" or "off" is allowed'));
    });
});

describe("planQuota", () => {
    it("holds every service at its most, as many pods that drain, and a rollout's surge", () => {
        assert.deepEqual(planQuota(services), {
            hard: {
                "pods": "20",
                "requests.cpu": "2000m",
                "requests.memory": "2560Mi",
                "limits.cpu": "10000m",
                "limits.memory": "2560Mi",
                "services.loadbalancers": "0",
                "services.nodeports": "0",
            },
        });
    });

    it("has room for any moment of a rollout, whatever the sizes", () => {
        const most = fc.integer({ min: 1, max: 200 });
        fc.assert(fc.property(most, fc.nat(), (max, share) => {
            // The Deployment controller rounds the surge up; whatever it replaced drains meanwhile.
            const wanted = 1 + (share % max);
            assert.ok(mostPods(max) >= wanted + Math.ceil(wanted * 0.25) + max);
        }));
    });

    it("never rounds memory below what the pods ask for", () => {
        const one = { ...gateway, maxReplicas: 1, requests: { cpu: "1", memory: "100M" }, limits: { cpu: "1.5", memory: "1Gi" } };
        assert.deepEqual(planQuota([one]).hard, {
            "pods": "3",
            "requests.cpu": "3000m",
            "requests.memory": "288Mi",
            "limits.cpu": "4500m",
            "limits.memory": "3072Mi",
            "services.loadbalancers": "0",
            "services.nodeports": "0",
        });
    });

    it("names what is no quantity", () => {
        assert.throws(() => planQuota([{ ...gateway, limits: { cpu: "1", memory: "lots" } }]),
            new RangeError('services.api-gateway.limits.memory: got "lots"; a quantity of Kubernetes is allowed, as 250m or 256Mi'));
    });
});

describe("limitRange", () => {
    it("gives a container that says nothing a request and a limit", () => {
        assert.deepEqual(limitRange, {
            limits: [{ type: "Container", defaultRequest: { cpu: "50m", memory: "64Mi" }, default: { cpu: "250m", memory: "128Mi" } }],
        });
    });
});

describe("gateAnnotations", () => {
    it("waits for the floor where traffic shall go, in an expression without an equals sign", () => {
        assert.deepEqual(gateAnnotations(3, true), { "pulumi.com/waitFor": "jsonpath={$[?@.currentHealthy > 2]}" });
        assert.deepEqual(gateAnnotations(1, true), { "pulumi.com/waitFor": "jsonpath={$[?@.currentHealthy > 0]}" });
    });

    it("waits for nothing where no traffic goes, so that broken pods do not hold up the way out", () => {
        assert.deepEqual(gateAnnotations(3, false), {});
    });
});

describe("planServicePolicy", () => {
    it("lets the load balancer reach a public service, and the service what it calls", () => {
        assert.deepEqual(planServicePolicy(gateway, services, around), {
            podSelector: { matchLabels: { "app.kubernetes.io/name": "api-gateway" } },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{
                from: [{ ipBlock: { cidr: "10.0.32.0/20" } }, { ipBlock: { cidr: "10.0.96.0/20" } }, scrapers],
                ports: [{ protocol: "TCP", port: 8080 }],
            }],
            egress: [
                { to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "strategy-engine" } } }], ports: [{ protocol: "TCP", port: 8080 }] },
                { to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "order-execution" } } }], ports: [{ protocol: "TCP", port: 8080 }] },
                { to: [{ ipBlock: { cidr: "10.0.48.0/20" } }], ports: [{ protocol: "TCP", port: 6379 }] },
                {
                    to: [{
                        ipBlock: {
                            cidr: "0.0.0.0/0",
                            except: ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
                        },
                    }, { ipBlock: { cidr: "10.0.0.0/19" } }],
                    ports: [{ protocol: "TCP", port: 443 }],
                },
                {
                    to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } } }],
                    ports: [{ protocol: "TCP", port: 3100 }, { protocol: "TCP", port: 4317 }],
                },
            ],
        });
    });

    it("lets exactly its callers reach an internal service", () => {
        const callers = (name: typeof risk): unknown => planServicePolicy(name, services, around).ingress;
        assert.deepEqual(callers(risk), [{
            from: [
                { podSelector: { matchLabels: { "app.kubernetes.io/name": "strategy-engine" } } },
                { podSelector: { matchLabels: { "app.kubernetes.io/name": "order-execution" } } },
                scrapers,
            ],
            ports: [{ protocol: "TCP", port: 8080 }],
        }]);
    });

    it("lets in who fetches figures, and nobody else, where nobody calls", () => {
        assert.deepEqual(planServicePolicy({ ...risk, name: "alone" }, [{ ...risk, name: "alone" }], around).ingress,
            [{ from: [scrapers], ports: [{ protocol: "TCP", port: 8080 }] }]);
    });

    it("names no namespace for the pods it selects, so that a color stays inside its own", () => {
        for (const service of services) {
            const policy = JSON.stringify(planServicePolicy(service, services, around));
            assert.deepEqual([...policy.matchAll(/"namespaceSelector":(\{.*?\}\})/g)].map(([, selector]) => JSON.parse(selector)),
                [scrapers.namespaceSelector, scrapers.namespaceSelector]);
        }
    });

    it("refuses a call to a service that does not exist", () => {
        assert.throws(() => planServicePolicy({ ...orders, calls: ["risk"] }, services, around), new RangeError(
            'services.order-execution.calls: got "risk"; one of api-gateway, strategy-engine, order-execution, risk-management is allowed'));
    });
});

describe("plainEnvironment", () => {
    it("holds the addresses of what the service calls, and the configuration wins", () => {
        assert.deepEqual(plainEnvironment({ ...strategy, env: { COLORWAY_URL_RISK_MANAGEMENT: "http://elsewhere", MODE: "paper" } }, services), {
            COLORWAY_URL_ORDER_EXECUTION: "http://order-execution:8080",
            COLORWAY_URL_RISK_MANAGEMENT: "http://elsewhere",
            MODE: "paper",
        });
    });
});

describe("labels", () => {
    it("are values that Kubernetes accepts, build metadata of a version included", () => {
        const labels = { ...serviceLabels("blue", "api-gateway", "1.2.3-rc.1+build.5"), ...namespaceLabels("blue", "1.35") };
        for (const [key, value] of Object.entries(labels)) {
            // Kubernetes, "Labels and Selectors", syntax and character set
            assert.match(value, /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, key);
            assert.match(key, /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
        }
        assert.equal(labels["app.kubernetes.io/version"], "1.2.3-rc.1_build.5");
    });
});
