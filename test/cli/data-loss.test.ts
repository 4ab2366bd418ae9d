import { strict as assert } from "node:assert";
import { dataLosses, refuseDataLoss } from "../../cli/data-loss";
import { CommandFailure } from "../../cli/failure";
import type { ChangeRecord } from "../../cli/progress";

const database = "aws:rds/instance:Instance";

function change(operation: string, type = database, more: Partial<ChangeRecord> = {}): ChangeRecord {
    const name = more.name ?? "dev-data";
    return { operation, type, name, urn: `urn:pulumi:dev::colorway::${type}::${name}`, paths: [], ...more };
}

describe("changes that lose data", () => {
    it("replace or delete what holds data, and nothing else", () => {
        const operations = ["create", "update", "replace", "delete", "same", "read"];
        assert.deepEqual(dataLosses(operations.map((operation) => change(operation))).map(({ operation }) => operation), ["replace", "delete"]);
        assert.deepEqual(dataLosses([change("delete", "aws:lb/listener:Listener"), change("replace", "kubernetes:apps/v1:Deployment")]), []);
        for (const type of ["aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:elasticache/replicationGroup:ReplicationGroup", "aws:cloudwatch/logGroup:LogGroup", "kubernetes:core/v1:PersistentVolumeClaim"]) {
            assert.equal(dataLosses([change("delete", type)]).length, 1, type);
        }
    });

    it("do not delete what stays in the cloud, but replace it by what is empty", () => {
        assert.deepEqual(dataLosses([change("delete", database, { retained: true })]), []);
        assert.equal(dataLosses([change("replace", database, { retained: true })]).length, 1);
    });

    it("are permitted by name or URN, each for itself", () => {
        const both = [change("delete"), change("delete", database, { name: "dev-other" })];
        assert.deepEqual(dataLosses(both, ["dev-data"]).map(({ name }) => name), ["dev-other"]);
        assert.deepEqual(dataLosses(both, ["dev-data", "urn:pulumi:dev::colorway::aws:rds/instance:Instance::dev-other"]), []);
        assert.equal(dataLosses(both, ["dev"]).length, 2);
    });

    it("are refused with resource, reason, controls, cure, and the way to permit them", () => {
        assert.doesNotThrow(() => refuseDataLoss([change("update")]));
        assert.throws(() => refuseDataLoss([change("replace", database, { paths: ["engine"] })]), (error) => {
            assert.ok(error instanceof CommandFailure);
            assert.equal(error.exitCode, 3);
            assert.equal(error.message, [
                "refused: a resource that holds data would be lost; nothing was changed",
                "",
                "data-kept (critical, mandatory): What holds data is neither replaced nor deleted by the way",
                "- resource: aws:rds:Instance dev-data",
                "- found: it would be replaced by an empty one, because of engine",
                "- controls: NIST SP 800-53 CM-4, CP-9, SI-12; PCI DSS 6.5.1, 10.3.2",
                "- cure: Take the change back, or make the new one beside it and move the data.",
                "",
                "if the data may go: --allow-data-loss dev-data",
            ].join("\n"));
            const urn = "urn:pulumi:dev::colorway::aws:rds/instance:Instance::dev-data";
            assert.deepEqual(error.details, { dataLoss: [{ operation: "replace", type: database, urn, name: "dev-data", paths: ["engine"] }] });
            return true;
        });
    });
});
