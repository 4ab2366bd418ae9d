import { Alarm } from "../../../simulator/api/scheduler/alarm";

/** Time that stands still until a test moves it. */
export class FakeTime {
    now = Date.parse("2026-03-01T12:00:00Z");
    private readonly waiting = new Set<{ readonly time: number; readonly act: () => void }>();

    readonly alarm: Alarm = (time, act) => {
        const entry = { time, act };
        this.waiting.add(entry);
        return () => void this.waiting.delete(entry);
    };

    /** Moves to that moment; what is due by then acts, the earliest first. */
    reach(moment: string): void {
        this.now = Date.parse(moment);
        const due = [...this.waiting].filter(({ time }) => time <= this.now).sort((a, b) => a.time - b.time);
        for (const entry of due) if (this.waiting.delete(entry)) entry.act();
    }
}
