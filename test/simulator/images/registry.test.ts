import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { SystemClock } from "../../../simulator/cloud/clock";
import { Cloud } from "../../../simulator/cloud/cloud";
import { MemoryStore } from "../../../simulator/cloud/store";
import { ImageRegistry } from "../../../simulator/images/registry";

const host = "111122223333.dkr.ecr.us-east-1.amazonaws.com";

describe("image registry", () => {
    let registry: ImageRegistry;

    beforeEach(() => {
        registry = new ImageRegistry(new Cloud(new MemoryStore(), new SystemClock()));
        registry.seed();
    });

    const sha = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

    it("holds the sample services in two versions, each digest that of its canonical text", () => {
        const wanted = ["api-gateway", "strategy-engine", "order-execution", "risk-management"].flatMap((service) =>
            ["1.0.0", "1.1.0"].map((version) => ({
                repository: `colorway/${service}`,
                version,
                behavior: "healthy",
                digest: sha(`{"behavior":"healthy","repository":"colorway/${service}","version":"${version}"}`),
            })),
        );
        assert.deepEqual(registry.images(), wanted);
        registry.seed();
        assert.equal(registry.images().length, 8);
    });

    it("finds an image by digest and by tag, which the newest push holds", () => {
        const first = registry.push("colorway/api-gateway", "2.0.0", "healthy");
        const second = registry.push("colorway/api-gateway", "2.0.0", "errors:5%");
        const pulled = (reference: string): string => {
            const result = registry.pull(reference);
            return "image" in result ? result.image.behavior : result.failure.message;
        };
        assert.notEqual(first, second);
        assert.equal(pulled(`${host}/colorway/api-gateway:2.0.0`), "errors:5%");
        assert.equal(pulled(`${host}/colorway/api-gateway@${first}`), "healthy");
        assert.equal(pulled(`${host}/colorway/api-gateway:2.0.0@${first}`), "healthy");
        assert.equal(registry.push("colorway/api-gateway", "2.0.0", "healthy"), first);
        assert.equal(pulled(`${host}/colorway/api-gateway:2.0.0`), "healthy");
    });

    const notFound = (image: string): string =>
        `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": ` +
        `failed to resolve reference "${image}": ${image}: not found`;
    const invalid = (image: string): string =>
        `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
    const digest = `sha256:${"0".repeat(64)}`;
    const failures: readonly (readonly [string, string, string])[] = [
        [`${host}/colorway/api-gateway@${digest}`, "ErrImagePull", notFound(`${host}/colorway/api-gateway@${digest}`)],
        [`${host}/colorway/api-gateway:9.9.9`, "ErrImagePull", notFound(`${host}/colorway/api-gateway:9.9.9`)],
        [
            "nginx:1.29",
            "ErrImagePull",
            'rpc error: code = Unknown desc = failed to pull and unpack image "nginx:1.29": ' +
                'failed to resolve reference "nginx:1.29": failed to do request: Head "https://docker.io/v2/library/nginx/manifests/1.29": ' +
                "dial tcp: lookup docker.io: no such host",
        ],
        [`${host}/colorway/Api`, "InvalidImageName", invalid(`${host}/colorway/Api`)],
        [`${host}/colorway/api-gateway@sha256:12`, "InvalidImageName", invalid(`${host}/colorway/api-gateway@sha256:12`)],
    ];
    for (const [reference, reason, message] of failures) {
        it(`says why ${reference.slice(0, 70)} cannot be pulled`, () =>
            assert.deepEqual(registry.pull(reference), { failure: { reason, message } }));
    }

    it("refuses names that are none and behaviors that it does not know", () => {
        assert.throws(() => registry.push("Colorway/x", "1", "healthy"), {
            message: `repository "Colorway/x": expected lower-case words joined by /, ., _ or -, as colorway/api-gateway`,
        });
        assert.throws(() => registry.push("colorway/x", "1 0", "healthy"), {
            message: `version "1 0": expected a tag of up to 128 letters, digits, ., _ and -, as 1.0.0`,
        });
        assert.throws(() => registry.push("colorway/x", "1.0.0", "odd"), { name: "BehaviorError" });
    });
});
