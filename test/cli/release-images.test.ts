import { strict as assert } from "node:assert";
import { chooseImages, GivenImages } from "../../cli/release-images";
import { Release } from "../../config/types";

const services = ["api", "web", "orders"];
const base: Release = { version: "1.0.0", commit: "", created: "", images: { api: "api@1", web: "web@1", orders: "orders@1", gone: "gone@1" } };

function choose(given: Partial<GivenImages>): { readonly choices: { readonly [service: string]: unknown }; readonly mistakes: readonly string[] } {
    const { choices, mistakes } = chooseImages(services, { images: [], behaviors: [], ...given });
    return { choices: Object.fromEntries(choices), mistakes };
}

describe("the images of a new release", () => {
    it("are those that are named", () => {
        assert.deepEqual(choose({ images: ["web=w@2", "api=a@2?x=y", "orders=o@2"] }), {
            choices: { api: { image: "a@2?x=y" }, web: { image: "w@2" }, orders: { image: "o@2" } },
            mistakes: [],
        });
    });

    it("come from the release before where nothing else names them, those of services that are gone left out", () => {
        assert.deepEqual(choose({ base, images: ["web=w@2"], behaviors: ["orders=errors:5%"] }), {
            choices: { api: { image: "api@1" }, web: { image: "w@2" }, orders: { behavior: "errors:5%" } },
            mistakes: [],
        });
    });

    it("are healthy where one of a release without a base is to be pushed", () => {
        assert.deepEqual(choose({ behaviors: ["api=crashloop"] }).choices, { api: { behavior: "crashloop" }, web: { behavior: "healthy" }, orders: { behavior: "healthy" } });
    });

    it("all behave the same where a behavior names no service, but for those that are named", () => {
        assert.deepEqual(choose({ base, images: ["web=w@2"], behaviors: ["slow:800ms", "api=healthy"] }).choices, {
            api: { behavior: "healthy" },
            web: { image: "w@2" },
            orders: { behavior: "slow:800ms" },
        });
    });

    it("are missing where nothing names them", () => {
        const missing = "images: none for api, orders; allowed: an image for each service; cure: add --image SERVICE=REPOSITORY@sha256:DIGEST for each";
        assert.deepEqual(choose({ images: ["web=w@2"] }).mistakes, [`${missing}, or --from-version VERSION`]);
        const { api: _, orders: __, ...images } = base.images;
        assert.deepEqual(choose({ base: { ...base, images } }).mistakes, [missing]);
    });

    it("have all mistakes told at once", () => {
        const images = ["web", "=w@2", "web=", "webb=w@2", "api=a@2", "api=a@3", "zzz=w@1"];
        const behaviors = ["healthy", "crashloop", "api=healthy", "ordrs=healthy", "orders=healthy", "orders=crashloop"];
        const names = "allowed: api, web, orders";
        assert.deepEqual(choose({ base, images, behaviors }).mistakes, [
            '--image: "web" names no service and image; allowed: SERVICE=REPOSITORY@sha256:DIGEST; cure: write it so',
            '--image: "=w@2" names no service and image; allowed: SERVICE=REPOSITORY@sha256:DIGEST; cure: write it so',
            '--image: "web=" names no service and image; allowed: SERVICE=REPOSITORY@sha256:DIGEST; cure: write it so',
            `--image: "webb" is no service; ${names}; cure: write web`,
            "--image: api is given twice; allowed: once; cure: remove one",
            `--image: "zzz" is no service; ${names}; cure: remove it`,
            `--behavior: "ordrs" is no service; ${names}; cure: write orders`,
            "--behavior: orders is given twice; allowed: once; cure: remove one",
            "--behavior: healthy and crashloop are both for every service; allowed: one; cure: write SERVICE=BEHAVIOR, or join them with a comma",
            "--behavior: api has an image by --image, too; allowed: one of them; cure: remove one",
        ]);
    });
});
