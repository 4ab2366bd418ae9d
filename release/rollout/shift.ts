/**
 * The shift, and the brake, which is a shift back: write every rule, read every rule back whole, ask the load balancer until its answers
 * prove it. Times of the parts are kept.
 */
import { Color, colors, PerColor, Traffic } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { LiveRule, LoadBalancer, Probe, ProbeAnswer, TargetState } from "../ports/load-balancer";
import { healthyIn, ServiceGroups } from "./groups";

/** Milliseconds of the parts of a shift. */
export interface ShiftTimes {
    /** From the call until rules and targets were looked at. */
    readonly decide: number;
    /** Until every write was accepted. */
    readonly write: number;
    /** Until every rule was read back as written. */
    readonly readBack: number;
    /** Until answers in a row proved it. */
    readonly dataPlane: number;
}

export interface ShiftRequest {
    readonly listenerArn: string;
    /** Target groups of each public service, by color. */
    readonly groups: readonly ServiceGroups[];
    readonly traffic: Traffic;
    /** Path that the probe asks, of a public service. */
    readonly path: string;
    /** Answers in a row, 1 or more. */
    readonly answers: number;
    /** Fewest healthy targets of a group that has, or gets, a weight above 0. */
    readonly minHealthy: number;
    /** Where a brake finds the live color weak: it is still better than a release that fails. 0 targets are never accepted, but waited for. */
    readonly brake?: boolean;
    readonly signal: AbortSignal;
}

/** Why a shift did not happen or is not proved. */
export class ShiftFailed extends Error {
    constructor(
        message: string,
        /** Whether a write may have been accepted. */
        readonly written: boolean,
    ) {
        super(message);
        this.name = "ShiftFailed";
    }
}

// One health check that fails may take out the only target of a live color, for a moment: a brake waits for it.
const brakePatienceMs = 10_000;
const brakePauseMs = 250;
const readBackMs = 10_000;
const readBackPauseMs = 100;
// The load balancer's nodes take over new weights within seconds; a minute without proof is no delay any more.
const proofMs = 60_000;
const proofPauseMs = 20;

export class Shifter {
    constructor(
        private readonly loadBalancer: LoadBalancer,
        private readonly probe: Probe,
        private readonly clock: Clock,
    ) {}

    /** Moves the traffic. @throws ShiftFailed */
    async shift(request: ShiftRequest): Promise<ShiftTimes> {
        const called = this.clock.now();
        const pairs = request.groups.map(({ arns }) => arns);
        const [rules] = await Promise.all([this.loadBalancer.rules(request.listenerArn, pairs), this.checkTargets(request)]);
        checkRules(rules, request);
        const began = this.clock.now();
        await Promise.all(rules.map((rule) => this.loadBalancer.write(rule, request.traffic)));
        const written = this.clock.now();
        await this.readBack(request, pairs);
        const read = this.clock.now();
        await this.prove(request);
        return { decide: began - called, write: written - began, readBack: read - written, dataPlane: this.clock.now() - read };
    }

    /** A group without healthy targets answers 503, and one whose targets are all unhealthy is sent requests all the same. */
    private async checkTargets(request: ShiftRequest): Promise<void> {
        const deadline = this.clock.now() + (request.brake === true ? brakePatienceMs : 0);
        for (;;) {
            const found = await this.weaknesses(request);
            if (found.length === 0) return;
            if (request.signal.aborted || this.clock.now() >= deadline) throw new ShiftFailed(`${found.join("; ")}; no weight was written`, false);
            await this.clock.sleep(brakePauseMs, request.signal);
        }
    }

    private async weaknesses({ groups, traffic, minHealthy, brake }: ShiftRequest): Promise<readonly string[]> {
        const needed = brake === true ? 1 : minHealthy;
        const gaining = colors.filter((color) => traffic[color] > 0);
        const weak = await Promise.all(
            groups.flatMap(({ service, arns }) => gaining.map(async (color) => this.weakness(service, color, arns[color], needed))),
        );
        return weak.filter((text) => text !== undefined);
    }

