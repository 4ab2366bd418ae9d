import { strict as assert } from "node:assert";
import { type ConfigRecord, parseSettings } from "../../config/parse";
import type { ReleaseSource } from "../../config/releases";
import { type Environment, environments, type Problem, type Settings } from "../../config/types";
import { sampleRelease, sampleSettings } from "./samples";
import { stringify } from "yaml";

const releases: ReleaseSource = {
    versions: ["1.0.0", "1.1.0"],
    read: version => stringify(sampleRelease(version)),
};

const domains: { readonly [E in Environment]: string } = {
    dev: "dev.colorway.example",
    staging: "staging.colorway.example",
    prod: "app.colorway.example",
};

/** The least that a stack must say. */
function record(environment: Environment, values: { readonly [key: string]: unknown } = {}): ConfigRecord {
    return {
        stack: environment,
        values: {
            "aws:region": "us-east-1",
            "colorway:activeColor": "blue",
            "colorway:slots": { blue: { size: "full", release: "1.0.0" } },
            "colorway:edge": { domain: domains[environment], hostedZone: "colorway.example" },
            ...values,
        },
    };
}

function settingsOf(given: ConfigRecord): Settings {
    const result = parseSettings(given, releases);
    assert.ok("settings" in result, "problems" in result ? JSON.stringify(result.problems, undefined, 2) : "");
    return result.settings;
}

function problemsOf(given: ConfigRecord): readonly Problem[] {
    const result = parseSettings(given, releases);
    return "problems" in result ? result.problems : [];
}

/** Key and message of each problem. */
function messages(values: { readonly [key: string]: unknown }, environment: Environment = "dev"): readonly string[] {
    return problemsOf(record(environment, values)).map(problem => `${problem.key}: ${problem.message}`);
}

describe("settings of an environment", () => {
    for (const environment of environments) {
        it(`are complete and without problems where ${environment} says only what it must`, () => {
            const settings = settingsOf(record(environment));
            const { blue } = settings.slots;
            assert.deepEqual(settings, sampleSettings(environment, { slots: { blue, green: { size: "off", floors: {} } } }));
            assert.deepEqual(blue, { size: "full", release: sampleRelease("1.0.0"), floors: {} });
        });
    }

    it("are small and cheap in dev", () => {
        const { network, cluster, database, cache, edge } = settingsOf(record("dev"));
        assert.deepEqual([network.zoneCount, network.nat], [2, "single"]);
        assert.deepEqual(
            cluster.nodeGroups.map(group => [group.minSize, group.desiredSize, group.maxSize, group.instanceTypes]),
            [[1, 2, 2, ["t3.medium"]]],
        );
        assert.deepEqual([database.multiAz, database.deletionProtection, database.backupRetentionDays], [false, false, 7]);
        assert.deepEqual(
            [cluster.deletionProtection, edge.deletionProtection, edge.forceDestroyLogs, cache.nodes],
            [false, false, true, 1],
        );
    });

    it("span three zones in staging, behind one NAT gateway", () => {
        const { network, cluster, database, edge } = settingsOf(record("staging"));
        assert.deepEqual([network.zoneCount, network.nat], [3, "single"]);
        assert.deepEqual(
            cluster.nodeGroups.map(group => [group.minSize, group.maxSize]),
            [[2, 4]],
        );
        assert.deepEqual(
            [database.multiAz, database.deletionProtection, edge.deletionProtection, edge.forceDestroyLogs],
            [false, false, false, false],
        );
    });

    it("are large, redundant and protected in prod", () => {
        const { network, cluster, database, cache, edge } = settingsOf(record("prod"));
        assert.deepEqual([network.zoneCount, network.nat, network.flowLogRetentionDays], [3, "perZone", 365]);
        assert.deepEqual(
            cluster.nodeGroups.map(group => [group.minSize, group.maxSize, group.instanceTypes]),
            [[3, 10, ["m6i.xlarge"]]],
        );
        assert.deepEqual([database.multiAz, database.deletionProtection, database.backupRetentionDays], [true, true, 35]);
        assert.deepEqual(
            [cluster.deletionProtection, edge.deletionProtection, edge.forceDestroyLogs, cache.nodes],
            [true, true, false, 3],
        );
    });

    it("judge a release as the environment needs it, later and harder toward prod", () => {
        const strategies = environments.map(environment => settingsOf(record(environment)).strategy);
        assert.deepEqual(
            strategies.map(({ kind, steps, bakeSeconds, warmSeconds }) => [kind, steps.map(({ weight }) => weight), bakeSeconds, warmSeconds]),
            [
                ["blue-green", [50], 30, 60],
                ["canary", [25, 50], 180, 900],
                ["canary", [10, 25, 50, 75], 600, 3600],
            ],
        );
        assert.deepEqual(
            strategies.map(({ limits }) => [limits.latencyQuantile, limits.latencyMilliseconds, limits.errorPercent, limits.floorErrorPercent]),
            [
                [99, 1000, 5, 1],
                [99, 500, 1, 0.5],
                [95, 500, 1, 0.1],
            ],
        );
    });

    it("keep every window apart from the one that it must not overlap", () => {
        for (const environment of environments) {
            const { database, cache } = settingsOf(record(environment));
            assert.deepEqual([database.backupWindow, database.maintenanceWindow], ["03:00-04:00", "sun:04:30-sun:05:30"]);
            assert.deepEqual([cache.snapshotWindow, cache.maintenanceWindow], ["03:00-04:00", "sun:05:30-sun:06:30"]);
        }
    });
});

