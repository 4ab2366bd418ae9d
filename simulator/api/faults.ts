export const faultKinds = ["throttle", "timeout", "timeout-after-success", "late"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Something that goes wrong on request, so that what calls the API can be seen to bear it. */
export interface Fault {
    /** Signing name of the service, as `elasticloadbalancing`. */
    readonly service: string;
    /** Action, as `ModifyListener`; absent: every action of the service. */
    readonly action?: string;
    /**
     * `throttle`: the service's throttling error; `timeout`: nothing is done and nothing answered;
     * `timeout-after-success`: done, but nothing answered; `late`: done, and answered late.
     */
    readonly kind: FaultKind;
    /** Calls that it strikes; 1 or more. */
    readonly times: number;
    /** Of `late`, and of the time-outs: milliseconds until the answer, or until the connection is closed; 0 or more. */
    readonly milliseconds: number;
}

/** The faults that are still to come; in memory only. */
export class Faults {
    private pending: Fault[] = [];

    add(fault: Fault): void {
        this.pending.push(fault);
    }

    list(): readonly Fault[] {
        return this.pending;
    }

    /** Forgets all; returns how many there were. */
    clear(): number {
        return this.pending.splice(0).length;
    }

    /** The first fault that strikes this call; it counts as used. */
    strike(service: string, action: string): Fault | undefined {
        const index = this.pending.findIndex((fault) => fault.service === service && (fault.action ?? action) === action);
        const fault = this.pending[index];
        if (fault === undefined) return undefined;
        if (fault.times > 1) this.pending[index] = { ...fault, times: fault.times - 1 };
        else this.pending.splice(index, 1);
        return fault;
    }
}
