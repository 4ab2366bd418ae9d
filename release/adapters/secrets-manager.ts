import { callMessageOf, clientSettings, codeOf } from "./aws-client";

// A secret is needed by a person who waits.
const attempts = 3;

/**
 * The text of a secret of Secrets Manager. Needs `secretsmanager:GetSecretValue`, with a key of one's own also `kms:Decrypt`.
 *
 * @param endpoint AWS's API elsewhere @throws what AWS says, with its code
 */
export async function secretText(arn: string, endpoint?: string): Promise<string> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const region = arn.split(":")[3] ?? "";
    const client = new SecretsManagerClient({
        ...clientSettings({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
        maxAttempts: attempts,
    });
    try {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
        if (SecretString === undefined || SecretString.trim() === "") throw new Error("it holds no text");
        return SecretString.trim();
    } catch (error) {
        throw new Error(`${arn}: ${codeOf(error)}: ${callMessageOf(error)}`);
    } finally {
        client.destroy();
    }
}
