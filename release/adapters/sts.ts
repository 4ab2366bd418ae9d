/** Number of the account that the credentials of this process belong to. Fails where there are none or they are refused. */
export async function callerAccount(region: string): Promise<string> {
    // Loaded only here: most commands act on the simulated cloud.
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const client = new STSClient({ region, maxAttempts: 2 });
    try {
        const { Account } = await client.send(new GetCallerIdentityCommand({}));
        if (Account === undefined) throw new Error("the answer of GetCallerIdentity names no account");
        return Account;
    } finally {
        client.destroy();
    }
}
