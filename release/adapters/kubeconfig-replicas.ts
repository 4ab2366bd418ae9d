/** What the cluster's own API says of a slot: pods that are ready, and the objects that a diagnosis looks at. */
import { execFile } from "node:child_process";
import { get as getHttp, RequestOptions } from "node:http";
import { get as getHttps } from "node:https";
import { promisify } from "node:util";
import type { ApiObject, ApiObjects } from "../diagnosis/cluster-view";
import { messageOf } from "../message";

interface Kubeconfig {
    readonly clusters: readonly { readonly cluster: { readonly server: string; readonly "certificate-authority-data"?: string } }[];
    readonly users: readonly { readonly user: { readonly exec: { readonly command: string; readonly args?: readonly string[] } } }[];
}

interface List<Item> {
    readonly items: readonly Item[];
}

interface Deployment {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly readyReplicas?: number };
}

/** Milliseconds. A private endpoint that is not reachable from here does not answer at all. */
const timeout = 10_000;
/** Bytes; a list of Deployments is far smaller. */
const longestAnswer = 16 * 1024 * 1024;

/** The cluster did not answer, or refused. */
export class ClusterUnreachable extends Error {
    constructor(server: string, reason: string) {
        super(`${server}: ${reason}`);
        this.name = "ClusterUnreachable";
    }
}

/**
 * Ready pods by service, as the Deployments of a namespace say. Signs in as `kubectl` does: with the command that the kubeconfig names
 * (the AWS CLI). The caller's access entry must allow `list` of Deployments there.
 *
 * @throws ClusterUnreachable
 */
export async function readyPods(kubeconfig: string, namespace: string): Promise<{ readonly [service: string]: number }> {
    const list = await lister<Deployment>(kubeconfig);
    const deployments = await list(`/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments`);
    return Object.fromEntries(deployments.map(({ metadata, status }) => [metadata.name, status?.readyReplicas ?? 0]));
}

/**
 * Pods, events and quotas of a namespace. The caller's access entry must allow to list them there.
 *
 * @throws ClusterUnreachable
 */
export async function clusterObjects(kubeconfig: string, namespace: string): Promise<ApiObjects> {
    const list = await lister<ApiObject>(kubeconfig);
    const below = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
    const [pods, events, quotas] = await Promise.all([list(`${below}/pods`), list(`${below}/events`), list(`${below}/resourcequotas`)]);
    return { pods, events, quotas };
}

/** Lists the objects at a path, signed in once. */
async function lister<Item>(kubeconfig: string): Promise<(path: string) => Promise<readonly Item[]>> {
    const { clusters, users } = JSON.parse(kubeconfig) as Kubeconfig;
    const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
    if (cluster === undefined || user === undefined) throw new ClusterUnreachable("kubeconfig", "names no cluster or no user");
    const token = await tokenOf(user.exec, cluster.server);
    const options = { headers: { authorization: `Bearer ${token}`, accept: "application/json" }, timeout };
    const authority = cluster["certificate-authority-data"];
    return async (path) => (await listed<Item>(new URL(path, cluster.server), options, authority)).items;
}

/** Client authentication by a command: https://kubernetes.io/docs/reference/config-api/client-authentication.v1beta1/ */
async function tokenOf({ command, args = [] }: Kubeconfig["users"][0]["user"]["exec"], server: string): Promise<string> {
    try {
        const { stdout } = await promisify(execFile)(command, [...args], { timeout });
        const token = (JSON.parse(stdout) as { readonly status?: { readonly token?: string } }).status?.token;
        if (token !== undefined) return token;
    } catch (error) {
        throw new ClusterUnreachable(server, `no token: ${messageOf(error).trim()}`);
    }
    throw new ClusterUnreachable(server, `no token in the answer of ${command}`);
}

function listed<Item>(url: URL, options: RequestOptions, authority: string | undefined): Promise<List<Item>> {
    return new Promise((resolve, reject) => {
        const failed = (reason: string): void => reject(new ClusterUnreachable(url.origin, reason));
        const trust = authority === undefined ? {} : { ca: Buffer.from(authority, "base64") };
        const request = url.protocol === "http:" ? getHttp(url, options) : getHttps(url, { ...options, ...trust });
        request.on("timeout", () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
        request.on("error", (error) => failed(error.message));
        request.on("response", (response) => {
            const chunks: Buffer[] = [];
            let length = 0;
            response.on("data", (chunk: Buffer) => {
                chunks.push(chunk);
                length += chunk.length;
                if (length > longestAnswer) request.destroy(new Error("the answer is too long"));
            });
            response.on("end", () => {
                if (response.statusCode !== 200) return failed(`status ${response.statusCode ?? 0} to GET ${url.pathname}`);
                try {
                    resolve(JSON.parse(Buffer.concat(chunks).toString()) as List<Item>);
                } catch {
                    failed(`no JSON in answer to GET ${url.pathname}`);
                }
            });
        });
    });
}
