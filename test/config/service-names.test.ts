import { strict as assert } from "node:assert";
import { serviceNames } from "../../config/service-names";

const names = (values: { readonly [key: string]: unknown }, stack = "dev") => serviceNames({ stack, values });
const sample = ["api-gateway", "strategy-engine", "order-execution", "risk-management"];

describe("the names of a stack's services", () => {
    it("are those of the sample where none are written", () => {
        for (const services of [undefined, "", [], "[]"]) assert.deepEqual(names({ "colorway:services": services }), { names: sample });
    });

    it("are those written, as a list or as JSON, whatever else is wrong with the configuration", () => {
        const services = [{ name: "web", port: 8080, publicPaths: ["/*"] }, { name: "orders", port: 8081 }];
        for (const written of [services, JSON.stringify(services)]) {
            assert.deepEqual(names({ "colorway:services": written, "colorway:slots": { blue: { release: "9.9.9" } } }, "test"), { names: ["web", "orders"] });
        }
    });

    it("are unknown where the list is broken, which is told", () => {
        const read = names({ "colorway:services": [{ nam: "web", port: 8080 }] });
        assert.deepEqual("problems" in read ? read.problems.map(({ key, message }) => `${key}: ${message}`) : read, [
            "colorway:services[0].name: is missing",
            "colorway:services[0].nam: is not a known key",
        ]);
        assert.deepEqual("problems" in names({ "colorway:services": "web" }), true);
    });
});
