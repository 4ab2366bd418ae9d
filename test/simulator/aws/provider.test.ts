import { strict as assert } from "node:assert";
import { AwsError } from "../../../simulator/cloud/errors";
import { isUnknown, UNKNOWN } from "../../../simulator/cloud/values";
import { flagProperty, listProperty, mapProperty, numberProperty, objectProperty, ResourceModel, setProperty, textProperty } from "../../../simulator/aws/model";
import { Account } from "./harness";

const thing: ResourceModel = {
    type: "aws:test/thing:Thing",
    service: "Test",
    actions: { create: "CreateThing", update: "ModifyThing", remove: "DeleteThing" },
    invalidCode: "ValidationError",
    inputs: {
        name: textProperty({ computed: true, replace: true, maxLength: 20, pattern: /^[a-z0-9-]+$/ }),
        size: numberProperty({ min: 1, max: 10, default: 3 }),
        least: numberProperty({ min: 1 }),
        most: objectProperty({ weight: numberProperty({ max: 5 }) }),
        zone: textProperty({ computed: true }),
        open: flagProperty(),
        rules: setProperty(objectProperty({ port: numberProperty({ required: true }), note: textProperty() })),
        steps: listProperty(textProperty()),
        labels: mapProperty(textProperty()),
        secret: textProperty({ writeOnly: true }),
    },
    outputs: ["arn"],
    tagged: true,
    autoname: { property: "name", maxLength: 20 },
    checks: [],
    create: (cloud, inputs) => {
        if (inputs["zone"] === "nowhere") throw new AwsError("InvalidZone", "there is no zone nowhere");
        const id = String(inputs["name"]);
        return { id, props: { ...inputs, zone: inputs["zone"] ?? "z1", arn: cloud.arn("test", `thing/${id}`) } };
    },
    update: (_cloud, object, inputs) => ({ ...object.props, ...inputs }),
    remove: (_cloud, object) => {
        if (object.props["open"] === true) throw new AwsError("ResourceInUse", "it is open", 409);
    },
};
const type = thing.type;

