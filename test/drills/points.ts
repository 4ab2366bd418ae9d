/** Names of the points of a rollout: what its journal was told last. */
import { JournalEntry } from "../../release/ports/journal";

/** Names entry after entry: `intent shift 1` before an effect of the second step, `event shift 1` after it. */
export class Points {
    private step = 0;

    next(data: JournalEntry["data"]): string {
        if (data["type"] === "planned") return "planned";
        if (data["type"] === "intent") {
            this.step = Number(data["step"]);
            return `intent ${String(data["phase"])} ${this.step}`;
        }
        const { type, phase } = data["event"] as { readonly type: string; readonly phase?: string };
        if (phase === undefined) return type;
        return type === "succeeded" ? `event ${phase} ${this.step}` : `${type} ${phase} ${this.step}`;
    }
}

export function pointsOf(entries: readonly JournalEntry[]): readonly string[] {
    const points = new Points();
    return entries.map(({ data }) => points.next(data));
}
