/**
 * Security policies of HTTPS listeners:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const tls13 = [
    "1-3",
    "1-3-FIPS",
    "1-2",
    "1-2-Res",
    "1-2-Res-FIPS",
    "1-2-Ext0-FIPS",
    "1-2-Ext1",
    "1-2-Ext1-FIPS",
    "1-2-Ext2",
    "1-2-Ext2-FIPS",
    "1-2-FIPS",
    "1-1",
    "1-1-FIPS",
    "1-0",
    "1-0-FIPS",
].map((kind) => `ELBSecurityPolicy-TLS13-${kind.replace("-FIPS", "")}${kind.endsWith("-FIPS") ? "-FIPS-2023-04" : "-2021-06"}`);

// Hybrid post-quantum key exchange.
const postQuantum = [
    "1-3-PQ",
    "1-3-FIPS-PQ",
    "1-2-PQ",
    "1-2-Res-PQ",
    "1-2-Ext1-PQ",
    "1-2-Ext2-PQ",
    "1-2-FIPS-PQ",
    "1-2-Res-FIPS-PQ",
    "1-2-Ext0-FIPS-PQ",
    "1-2-Ext1-FIPS-PQ",
    "1-2-Ext2-FIPS-PQ",
    "1-0-PQ",
    "1-0-FIPS-PQ",
].map((kind) => `ELBSecurityPolicy-TLS13-${kind}-2025-09`);

const older = [
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "ELBSecurityPolicy-FS-1-2-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
];

export const sslPolicies: ReadonlySet<string> = new Set([...tls13, ...postQuantum, ...older]);

/** What a listener gets that names none; the same page. */
export const defaultSslPolicy = "ELBSecurityPolicy-2016-08";
