import { secretRules } from "../../../../policies/rules/kubernetes/secrets";
import { describeRules, later, type Made } from "../harness";
import { container, excused, first, object, podFixtures, verdict } from "./fixtures";

const variable = (name: string, value: unknown) => container({ env: [{ name, value }] });
const plain = (path: string): string => `${path} holds a credential as plain text; a reference to a secret is required`;
const map = (data: unknown): Made => object("core/v1:ConfigMap", { data });
const secret = (props: { readonly [name: string]: unknown }, name = "web"): Made => object("core/v1:Secret", props, name);
const inline = (path: string, type: string): string =>
    `${path} is set for the type ${type}; a secret that is fetched from Secrets Manager is required`;
const tokens = "kubernetes.io/service-account-token";
/** Put together here, so that no scanner takes it for a real one. */
const accessKey = `AKIA${"Z".repeat(16)}`;
const privateKey = `-----BEGIN RSA ${"PRIVATE KEY"}-----\nx`;

describeRules("secrets of a cluster", secretRules, {
    "k8s-no-secrets-in-env": podFixtures({
        passes: [
            container({
                env: [{ name: "A", value: "b" }, { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
                envFrom: [{ configMapRef: { name: "web" } }],
            }),
        ],
        fails: [
            [
                container({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "web", key: "a" } } }] }),
                `${first}.env[0].valueFrom.secretKeyRef is set; a mounted file is required`,
            ],
            [
                container({ envFrom: [{ secretRef: { name: "web" } }] }),
                `${first}.envFrom[0].secretRef is set; a mounted file is required`,
            ],
        ],
        unknown: [container({ env: [{ name: "A", valueFrom: later }] }), `${first}.env[0].valueFrom.secretKeyRef`],
    }),
    "k8s-no-literal-credentials": podFixtures({
        passes: [
            variable("DB_PASSWORD_FILE", "/run/secrets/db"), variable("DB_PASSWORD", "$(FROM_ELSEWHERE)"),
            variable("SESSION_TOKEN", "/run/token"), variable("PUBLIC_URL", "https://shop.example/"),
            variable("USE_TOKEN", "true"), variable("PASSWORD", ""),
        ],
        fails: [
            [variable("DB_PASSWORD", "hunter-two"), plain(`${first}.env[0].value`)],
            [variable("dbPassword", "hunter-two"), plain(`${first}.env[0].value`)],
            [variable("KEY_ID", accessKey), plain(`${first}.env[0].value`)],
            [variable("SIGNER", privateKey), plain(`${first}.env[0].value`)],
            [variable("DATABASE", "postgres://web:hunter-two@db:5432/shop"), plain(`${first}.env[0].value`)],
        ],
        unknown: [variable("DB_PASSWORD", later), `${first}.env[0].value`],
    }),
    "k8s-secret-not-inline": {
        passes: [[secret({ type: "kubernetes.io/tls", data: { "tls.key": "eA==" } })], [secret({ data: {} })]],
        fails: [
            { given: [secret({ data: { a: "eA==" } })], findings: [inline("data", "Opaque")] },
            {
                given: [secret({ type: "kubernetes.io/basic-auth", stringData: later })],
                findings: [inline("stringData", "kubernetes.io/basic-auth")],
            },
        ],
        absent: { given: [secret({})], verdict: verdict() },
        unknown: { given: [secret({ type: later, data: later })], undecided: ["type"] },
        notApplicable: { otherType: "kubernetes:core/v1:ConfigMap" },
        parameters: { allowed: ["kubernetes.io/tls"] },
    },
    "k8s-no-long-lived-token-secret": {
        passes: [[secret({ type: "Opaque" })]],
        fails: [{ given: [secret({ type: tokens })], findings: [`type is "${tokens}"; a bound token is required`] }],
        absent: { given: [secret({})], verdict: verdict() },
        unknown: { given: [secret({ type: later })], undecided: ["type"] },
        notApplicable: excused("the parameter exempt lists it", secret({ type: tokens }, "legacy")),
        parameters: { exempt: ["shop/legacy"] },
    },
});

describeRules("credentials in ConfigMaps", secretRules.filter(({ id }) => id === "k8s-no-literal-credentials"), {
    "k8s-no-literal-credentials": {
        passes: [[map({ "app.conf": "level=info", "token.path": "/run/token" })]],
        fails: [
            {
                given: [map({ "db.password": "hunter-two", key: accessKey })],
                findings: [plain("data.db.password"), plain("data.key")],
            },
        ],
        absent: { given: [map(undefined)], verdict: verdict() },
        unknown: { given: [map({ key: later, other: "x" })], undecided: ["data.key"] },
        notApplicable: { otherType: "kubernetes:core/v1:Secret" },
    },
});
