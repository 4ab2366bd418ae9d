import { callerArn } from "../../aws/account/caller";
import { Operations } from "../operation";

/** STS: who the caller is. Every credential is the administrator of the simulated account. */
export const stsOperations: Operations = {
    GetCallerIdentity: {
        input: {},
        run: ({ cloud }) => ({
            Arn: callerArn(cloud),
            UserId: `AIDA${cloud.hexOf("colorway", 17).toUpperCase()}`,
            Account: cloud.account,
        }),
    },
};