describe("parsing", () => {
    it("takes the environment from the stack, or from the key where the stack is named otherwise", () => {
        assert.equal(settingsOf(record("prod")).environment, "prod");
        const named = { ...record("dev", { "colorway:environment": "staging" }), stack: "team-a" };
        assert.equal(settingsOf(named).environment, "staging");
        assert.equal(settingsOf(named).network.zoneCount, 3);
    });

    it("demands an environment of a stack with another name, and goes on with the rest", () => {
        const result = problemsOf({ ...record("dev", { "colorway:network": { zoneCount: 9 } }), stack: "team-a" });
        assert.deepEqual(
            result.map(problem => `${problem.key}: ${problem.message}`),
            [
                "colorway:environment: is missing, and the name of the stack, team-a, is no environment",
                "colorway:network.zoneCount: is above 3",
            ],
        );
    });

    it("gives everything to the active color where no weights are written", () => {
        const slots = { blue: { size: "full", release: "1.0.0" }, green: { size: "full", release: "1.1.0" } };
        assert.deepEqual(settingsOf(record("dev", { "colorway:slots": slots })).traffic, { blue: 100, green: 0 });
        assert.deepEqual(settingsOf(record("dev", { "colorway:slots": slots, "colorway:activeColor": "green" })).traffic, {
            blue: 0,
            green: 100,
        });
    });

    it("lets the larger share stay with the color that is not active", () => {
        const slots = { blue: { size: "full", release: "1.0.0" }, green: { size: "full", release: "1.1.0" } };
        const traffic = { blue: 0, green: 100 };
        assert.deepEqual(settingsOf(record("dev", { "colorway:slots": slots, "colorway:traffic": traffic })).traffic, traffic);
    });

    it("reads objects as objects and as the JSON that Pulumi hands over alike", () => {
        const values = { "colorway:network": { zoneCount: 3, cidr: "10.4.0.0/20" }, "colorway:tags": { team: "payments" } };
        const asText = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
        assert.deepEqual(settingsOf(record("dev", asText)), settingsOf(record("dev", values)));
    });

    it("keeps the tags that have a default beside those that are written, unless they are written too", () => {
        const { tags } = settingsOf(record("prod", { "colorway:tags": { team: "payments", owner: "trading" } }));
        assert.deepEqual(tags, { owner: "trading", "data-classification": "confidential", "cost-centre": "colorway", team: "payments" });
    });

    it("takes empty values for absent ones, as the project file presets them", () => {
        const empty = {
            "colorway:environment": "",
            "colorway:traffic": "{}",
            "colorway:services": "[]",
            "colorway:network": "{}",
            "colorway:cluster": "{}",
            "colorway:database": "{}",
            "colorway:cache": "{}",
            "colorway:strategy": "{}",
            "colorway:tags": "{}",
            "pulumi:disable-default-providers": "[\"aws\"]",
        };
        assert.deepEqual(settingsOf(record("staging", empty)), settingsOf(record("staging")));
    });

    it("fills what an entry of a list leaves out, and replaces the list as a whole", () => {
        const nodeGroups = [{ name: "spare", maxSize: 5 }];
        const { cluster } = settingsOf(record("prod", { "colorway:cluster": { nodeGroups } }));
        assert.deepEqual(cluster.nodeGroups, [{ ...sampleSettings("prod").cluster.nodeGroups[0], name: "spare", maxSize: 5 }]);
        const services = [{ name: "api-gateway", port: 9000, publicPaths: ["/*"], requests: { cpu: "200m" } }];
        const [gateway, ...others] = settingsOf(record("dev", { "colorway:services": services })).services;
        assert.deepEqual(others, []);
        assert.deepEqual([gateway?.port, gateway?.requests, gateway?.calls], [9000, { cpu: "200m", memory: "128Mi" }, []]);
    });

    it("counts the zones that are named", () => {
        const network = { zones: ["us-east-1a", "us-east-1b", "us-east-1c"] };
        assert.equal(settingsOf(record("dev", { "colorway:network": network })).network.zoneCount, 3);
    });

    it("turns the sample's use of the cache off with the cache, but not that of services which are listed", () => {
        const { services } = settingsOf(record("dev", { "colorway:cache": { enabled: false } }));
        assert.deepEqual(
            services.map(service => service.usesCache),
            [false, false, false, false],
        );
        const listed = [{ name: "api-gateway", port: 8080, publicPaths: ["/*"], usesCache: true }];
        assert.deepEqual(messages({ "colorway:cache": { enabled: false }, "colorway:services": listed }), [
            "colorway:services[0].usesCache: is true, but there is no cache",
        ]);
    });

    it("reads each manifest once, however many slots run it", () => {
        const read: string[] = [];
        const counting: ReleaseSource = { ...releases, read: version => (read.push(version), releases.read(version)) };
        parseSettings(
            record("dev", {
                "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "reduced", release: "1.0.0" } },
            }),
            counting,
        );
        assert.deepEqual(read, ["1.0.0"]);
    });

    it("gives the same problems whatever the order of the keys, which Pulumi sorts", () => {
        const given = {
            "colorway:database": { storageGib: 1, backupWindow: "x" },
            "colorway:cache": { nodes: 9, engine: "x" },
            "colorway:zz": 1,
            "colorway:aa": 2,
        };
        const turned = Object.fromEntries(
            Object.entries(given)
                .reverse()
                .map(([key, value]) => [
                    key,
                    typeof value === "object" ? Object.fromEntries(Object.entries(value).reverse()) : value,
                ]),
        );
        assert.deepEqual(messages(turned), messages(given));
    });

    it("keeps the mistakes of one list item apart from those of the others", () => {
        const services = [
            { name: "api-gateway", port: 8080, publicPaths: ["/*"], calls: ["risk-management"] },
            { name: "Risk", port: 80 },
            7,
        ];
        assert.deepEqual(messages({ "colorway:services": services }), [
            "colorway:services[1].name: is no name of a service",
            "colorway:services[1].port: is below 1024",
            "colorway:services[2]: is a whole number, not an object",
        ]);
    });

    it("does not call a service unknown while a name beside it cannot be read", () => {
        const services = [
            { name: "api-gateway", port: 8080, publicPaths: ["/*"], calls: ["orders"] },
            { name: "Orders", port: 8080 },
        ];
        assert.deepEqual(messages({ "colorway:services": services }), ["colorway:services[1].name: is no name of a service"]);
    });

    it("fills a strategy, its limits and its steps from the environment", () => {
        const strategy = { kind: "blue-green", steps: [{ weight: 5 }, { weight: 20, seconds: 60 }], limits: { errorPercent: 0.5 } };
        const of = sampleSettings("prod").strategy;
        assert.deepEqual(settingsOf(record("prod", { "colorway:strategy": strategy })).strategy, {
            ...of,
            kind: "blue-green",
            steps: [
                { weight: 5, seconds: 300 },
                { weight: 20, seconds: 60 },
            ],
            limits: { ...of.limits, errorPercent: 0.5 },
        });
    });

    it("takes rolling updates in dev only", () => {
        const rolling = { "colorway:strategy": { kind: "rolling" } };
        assert.deepEqual(messages(rolling, "dev"), []);
        for (const environment of ["staging", "prod"] as const) {
            assert.deepEqual(messages(rolling, environment), [
                `colorway:strategy.kind: is rolling, which leaves ${environment} no color to go back to`,
            ]);
        }
    });

    it("demands of prod's public services the pods that its default of healthy targets counts on", () => {
        const services = [{ name: "api-gateway", port: 8080, publicPaths: ["/*"], minReplicas: 1 }, { name: "risk-management", port: 8080, minReplicas: 1 }];
        assert.deepEqual(messages({ "colorway:services": services }, "prod"), [
            "colorway:strategy.minHealthyTargets: is above minReplicas of api-gateway, 1",
        ]);
    });

    it("does not call a floor's service unknown while a name of the list cannot be read", () => {
        const services = [{ name: "api-gateway", port: 8080, publicPaths: ["/*"] }, { name: "Orders", port: 8080 }];
        const slots = { blue: { size: "full", release: "1.0.0", floors: { orders: 2 } } };
        assert.deepEqual(messages({ "colorway:services": services, "colorway:slots": slots }), ["colorway:services[1].name: is no name of a service"]);
    });

    it("says that a number is not finite", () => {
        assert.deepEqual(messages({ "colorway:strategy": { bakeSeconds: Infinity, limits: { errorPercent: NaN } } }), [
            "colorway:strategy.bakeSeconds: is not finite",
            "colorway:strategy.limits.errorPercent: is not finite",
        ]);
    });

    it("ignores the keys of Pulumi itself and refuses those of any other namespace", () => {
        assert.deepEqual(messages({ "pulumi:tags": "{\"team\":\"x\"}", "kubernetes:context": "x" }), [
            "kubernetes:context: is not a known key",
        ]);
    });
});

