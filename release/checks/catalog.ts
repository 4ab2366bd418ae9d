/** Every condition before a rollout, in the order in which they are shown; the page on checks tells them all. */

/** A condition in the catalog. */
export interface CatalogEntry {
    /** As results show it. */
    readonly name: string;
    /** What it demands, for the reference. */
    readonly about: string;
    /** Key of the configuration that asks for it; absent: it is always asked. */
    readonly key?: string;
}

export const catalog = {
    alone: { name: "no other rollout", about: "no other rollout of the stack is under way" },
    release: {
        name: "release as it was made",
        about: "the manifest is the one that was planned and that ran elsewhere, every image is named by digest, " +
            "the files that it names are there unchanged",
    },
    window: {
        name: "deployment window",
        key: "governance.windows",
        about: "a window is open, it is no holiday, no freeze is in force; or an override with a reason and a second person",
    },
    line: { name: "line not stopped", about: "nobody stopped the line, of the stack or of all" },
    breaker: {
        name: "breaker closed",
        key: "governance.failedRollouts",
        about: "not too many rollouts in a row failed since a person reset the breaker",
    },
    standby: { name: "standby without traffic", about: "no rule of the load balancer gives the standby color weight" },
    healthy: {
        name: "live color healthy",
        about: "every service of the live color has enough healthy targets: there is a way back",
    },
    pods: { name: "live pods counted", about: "the live color's pods can be counted, so that the standby starts with as many" },
    migrations: { name: "migrations", about: "the release's migrations neither break the live color nor keep it waiting" },
    earlier: {
        name: "succeeded before",
        key: "checks.earlier",
        about: "a rollout of the very same manifest was done in the stack before, and was not taken back there",
    },
    endToEnd: {
        name: "end-to-end tests",
        key: "checks.endToEnd",
        about: "the newest end-to-end run of this manifest in the stack before, since it was live there, passed",
    },
    evidence: {
        name: "evidence",
        key: "checks.evidence",
        about: "evidence of each kind that is asked for was recorded for this manifest",
    },
    vulnerabilities: {
        name: "vulnerabilities",
        key: "checks.vulnerabilities",
        about: "a scan of every image that is not too old shows no vulnerability of the severity or above",
    },
    signatures: {
        name: "signatures",
        key: "checks.signatures",
        about: "every image's digest is signed by a key of the file of keys",
    },
    policies: {
        name: "policies",
        key: "checks.policies",
        about: "no rule of the severity or above is broken by what is deployed",
    },
    approval: {
        name: "approval",
        key: "checks.approval",
        about: "enough people who may, and did not make it, approved this manifest for this stack",
    },
} as const satisfies { readonly [id: string]: CatalogEntry };

export type CheckId = keyof typeof catalog;
export const checkIds = Object.keys(catalog) as readonly CheckId[];
