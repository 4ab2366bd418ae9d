import { strict as assert } from "node:assert";
import { deployedOf, OlderProgram, OutputValues } from "../../../release/engine/deployed";

const groups = (color: string) => ({ "api-gateway": { arn: `arn:${color}-api` }, orders: { arn: `arn:${color}-orders` } });
const plain = {
    url: "https://dev.colorway.example", clusterName: "dev", listeners: { https: "arn:https", test: "arn:test" },
    targetGroups: { blue: groups("blue"), green: groups("green") }, slots: { blue: { namespace: "colorway-blue" }, green: { namespace: "colorway-green" } },
    deadManRoleArn: "arn:role", loadBalancer: { dnsName: "dev.elb.example" }, kubeconfig: "{}",
};

function without(...names: readonly string[]): OutputValues {
    return Object.fromEntries(Object.entries(plain).flatMap(([name, value]) => (names.includes(name) ? [] : [[name, { value }]])));
}

describe("the outputs of a stack", () => {
    it("are what a rollout works on", () => {
        const { clusterName, listeners, deadManRoleArn, kubeconfig, url } = plain;
        assert.deepEqual(deployedOf(without()), {
            url, clusterName, listeners, deadManRoleArn, kubeconfig, dnsName: "dev.elb.example",
            namespaces: { blue: "colorway-blue", green: "colorway-green" },
            targetGroups: {
                blue: { "api-gateway": "arn:blue-api", orders: "arn:blue-orders" }, green: { "api-gateway": "arn:green-api", orders: "arn:green-orders" },
            },
        });
    });

    it("are none where nothing was made, or an update has not come to its end", () => {
        assert.equal(deployedOf({}), undefined);
        for (const name of ["url", "clusterName", "listeners", "targetGroups", "slots"]) assert.equal(deployedOf(without(name)), undefined, name);
    });

    for (const name of ["deadManRoleArn", "loadBalancer", "kubeconfig"]) {
        it(`are an older program's without ${name}`, () => {
            const text = `the stack was made by an older program: it has no output ${name}; \`colorway up\` first`;
            assert.throws(() => deployedOf(without(name)), (error: unknown) => error instanceof OlderProgram && error.message === text);
        });
    }
});