describe("what the simulated aws provider does for every type", () => {
    const account = (config = {}) => new Account([thing], [], { region: "us-east-1", ...config });

    it("refuses a type, a property and a data source that is not modeled", async () => {
        await assert.rejects(account().create("aws:test/other:Other", "x", {}), /resource type aws:test\/other:Other is not modeled/);
        await assert.rejects(account().create(type, "x", { color: "red" }), /^Error: color: this property is not modeled by the simulated cloud/);
        await assert.rejects(account().invoke("aws:test/getThing:getThing", {}), /data source aws:test\/getThing:getThing is not modeled/);
    });

    it("tells all mistakes at once, each with its path and AWS's code", async () => {
        await assert.rejects(account().create(type, "x", { name: "A B", size: 11, rules: [{ note: "n" }], open: "yes" }), (error: Error) => {
            assert.deepEqual(error.message.split("\n"), [
                'name: value "A B" does not match ^[a-z0-9-]+$ (ValidationError)',
                "size: expected size to be in the range (1 - 10), got 11 (ValidationError)",
                "rules[0].port: missing required argument (ValidationError)",
                'open: expected true or false, got "yes" (ValidationError)',
            ]);
            return true;
        });
    });

    it("names only the bound that there is", async () => {
        await assert.rejects(account().create(type, "x", { least: 0, most: { weight: 6 } }), (error: Error) => {
            assert.deepEqual(error.message.split("\n"), [
                "least: expected least to be at least (1), got 0 (ValidationError)",
                "most.weight: expected weight to be at most (5), got 6 (ValidationError)",
            ]);
            return true;
        });
        await account().create(type, "x", { least: 1_000_000, most: { weight: -1_000_000 } });
    });

    it("gives the service's errors the form of the real provider", async () => {
        await assert.rejects(account().create(type, "x", { zone: "nowhere" }), (error: Error) => {
            const text = error.message.replace(/RequestID: [0-9a-f-]{36}/, "RequestID: R");
            assert.equal(
                text,
                "creating Test Thing (x): operation error Test: CreateThing, https response error StatusCode: 400, RequestID: R, api error InvalidZone: there is no zone nowhere",
            );
            return true;
        });
    });

    it("names by the logical name with seven digits, keeps the name, and cuts it to the type's limit", async () => {
        const made = await account().create(type, "a-very-long-logical-name", {});
        assert.match(made.id, /^a-very-long--[0-9a-f]{7}$/);
        assert.equal(made.id.length, 20);
        const own = account();
        const first = await own.create(type, "x", {});
        assert.equal((await own.update("x", { size: 4 })).properties["name"], first.id);
    });

    it("shows unknown outputs in previews and known ones where the program gives them", async () => {
        const planned = await account().preview(type, "x", { size: UNKNOWN, open: true });
        assert.ok(isUnknown(planned["arn"]) && isUnknown(planned["zone"]) && isUnknown(planned["size"]));
        assert.equal(planned["open"], true);
        assert.deepEqual(planned["tagsAll"], {});
    });

    it("finds no change where only defaults, computed values and the order of a set differ", async () => {
        const own = account();
        await own.create(type, "x", { rules: [{ port: 1 }, { port: 2, note: "n" }] });
        assert.equal(await own.change("x", { rules: [{ port: 2, note: "n" }, { port: 1 }], size: 3, open: false, steps: [] }), "same");
    });

    it("finds the path of each change", async () => {
        const own = account();
        await own.create(type, "x", { steps: ["a", "b"], labels: { team: "red" }, open: true });
        const { changes } = await own.diff("x", { steps: ["a", "c"], labels: { team: "blue", "cost-center": "1" }, size: 4 });
        assert.deepEqual(changes, {
            "steps[1]": { kind: "update", replace: false },
            "labels.team": { kind: "update", replace: false },
            'labels["cost-center"]': { kind: "add", replace: false },
            open: { kind: "delete", replace: false },
            size: { kind: "update", replace: false },
        });
    });

    it("replaces on a change that forces it, and deletes first where the name is given by hand", async () => {
        const own = account();
        await own.create(type, "x", { name: "by-hand" });
        assert.equal(await own.change("x", { name: "other" }), "replace");
        assert.equal((await own.diff("x", { name: "other" })).deleteBeforeReplace, false);
    });

    it("merges default tags, the resource's own winning, and sees a change of them", async () => {
        const own = account({ defaultTags: { tags: { env: "dev", team: "red" } } });
        const made = await own.create(type, "x", { tags: { team: "blue" } });
        assert.deepEqual(made.properties["tagsAll"], { env: "dev", team: "blue" });
        assert.equal(await own.change("x", { tags: { team: "blue" } }), "same");
        assert.equal(await own.change("x", { tags: { team: "green" } }), "update");
    });

    it("does not return what is write-only, nor sees its absence in the state as a change", async () => {
        const own = account();
        const made = await own.create(type, "x", { secret: "s" });
        assert.equal("secret" in made.properties, false);
        assert.equal(await own.change("x", { secret: "s" }), "same");
    });

    it("refreshes to no difference when nothing drifted, and to the drift otherwise", async () => {
        const own = account();
        const made = await own.create(type, "x", { rules: [{ port: 1 }], size: 4 });
        assert.deepEqual((await own.refresh("x"))?.inputs, made.inputs);
        const object = own.cloud.find(type, made.id);
        own.cloud.put(type, made.id, { ...object?.props, size: 5 });
        assert.equal((await own.refresh("x"))?.inputs["size"], 5);
        assert.equal(await own.change("x", { rules: [{ port: 1 }], size: 4 }), "update");
        own.cloud.remove(type, made.id);
        assert.equal(await own.refresh("x"), undefined);
    });

    it("refuses to delete what the service refuses, and forgets what is already gone", async () => {
        const own = account();
        const made = await own.create(type, "x", { open: true });
        await assert.rejects(own.remove("x"), /api error ResourceInUse: it is open$/);
        own.cloud.remove(type, made.id);
        await own.remove("x");
    });

    it("refuses an account that is not allowed and a region that is not on", () => {
        assert.throws(() => account({ allowedAccountIds: ["999999999999"] }), /^Error: AWS account ID not allowed: 111122223333$/);
    });
});
