import { podImageRules } from "../../../../policies/rules/kubernetes/pod-images";
import { describeRules, later } from "../harness";
import { container, first, podFixtures } from "./fixtures";

const digest = `sha256:${"ab".repeat(32)}`;
const own = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop";
const image = (name: string) => container({ image: name });
const pinned = "REPOSITORY@sha256:DIGEST";
const versioned = "a version's tag or a digest";
const registries = "one of *.dkr.ecr.*.amazonaws.com/, ghcr.io/own, docker.io/library/";

describeRules("images", podImageRules, {
    "k8s-image-digest-pinned": podFixtures({
        passes: [image(`${own}@${digest}`), image(`${own}:1.2@${digest}`)],
        fails: [
            [image(`${own}:1.2`), `${first}.image is "${own}:1.2", without a digest; ${pinned} is required`],
            [image("web@sha256:abc"), `${first}.image is "web@sha256:abc", without a digest; ${pinned} is required`],
        ],
        absent: [`${first}.image is not set; ${pinned} is required`],
        unknown: [image(later), `${first}.image`],
    }),
    "k8s-image-no-latest-tag": podFixtures({
        passes: [image("web:1.2"), image(`web@${digest}`), image("registry:5000/web:1")],
        fails: [
            [image("web:latest"), `${first}.image is "web:latest", with the tag latest; ${versioned} is required`],
            [image("web"), `${first}.image is "web", without a tag, which is latest; ${versioned} is required`],
            [
                image("registry:5000/web"),
                `${first}.image is "registry:5000/web", without a tag, which is latest; ${versioned} is required`,
            ],
        ],
        absent: [`${first}.image is not set; ${versioned} is required`],
        unknown: [image(later), `${first}.image`],
    }),
    "k8s-image-registry-allow-list": podFixtures({
        passes: [image(`${own}:1`), image("ghcr.io/own/web:1"), image("ghcr.io/own@" + digest), image("nginx:1")],
        fails: ["ghcr.io/owner/web:1", "bad.example/x.dkr.ecr.eu.amazonaws.com/web", "nginx/nginx:1"].map((name) =>
            [image(name), `${first}.image is "${name}"; ${registries} is required`] as const),
        absent: [`${first}.image is not set; ${registries} is required`],
        unknown: [image(later), `${first}.image`],
        parameters: { registries: ["*.dkr.ecr.*.amazonaws.com/", "ghcr.io/own", "docker.io/library/"] },
    }),
});
