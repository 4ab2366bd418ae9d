import { createHash } from "node:crypto";
import { numberOr, optionalText, Props, record } from "../../cloud/values";
import { KubeObject, Manifest, namespaceOf, ObjectKey } from "./types";

/** What recording needs of the cluster. */
interface Journal {
    readonly clock: { now(): number; iso(): string };
    get(key: ObjectKey): KubeObject | undefined;
    list(apiVersion: string, kind: string, namespace?: string): readonly KubeObject[];
    create(object: Manifest): KubeObject;
    update(object: Manifest): KubeObject;
    delete(key: ObjectKey): void;
}

/** The API server keeps Events for an hour (kube-apiserver, `--event-ttl`). */
const lifeMilliseconds = 3_600_000;

/** Writes Kubernetes Events; the same thing said again counts up. */
export class EventRecorder {
    constructor(private readonly journal: Journal) {}

    record(about: KubeObject, type: "Normal" | "Warning", reason: string, message: string, component: string): void {
        const namespace = namespaceOf(about) ?? "default";
        const digest = createHash("sha256").update([about.metadata.uid, type, reason, message].join("\n")).digest("hex");
        const name = `${about.metadata.name}.${digest.slice(0, 16)}`;
        const key: ObjectKey = { apiVersion: "v1", kind: "Event", namespace, name };
        const now = `${this.journal.clock.iso().slice(0, 19)}Z`;
        const old = this.journal.get(key);
        if (old !== undefined) {
            this.journal.update({ ...old, count: numberOr(old, "count", 1) + 1, lastTimestamp: now });
            return;
        }
        const home = this.journal.get({ apiVersion: "v1", kind: "Namespace", name: namespace });
        if (home === undefined || typeof home.metadata["deletionTimestamp"] === "string") return;
        this.expire(namespace);
        const { apiVersion, kind } = about;
        const involvedObject = { apiVersion, kind, namespace, name: about.metadata.name, uid: about.metadata.uid };
        const times = { firstTimestamp: now, lastTimestamp: now, count: 1 };
        const said = { involvedObject, type, reason, message, source: { component }, ...times };
        this.journal.create({ apiVersion: "v1", kind: "Event", metadata: { namespace, name }, ...said });
    }

    /** Oldest first. */
    about(uid: string, namespace?: string): readonly Props[] {
        const all = this.journal.list("v1", "Event", namespace);
        return all.filter((event) => optionalText(record(event, "involvedObject"), "uid") === uid);
    }

    private expire(namespace: string): void {
        for (const event of this.journal.list("v1", "Event", namespace)) {
            const last = Date.parse(optionalText(event, "lastTimestamp") ?? "");
            if (this.journal.clock.now() - last < lifeMilliseconds) continue;
            this.journal.delete({ apiVersion: "v1", kind: "Event", namespace, name: event.metadata.name });
        }
    }
}
