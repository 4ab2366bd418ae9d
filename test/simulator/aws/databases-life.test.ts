import { strict as assert } from "node:assert";
import { Props, records, text } from "../../../simulator/cloud/values";
import { outputs, refusal } from "./foundation";
import { database, databaseReady, dbParameters, dbSubnets, passwordRotation } from "./refused/service-steps";
import { ref } from "./refused/steps";
import { accountWith, models } from "./services-models";

const now: Props = { applyImmediately: true };

describe("life of simulated databases", () => {
    it("a protected one is not deleted", async () => {
        const account = await accountWith(...databaseReady, database({ deletionProtection: true }));
        const message =
            "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.";
        assert.equal(await refusal(account.remove("database")), message);
    });

    it("needs a last snapshot of a new name, or the word that none is wanted", async () => {
        const account = await accountWith(...databaseReady, database({ skipFinalSnapshot: false }));
        assert.equal(
            await refusal(account.remove("database")),
            "InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
        );
        const last: Props = { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" };
        await account.update("database", database(last).inputs);
        await account.remove("database");
        await account.run([database(last)]);
        const message =
            "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier last already exists.";
        assert.equal(await refusal(account.remove("database")), message);
    });

    it("takes its secret and interfaces along; groups stay until then", async () => {
        const account = await accountWith(
            ...databaseReady,
            dbParameters("postgres17"),
            database({ parameterGroupName: ref("parameters.name") }),
        );
        const arn = text(records(outputs(account, "database"), "masterUserSecrets")[0] ?? {}, "secretArn");
        assert.equal(
            await refusal(account.remove("subnets")),
            "InvalidDBSubnetGroupStateFault: Cannot delete the subnet group 'data' because at least one database "
                + "instance: colorway is still using it.",
        );
        assert.match(await refusal(account.remove("parameters")), /^InvalidDBParameterGroupState: /);
        assert.match(await refusal(account.remove("a")), /^DependencyViolation/);
        await account.remove("database");
        assert.equal(account.cloud.find("aws:secretsmanager/secret:Secret", arn), undefined);
        for (const name of ["parameters", "subnets", "a", "b", "c", "vpc"]) await account.remove(name);
    });

    it("never shrinks and never goes back a version", async () => {
        const account = await accountWith(...databaseReady, database({ allocatedStorage: 50, ...now }));
        const small = account.update("database", database({ allocatedStorage: 20, ...now }).inputs);
        assert.equal(
            await refusal(small),
            "InvalidParameterCombination: Requested storage size (20) cannot be less than the current storage size (50)",
        );
        const old = account.update("database", database({ allocatedStorage: 50, engineVersion: "17.8", ...now }).inputs);
        assert.equal(await refusal(old), "InvalidParameterCombination: Cannot upgrade postgres from 17.9 to 17.8");
    });

    it("goes to the next major version when told so, with parameters of its family", async () => {
        const parameters = dbParameters("postgres17", [], "parameters17");
        const account = await accountWith(
            ...databaseReady,
            parameters,
            dbParameters("postgres18", [], "parameters18"),
            database({
                parameterGroupName: ref("parameters17.name"),
                ...now,
            }),
        );
        const upgrade = (more: Props): Props =>
            database({ engineVersion: "18.1", parameterGroupName: ref("parameters18.name"), ...now, ...more }).inputs;
        assert.equal(
            await refusal(account.update("database", upgrade({}))),
            "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new "
                + "major version.",
        );
        const same = upgrade({ allowMajorVersionUpgrade: true, parameterGroupName: ref("parameters17.name") });
        assert.match(
            await refusal(account.update("database", same)),
            /^InvalidParameterCombination: Current Parameter Group \(parameters17\) is non-default/,
        );
        await account.update("database", upgrade({ allowMajorVersionUpgrade: true }));
        assert.equal(outputs(account, "database")["engineVersionActual"], "18.1");
    });

    it("leaves what restarts it to the maintenance window", async () => {
        const account = await accountWith(...databaseReady, database());
        const larger = database({ instanceClass: "db.t4g.large", backupRetentionPeriod: 14 }).inputs;
        await account.update("database", larger);
        const { instanceClass, backupRetentionPeriod } = outputs(account, "database");
        assert.deepEqual([instanceClass, backupRetentionPeriod], ["db.t4g.medium", 14]);
        assert.equal(await account.change("database", larger), "update");
        await account.update("database", { ...larger, applyImmediately: true });
        assert.equal(outputs(account, "database")["instanceClass"], "db.t4g.large");
    });

    it("keeps its secret's rotation until the rotation goes", async () => {
        const account = await accountWith(...databaseReady, database(), passwordRotation({ automaticallyAfterDays: 90 }));
        const arn = account.resource("rotation").id;
        const rotation = (): unknown => account.cloud.find("aws:secretsmanager/secret:Secret", arn)?.hidden?.["rotation"];
        assert.deepEqual(rotation(), { automaticallyAfterDays: 90 });
        await account.remove("rotation");
        assert.equal(rotation(), null);
    });

    it("gives up its managed password for one of the program's", async () => {
        const account = await accountWith(...databaseReady, database());
        const arn = text(records(outputs(account, "database"), "masterUserSecrets")[0] ?? {}, "secretArn");
        await account.update("database", database({ manageMasterUserPassword: null, password: "correct-horse" }).inputs);
        assert.deepEqual(outputs(account, "database")["masterUserSecrets"], []);
        assert.equal(account.cloud.find("aws:secretsmanager/secret:Secret", arn), undefined);
    });

    it("is found by its identifier for an import", async () => {
        const account = await accountWith(...databaseReady, database());
        const { id, type } = account.resource("database");
        const lookup = models.find((model) => model.type === type)?.lookup;
        assert.equal(lookup?.(account.cloud, "colorway")?.id, id);
        assert.equal(lookup?.(account.cloud, "other"), undefined);
    });

    it("keeps its place in the subnet group", async () => {
        const account = await accountWith(...databaseReady, database());
        const without = dbSubnets({ subnetIds: [ref("b.id"), ref("c.id")] }).inputs;
        assert.match(await refusal(account.update("subnets", without)), /^SubnetAlreadyInUse: /);
    });
});
