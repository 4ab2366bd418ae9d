import { Targets } from "../../aws/elbv2/targets";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { isAbsent, numberOr, record, text, textOr } from "../../cloud/values";
import { Alarm } from "./alarm";
import { scheduleType, stateOf } from "./schedule";
import { invoke } from "./target";

export interface SchedulesOptions {
    readonly cloud: Cloud;
    readonly targets: Pick<Targets, "health">;
    /** What the keys of KMS are made from. */
    readonly keySecret: Buffer;
    readonly alarm: Alarm;
    /** Hears what every schedule did, one line each. */
    readonly log: (line: string) => void;
    /** Hears of what is no error of AWS's. */
    readonly onError: (error: unknown) => void;
}

/** The schedules of the account, at work: each calls its target when its time has come. */
export class Schedules {
    private readonly armed = new Map<string, () => void>();

    constructor(private readonly options: SchedulesOptions) {}

    /** From now on schedules act; those whose time passed while nobody watched act at once. */
    start(): void {
        this.options.cloud.on("changed", this.onChanged);
        for (const schedule of this.options.cloud.store.list(scheduleType)) this.arm(schedule);
    }

    stop(): void {
        this.options.cloud.off("changed", this.onChanged);
        for (const cancel of this.armed.values()) cancel();
        this.armed.clear();
    }

    private readonly onChanged = (type: string, id: string, object: CloudObject | undefined): void => {
        if (type !== scheduleType) return;
        this.armed.get(id)?.();
        this.armed.delete(id);
        if (object !== undefined) this.arm(object);
    };

    private arm({ id, props }: CloudObject): void {
        if (!isAbsent(props["completed"]) || stateOf(props) === "DISABLED") return;
        this.armed.set(id, this.options.alarm(numberOr(props, "at", 0), () => this.act(id)));
    }

    private act(id: string): void {
        const schedule = this.options.cloud.find(scheduleType, id);
        if (schedule === undefined) return;
        const { props } = schedule;
        const request = record(props, "request");
        const target = record(request, "Target");
        const cloud = this.options.cloud.inRegion(text(props, "region"));
        const what = `schedule ${text(props, "name")}: ${text(target, "Arn")}`;
        try {
            invoke({ cloud, targets: this.options.targets, keySecret: this.options.keySecret }, target, text(props, "group"));
            this.options.log(`${what}: done`);
        } catch (error) {
            this.failed(what, error);
        }
        // A failure that is the request's own is not tried again; automatic deletion follows all the same: user guide, "Deletion
        // after schedule completion".
        if (textOr(request, "ActionAfterCompletion", "NONE") === "DELETE") cloud.remove(scheduleType, id);
        else cloud.put(scheduleType, id, { ...props, completed: cloud.clock.iso() }, schedule.hidden);
    }

    private failed(what: string, error: unknown): void {
        if (error instanceof AwsError) this.options.log(`${what}: failed: ${error.code}: ${error.message}`);
        else this.options.onError(error);
    }
}
