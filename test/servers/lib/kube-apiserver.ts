/**
 * A real kube-apiserver with a real etcd on loopback. Nothing runs behind it: no controller, no scheduler, no node. It checks and
 * keeps objects, with the admission plug-ins that are on by default, Pod Security among them.
 */

import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache";
import { debianProgram } from "./debian";
import { freePort, run, type RunningServer, startServer } from "./process";

const moduleDir = join(__dirname, "..", "kube-apiserver");

export interface KubernetesAnswer {
    readonly status: number;
    readonly body: { readonly [name: string]: unknown };
}

export class KubeApiserver {
    private constructor(
        private readonly port: number,
        private readonly token: string,
        private readonly dir: string,
        private readonly servers: readonly RunningServer[],
    ) {}

    /**
     * Builds it where it is missing (Go 1.26, the module proxy, 4 minutes of two cores), and starts it on free ports with an
     * empty store.
     */
    static async start(): Promise<KubeApiserver> {
        const command = await built();
        const etcd = await debianProgram({ name: "etcd-debian", program: "etcd", source: "etcd-server" });
        const dir = mkdtempSync(join(tmpdir(), "colorway-kubernetes-"));
        const servers: RunningServer[] = [];
        try {
            const store = await startEtcd(etcd, dir);
            servers.push(store.server);
            const token = randomBytes(16).toString("hex");
            const port = await freePort();
            const api = new KubeApiserver(port, token, dir, servers);
            const ready = async (): Promise<boolean> => (await api.ask("GET", "/readyz")).status === 200;
            servers.push(await startServer({ command, args: apiserverFlags(dir, port, token, store.address), ready }));
            return api;
        } catch (error) {
            await stopAll(servers, dir);
            throw error;
        }
    }

    /** @param path with its query, as `/api/v1/namespaces` */
    ask(method: string, path: string, body?: object, type = "application/json"): Promise<KubernetesAnswer> {
        const content = body === undefined ? undefined : JSON.stringify(body);
        const headers = { authorization: `Bearer ${this.token}`, accept: "application/json", "content-type": type };
        // The server has made its certificate for this start.
        const options = { host: "127.0.0.1", port: this.port, path, method, headers, rejectUnauthorized: false, timeout: 10_000 };
        return new Promise((resolve, reject) => {
            const sent = request(options, answer => {
                let text = "";
                answer.setEncoding("utf8").on("data", (part: string) => { text += part; });
                answer.once("error", reject);
                answer.once("end", () => {
                    const body = text.startsWith("{") ? JSON.parse(text) as KubernetesAnswer["body"] : {};
                    resolve({ status: answer.statusCode ?? 0, body });
                });
            });
            sent.once("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer within 10 s`)));
            sent.once("error", reject);
            sent.end(content);
        });
    }

    stop(): Promise<void> {
        return stopAll(this.servers, this.dir);
    }
}

async function stopAll(servers: readonly RunningServer[], dir: string): Promise<void> {
    for (const server of [...servers].reverse()) await server.stop();
    rmSync(dir, { recursive: true, force: true });
}

async function startEtcd(command: string, dir: string): Promise<{ readonly server: RunningServer; readonly address: string }> {
    const [client, peer] = [await freePort(), await freePort()].map(port => `http://127.0.0.1:${port}`);
    const flags = {
        "data-dir": join(dir, "etcd"), "listen-client-urls": client, "advertise-client-urls": client,
        "listen-peer-urls": peer, "initial-advertise-peer-urls": peer, "initial-cluster": `default=${peer}`,
    };
    const ready = async (): Promise<boolean> => (await fetch(`${client}/health`)).ok;
    return { server: await startServer({ command, args: flagsOf(flags), ready }), address: client ?? "" };
}

function apiserverFlags(dir: string, port: number, token: string, etcd: string): readonly string[] {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const file = (name: string, text: string): string => {
        writeFileSync(join(dir, name), text, { mode: 0o600 });
        return join(dir, name);
    };
    return flagsOf({
        "etcd-servers": etcd, "secure-port": String(port), "bind-address": "127.0.0.1", "cert-dir": join(dir, "certificates"),
        "service-account-issuer": "https://kubernetes.invalid", "service-account-key-file": file("accounts.pub", publicKey),
        "service-account-signing-key-file": file("accounts.key", privateKey), "service-cluster-ip-range": "172.20.0.0/16",
        "token-auth-file": file("tokens.csv", `${token},admin,admin,"system:masters"\n`), "authorization-mode": "RBAC",
    });
}

function flagsOf(flags: { readonly [name: string]: string | undefined }): readonly string[] {
    return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}

/** Built from its Go module, whose versions and sums are in the folder `kube-apiserver`. */
async function built(): Promise<string> {
    const versions = ["go.mod", "go.sum"].map(name => readFileSync(join(moduleDir, name)));
    const hash = createHash("sha256").update(Buffer.concat(versions)).digest("hex").slice(0, 12);
    const dir = await cached(`kube-apiserver-${hash}`, async fresh => {
        const options = ["-mod=readonly", "-ldflags", "-s -w", "-o", join(fresh, "kube-apiserver")];
        const args = ["build", ...options, "k8s.io/kubernetes/cmd/kube-apiserver"];
        await run({ command: "go", args, cwd: moduleDir, env: { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" } });
    });
    return join(dir, "kube-apiserver");
}