describe("values at the edge of what is allowed", () => {
    const gateway = { name: "api-gateway", port: 8080, publicPaths: ["/*"] };
    const accepted: { readonly [name: string]: { readonly [key: string]: unknown } } = {
        "the largest VPC": { "colorway:network": { cidr: "10.0.0.0/16" } },
        "the smallest VPC for three zones": { "colorway:network": { cidr: "192.168.254.0/23", zoneCount: 3 } },
        "a VPC in the shared range": { "colorway:network": { cidr: "100.127.0.0/16" } },
        "a VPC beside the addresses of Services": { "colorway:network": { cidr: "172.21.0.0/16" } },
        "450 nodes": { "colorway:cluster": { nodeGroups: [{ name: "a", minSize: 0, desiredSize: 0, maxSize: 450 }] } },
        "a node group's name of 30 letters": { "colorway:cluster": { nodeGroups: [{ name: "a".repeat(30) }] } },
        "two policies of one role": {
            "colorway:cluster": {
                accessEntries: ["AmazonEKSViewPolicy", "AmazonEKSEditPolicy"].map(policy => ({
                    principalArn: "arn:aws-us-gov:iam::111122223333:role/team/ops",
                    policy,
                    namespaces: ["slot-*"],
                })),
            },
        },
        "Arm types together": {
            "colorway:cluster": { nodeGroups: [{ name: "a", instanceTypes: ["m6g.large", "c7gn.large", "a1.large"] }] },
        },
        "a block of one public address": { "colorway:cluster": { publicAccessCidrs: ["203.0.113.9/32"] } },
        "10 % of headroom": { "colorway:database": { storageGib: 100, maxStorageGib: 110 } },
        "no autoscaling of storage": { "colorway:database": { storageGib: 65536, maxStorageGib: 0 } },
        "windows that touch": { "colorway:database": { backupWindow: "23:00-00:00", maintenanceWindow: "mon:00:00-mon:00:30" } },
        "a maintenance window into the next week": { "colorway:database": { maintenanceWindow: "sun:23:45-mon:00:15" } },
        "a database's name of 63 letters": { "colorway:database": { databaseName: "a".repeat(63) } },
        "the oldest minor version of PostgreSQL": { "colorway:database": { version: "17.5" } },
        "the longest Performance Insights": { "colorway:database": { performanceInsightsRetentionDays: 731 } },
        "one node without snapshots": { "colorway:cache": { nodes: 1, snapshotRetentionDays: 0 } },
        "Redis of a version with users": { "colorway:cache": { engine: "redis", version: "7.0" } },
        "a domain of 64 letters": {
            "colorway:edge": { domain: `${"a".repeat(63 - 16)}.colorway.example`, hostedZone: "colorway.example" },
        },
        "the zone itself as domain": { "colorway:edge": { domain: "colorway.example", hostedZone: "colorway.example" } },
        "60 rules of a security group": {
            "colorway:edge": {
                domain: "dev.colorway.example",
                hostedZone: "colorway.example",
                allowedCidrs: Array.from({ length: 30 }, (_, index) => `203.0.113.${index}/32`),
                testAllowedCidrs: [],
            },
        },
        "limits that are not whole": {
            "colorway:strategy": {
                limits: { errorPercent: 0.05, floorErrorPercent: 0.05, latencyQuantile: 99.9, relativeErrors: 1, confidencePercent: 99.99 },
            },
        },
        "limits of nothing and of everything": {
            "colorway:strategy": { limits: { errorPercent: 0, floorErrorPercent: 0, floorLatencyMilliseconds: 1000 } },
        },
        "a canary of one step": { "colorway:strategy": { kind: "canary", steps: [{ weight: 99, seconds: 86_400 }] } },
        "a canary with the flip written": {
            "colorway:strategy": { kind: "canary", steps: [{ weight: 1, seconds: 1 }, { weight: 100, seconds: 1 }] },
        },
        "no waiting at all": { "colorway:strategy": { bakeSeconds: 0, warmSeconds: 0, holdSeconds: 0, deadManSeconds: 60 } },
        "two days of a warm old color": { "colorway:strategy": { warmSeconds: 172_800, retireTo: "full" } },
        "a rolling update in dev": { "colorway:strategy": { kind: "rolling" } },
        "a floor as high as the autoscaler goes, also of a slot that is off": {
            "colorway:slots": {
                blue: { size: "full", release: "1.0.0", floors: { "api-gateway": 2, "risk-management": 1 } },
                green: { size: "off", floors: { "api-gateway": 2 } },
            },
        },
        "the highest rate": {
            "colorway:edge": { domain: "dev.colorway.example", hostedZone: "colorway.example", rateLimit: 2_000_000_000 },
        },
        "a path pattern of 128 letters": {
            "colorway:services": [gateway, { name: "risk-management", port: 1024, publicPaths: [`/${"a".repeat(126)}*`] }],
        },
        "24 paths beside the gateway's": {
            "colorway:services": [
                gateway,
                { name: "risk-management", port: 65535, publicPaths: Array.from({ length: 24 }, (_, index) => `/${index}`) },
            ],
        },
        "a path of the gateway inside another service's": {
            "colorway:services": [
                { ...gateway, publicPaths: ["/*", "/orders/public/*"] },
                { name: "order-execution", port: 8080, publicPaths: ["/orders/*"] },
            ],
        },
        "six wildcards": {
            "colorway:services": [gateway, { name: "risk-management", port: 8080, publicPaths: ["/*/?/*/?/*/?"] }],
        },
        "the least memory": { "colorway:services": [{ ...gateway, requests: { cpu: "1m", memory: "4Mi" } }] },
        "requests equal to limits": {
            "colorway:services": [
                { ...gateway, requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1000m", memory: "1024Mi" } },
            ],
        },
        "as many pods as a load balancer takes": { "colorway:services": [{ ...gateway, minReplicas: 500, maxReplicas: 500 }] },
        "40 tags": { "colorway:tags": Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`t${index}`, ""])) },
        "the longest tag": { "colorway:tags": { ["k".repeat(128)]: "é".repeat(256) } },
    };

    for (const [name, values] of Object.entries(accepted)) {
        it(`accept ${name}`, () => assert.deepEqual(messages(values), []));
    }

    it("refuse a domain of 65 letters", () => {
        const domain = `${"a".repeat(64 - 16)}.colorway.example`;
        assert.deepEqual(messages({ "colorway:edge": { domain, hostedZone: "colorway.example" } }), [
            "colorway:edge.domain: has 65 letters, 1 too many",
        ]);
    });

    it("refuse a service's name of 21 letters and accept one of 20", () => {
        const named = (letters: number): readonly string[] =>
            messages({ "colorway:services": [{ ...gateway, name: "a".repeat(letters) }] });
        assert.deepEqual(named(20), ["releases/1.0.0.yaml:images: has no image for aaaaaaaaaaaaaaaaaaaa"]);
        assert.deepEqual(named(21), ["colorway:services[0].name: has 21 letters, 1 too many"]);
    });
});
