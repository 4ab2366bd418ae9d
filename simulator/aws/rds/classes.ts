/**
 * DB instance classes for PostgreSQL: Amazon RDS User Guide, "DB instance class types" and "Supported DB engines for DB instance
 * classes", read 2026-11.
 */

const burstable = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
const standard = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"];
const graviton = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

const classes: { readonly [family: string]: readonly string[] } = {
    t3: burstable,
    t4g: burstable,
    m5: standard,
    m5d: standard,
    m6i: [...standard, "32xlarge"],
    m6id: [...standard, "32xlarge"],
    m6g: graviton,
    m6gd: graviton,
    m7g: graviton,
    m7i: standard,
    m8g: [...graviton, "24xlarge", "48xlarge"],
    r5: standard,
    r5d: standard,
    r5b: standard,
    r6i: [...standard, "32xlarge"],
    r6id: [...standard, "32xlarge"],
    r6g: graviton,
    r6gd: graviton,
    r7g: graviton,
    r7i: standard,
    r8g: [...graviton, "24xlarge", "48xlarge"],
    x2g: graviton,
    c6gd: ["medium", ...graviton],
};

// Classes that exist, but that no PostgreSQL version of the table runs on.
const retired: { readonly [family: string]: readonly string[] } = {
    t2: burstable,
    m3: ["medium", "large", "xlarge", "2xlarge"],
    m4: ["large", "xlarge", "2xlarge", "4xlarge", "10xlarge", "16xlarge"],
    r3: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"],
    r4: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"],
};

/** Whether RDS knows the class, and whether PostgreSQL runs on it. */
export function classOffer(name: string): "offered" | "unsupported" | "unknown" {
    const [, family = "", size = ""] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(name) ?? [];
    if (classes[family]?.includes(size) === true) return "offered";
    return retired[family]?.includes(size) === true ? "unsupported" : "unknown";
}
