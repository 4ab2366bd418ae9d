import { Targets } from "../aws/elbv2/targets";
import { Cloud } from "../cloud/cloud";
import { Props } from "../cloud/values";
import { Members } from "./members";

/** What a call of the API works on: the account in one region, and the health that the load balancers see. */
export interface CallContext {
    readonly cloud: Cloud;
    readonly targets: Pick<Targets, "health">;
    /** What the keys of KMS are made from. */
    readonly keySecret: Buffer;
}

/** One action of a service's API. */
export interface Operation {
    readonly input: Members;
    /** Throws `AwsError`; changes nothing when it throws. */
    readonly run: (context: CallContext, request: Props) => Props;
}

export interface Operations {
    readonly [action: string]: Operation;
}
