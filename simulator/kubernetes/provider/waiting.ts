import type { KubeCluster } from "../api/objects";
import { KubeObject, ObjectKey } from "../api/types";

/** Something to wait for. Looked at after every change of the cluster. */
export interface Condition {
    /** Whether it holds. */
    look(): boolean;
    /** Told each change before the next look. */
    changed?(key: ObjectKey, object: KubeObject | undefined): void;
    /** When to look again by itself, in milliseconds since 1970. */
    next?(): number | undefined;
}

/** The engine was interrupted: it asked its providers to wait no longer. */
export class Canceled extends Error {
    constructor() {
        super("canceled");
        this.name = "Canceled";
    }
}

/** Waits for a condition; false when it does not come true within `milliseconds`. @throws Canceled */
export function waitFor(cluster: KubeCluster, condition: Condition, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
        const deadline = cluster.clock.now() + milliseconds;
        let timer: NodeJS.Timeout | undefined;
        let planned: NodeJS.Immediate | undefined;
        const settle = (end: () => void): void => {
            clearTimeout(timer);
            if (planned !== undefined) clearImmediate(planned);
            cluster.off("changed", onChange);
            signal.removeEventListener("abort", cancel);
            end();
        };
        const cancel = (): void => settle(() => reject(new Canceled()));
        const look = (): void => {
            planned = undefined;
            clearTimeout(timer);
            try {
                if (condition.look()) return settle(() => resolve(true));
            } catch (error) {
                return settle(() => reject(error));
            }
            if (signal.aborted) return cancel();
            const left = deadline - cluster.clock.now();
            if (left <= 0) return settle(() => resolve(false));
            const next = condition.next?.();
            timer = setTimeout(look, Math.max(1, Math.min(left, next === undefined ? left : next - cluster.clock.now())));
        };
        const onChange = (key: ObjectKey, object: KubeObject | undefined): void => {
            condition.changed?.(key, object);
            planned ??= setImmediate(look);
        };
        cluster.on("changed", onChange);
        signal.addEventListener("abort", cancel);
        look();
    });
}
