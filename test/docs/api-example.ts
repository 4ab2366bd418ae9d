import { LeaseHeld, placeText, PlanRefused, RolloutRefused, rolloutsInAws, type AwsRolloutsOptions } from "../../release/api";

/** Brings a release to production. True: it is live. False: it was refused, or it went back and users are where they were. */
export async function deliver(version: string, others: Partial<AwsRolloutsOptions> = {}): Promise<boolean> {
    const stop = new AbortController();
    process.once("SIGTERM", () => stop.abort("SIGTERM"));
    const rollouts = rolloutsInAws({
        projectDir: process.cwd(),
        stack: "prod",
        records: { bucket: "acme-releases", prefix: "colorway", region: "us-east-1" },
        metrics: { prometheus: "https://prometheus.internal" },
        onState: (state, { at }) => console.log(at, placeText(state)),
        signal: stop.signal,
        ...others,
    });
    try {
        const { state } = await rollouts.deploy(version, { kind: "canary" });
        if (state.phase === "needs-person") throw new Error(`somebody has to look: ${state.cause?.text}`);
        return state.phase === "done";
    } catch (error) {
        if (!(error instanceof PlanRefused || error instanceof RolloutRefused || error instanceof LeaseHeld)) throw error;
        console.log(error.message);
        return false;
    }
}
