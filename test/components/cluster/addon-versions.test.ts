import { strict as assert } from "node:assert";
import { addonNames, addonVersion, addonVersionsDate, kubernetesVersions } from "../../../components/cluster/addon-versions";
import { defaultsOf } from "../../../config/defaults";
import { environments } from "../../../config/types";
import { addonOffer, addonVersionFits, minorVersions } from "../../../simulator/aws/eks/versions";

describe("add-on versions", () => {
    it("has a dated row for each Kubernetes version", () => {
        assert.match(addonVersionsDate, /^\d{4}-\d{2}-\d{2}$/);
        assert.deepEqual(kubernetesVersions, ["1.34", "1.35", "1.36"]);
    });

    it("names every add-on's build as EKS does", () => {
        for (const kubernetes of kubernetesVersions) {
            for (const addon of addonNames) {
                assert.match(addonVersion(kubernetes, addon), /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
            }
        }
    });

    it("takes the kube-proxy of the very Kubernetes version", () => {
        for (const kubernetes of kubernetesVersions) {
            assert.ok(addonVersion(kubernetes, "kube-proxy").startsWith(`v${kubernetes}.`));
        }
        assert.equal(addonVersion("1.35", "kube-proxy"), "v1.35.3-eksbuild.21");
    });

    it("knows the version that every environment starts with", () => {
        for (const environment of environments) {
            assert.ok(kubernetesVersions.includes(defaultsOf(environment).cluster.version), environment);
        }
    });

    it("names builds that the simulated EKS offers, too", () => {
        for (const kubernetes of kubernetesVersions) {
            assert.ok(minorVersions.includes(kubernetes), kubernetes);
            for (const addon of addonNames) {
                const offer = addonOffer(addon);
                assert.ok(offer !== undefined && addonVersionFits(offer, addonVersion(kubernetes, addon), kubernetes), `${addon} for ${kubernetes}`);
            }
        }
    });

    it("refuses a Kubernetes version without a row", () => {
        assert.throws(() => addonVersion("1.29", "coredns"), {
            name: "RangeError",
            message: 'version: got "1.29"; the table of add-on versions (2026-09-04) has 1.34, 1.35, 1.36; add a row for it',
        });
    });
});