    private async weakness(service: string, color: Color, arn: string, needed: number): Promise<string | undefined> {
        const targets = await this.loadBalancer.targets(arn);
        const healthy = healthyIn(targets);
        if (healthy >= needed) return undefined;
        return `${service} in ${color}: ${healthy} of ${targets.length} targets healthy, ${needed} needed${reasonsOf(targets)}`;
    }

    private async readBack(request: ShiftRequest, pairs: readonly PerColor<string>[]): Promise<void> {
        const deadline = this.clock.now() + readBackMs;
        for (;;) {
            const wrong = differences(await this.loadBalancer.rules(request.listenerArn, pairs), request.traffic);
            if (wrong.length === 0) return;
            if (request.signal.aborted) throw new ShiftFailed("broken off", true);
            if (this.clock.now() >= deadline) throw new ShiftFailed(`written, but read back otherwise: ${wrong.join("; ")}`, true);
            await this.clock.sleep(readBackPauseMs, request.signal);
        }
    }

    /** `answers` in a row of a color that has weight, and at least one of each that has. */
    private async prove({ traffic, path, answers, signal }: ShiftRequest): Promise<void> {
        const deadline = this.clock.now() + proofMs;
        const unseen = new Set(colors.filter((color) => traffic[color] > 0));
        let row = 0;
        let last = "no answer yet";
        while (row < answers || unseen.size > 0) {
            if (signal.aborted) throw new ShiftFailed("broken off", true);
            if (this.clock.now() >= deadline) throw new ShiftFailed(`written, but answers do not prove it: ${last}`, true);
            const answer = await this.probe.ask("https", path);
            const color = rightColor(answer, traffic);
            if (color === undefined) {
                row = 0;
                last = answerText(answer);
                await this.clock.sleep(proofPauseMs, signal);
            } else {
                row += 1;
                unseen.delete(color);
            }
        }
    }
}

/** The color of an answer that may come with these weights. */
function rightColor(answer: ProbeAnswer, traffic: Traffic): Color | undefined {
    if (answer.kind === "noAnswer" || answer.color === undefined) return undefined;
    return traffic[answer.color] > 0 ? answer.color : undefined;
}

function answerText(answer: ProbeAnswer): string {
    return answer.kind === "noAnswer" ? answer.reason : `status ${answer.status} from ${answer.color ?? "the load balancer itself"}`;
}

/** A brake takes strangers out with its write. */
function checkRules(rules: readonly LiveRule[], { listenerArn, groups, brake }: ShiftRequest): void {
    if (rules.length === 0) throw new ShiftFailed(`${listenerArn}: no rule names the target groups; \`colorway up\` makes them`, false);
    const foreign = rules.find(({ strangers }) => strangers.length > 0);
    if (foreign !== undefined && brake !== true) {
        const text = `${foreign.arn}: forwards to ${foreign.strangers.join(", ")} as well, which belongs to no color; \`colorway up\` sets it right`;
        throw new ShiftFailed(text, false);
    }
    const missing = groups.filter(({ arns }) => !rules.some(({ targetGroups }) => targetGroups.blue === arns.blue));
    if (missing.length > 0) throw new ShiftFailed(`no rule for ${missing.map(({ service }) => service).join(", ")}; \`colorway up\` makes it`, false);
}

/** Where the rules are not as the weights say. */
export function differences(rules: readonly LiveRule[], traffic: Traffic): readonly string[] {
    return rules.flatMap((rule) => {
        const { blue, green } = rule.weights;
        const found: string[] = [];
        if (blue !== traffic.blue || green !== traffic.green) {
            found.push(`${rule.arn} has blue ${blue}, green ${green}; expected blue ${traffic.blue}, green ${traffic.green}`);
        }
        if (rule.strangers.length > 0) found.push(`${rule.arn} forwards to ${rule.strangers.join(", ")} as well`);
        if (rule.sticky) found.push(`${rule.arn} has stickiness on`);
        return found;
    });
}

function reasonsOf(targets: readonly TargetState[]): string {
    const reasons = [...new Set(targets.filter(({ state }) => state !== "healthy").map(({ state, reason }) => reason ?? state))];
    return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}
