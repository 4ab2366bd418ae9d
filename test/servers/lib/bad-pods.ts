/** Pods, and what makes pods, with one mistake each, and the rule of admission that refuses it. */

import { Document } from "yaml";
import type { Manifest } from "./spoiled";

export interface BadObject {
    readonly what: string;
    /** As `POLICY/RULE`. */
    readonly rule: string;
    /** Of a good pod or, where `of` says so, a good Deployment. */
    readonly of?: "Deployment";
    readonly spoil: (good: Manifest) => Manifest;
}

type Path = readonly (string | number)[];

function changed(change: (document: Document) => void): (good: Manifest) => Manifest {
    return good => {
        const document = new Document(structuredClone(good));
        change(document);
        return document.toJS() as Manifest;
    };
}

const set = (path: Path, value: unknown): ((good: Manifest) => Manifest) => changed(document => document.setIn(path, value));
const without = (path: Path): ((good: Manifest) => Manifest) => changed(document => { document.deleteIn(path); });

const container = ["spec", "containers", 0] as const;
const template = ["spec", "template", "spec"] as const;
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const own = "111122223333.dkr.ecr.us-east-1.amazonaws.com/colorway/api-gateway";

/** A second container of a list, good but for what is said. */
function beside(list: string, fields: object): (good: Manifest) => Manifest {
    return changed(document => {
        const good = document.toJS() as { readonly spec: { readonly containers: readonly { readonly resources: object; readonly securityContext: object }[] } };
        const [{ resources, securityContext } = { resources: {}, securityContext: {} }] = good.spec.containers;
        const bounds = list === "ephemeralContainers" ? {} : { resources };
        document.setIn(["spec", list], [{ name: "beside", image: `${own}@${digest}`, ...bounds, securityContext, ...fields }]);
    });
}

export const badObjects: readonly BadObject[] = [
    { what: "an image by its tag", rule: "colorway-images/by-digest", spoil: set([...container, "image"], `${own}:1.0.0`) },
    { what: "an image by half a digest", rule: "colorway-images/by-digest", spoil: set([...container, "image"], `${own}@${digest.slice(0, 39)}`) },
    { what: "an image without either", rule: "colorway-images/by-digest", spoil: set([...container, "image"], own) },
    { what: "a first container by its tag", rule: "colorway-images/by-digest", spoil: beside("initContainers", { image: `${own}:1.0.0` }) },
    { what: "a shell that was attached by its tag", rule: "colorway-images/by-digest", spoil: beside("ephemeralContainers", { image: `${own}:1.0.0` }) },
    { what: "a Deployment of an image by its tag", rule: "colorway-images/autogen-by-digest", of: "Deployment", spoil: set([...template, "containers", 0, "image"], `${own}:1.0.0`) },
    { what: "an image of the world's registry", rule: "colorway-images/own-registry", spoil: set([...container, "image"], `docker.io/library/nginx@${digest}`) },
    { what: "an image of another account", rule: "colorway-images/own-registry", spoil: set([...container, "image"], `${own.replace("1111", "9999")}@${digest}`) },
    { what: "an image of the account beside ours", rule: "colorway-images/own-registry", spoil: set([...container, "image"], `${own.replace("/colorway/", "/other/")}@${digest}`) },
    { what: "a first container from elsewhere", rule: "colorway-images/own-registry", spoil: beside("initContainers", { image: `quay.io/x/y@${digest}` }) },
    { what: "no requests", rule: "colorway-pods/requests-and-limits", spoil: without([...container, "resources", "requests"]) },
    { what: "no limit of memory", rule: "colorway-pods/requests-and-limits", spoil: without([...container, "resources", "limits", "memory"]) },
    { what: "no limit of CPU", rule: "colorway-pods/requests-and-limits", spoil: without([...container, "resources", "limits", "cpu"]) },
    { what: "a first container without bounds", rule: "colorway-pods/requests-and-limits", spoil: beside("initContainers", { resources: {} }) },
    { what: "a token of its account", rule: "colorway-pods/no-token", spoil: set(["spec", "automountServiceAccountToken"], true) },
    { what: "no word about the token", rule: "colorway-pods/no-token", spoil: without(["spec", "automountServiceAccountToken"]) },
    { what: "a Deployment with a token", rule: "colorway-pods/autogen-no-token", of: "Deployment", spoil: set([...template, "automountServiceAccountToken"], true) },
    { what: "a pod of the namespace default", rule: "colorway-namespaces/no-default-namespace", spoil: set(["metadata", "namespace"], "default") },
    { what: "a Deployment of the namespace default", rule: "colorway-namespaces/no-default-namespace", of: "Deployment", spoil: set(["metadata", "namespace"], "default") },
    { what: "a privileged container", rule: "colorway-pods/restricted", spoil: set([...container, "securityContext", "privileged"], true) },
    { what: "a container that may gain rights", rule: "colorway-pods/restricted", spoil: set([...container, "securityContext", "allowPrivilegeEscalation"], true) },
    { what: "a capability more", rule: "colorway-pods/restricted", spoil: set([...container, "securityContext", "capabilities"], { drop: ["ALL"], add: ["SYS_ADMIN"] }) },
    { what: "root", rule: "colorway-pods/restricted", spoil: set([...container, "securityContext", "runAsUser"], 0) },
    { what: "the node's network", rule: "colorway-pods/restricted", spoil: set(["spec", "hostNetwork"], true) },
    { what: "a folder of the node", rule: "colorway-pods/restricted", spoil: set(["spec", "volumes"], [{ name: "scratch", hostPath: { path: "/etc" } }]) },
    { what: "no seccomp profile", rule: "colorway-pods/restricted", spoil: without(["spec", "securityContext", "seccompProfile"]) },
];
