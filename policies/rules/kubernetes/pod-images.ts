/** Which images containers run. */
import { judged, shown } from "../../core/conditions";
import { textsOf, textsParameter } from "../../core/parameters";
import type { Condition, Context, Rule } from "../../core/rule";
import { eachContainer, podRule } from "./pods";

/** @param test gives what is wrong with the image */
function image(required: string, test: (image: string, context: Context) => string | undefined): Condition {
    return eachContainer((container, _, context) => judged(container.at("image"), "notMet", required, ({ text = "" }) => {
        const wrong = test(text, context);
        return wrong === undefined ? undefined : `is ${shown(text)}, ${wrong}; ${required} is required`;
    }));
}

/** The tag; undefined where there is none. A colon before the last slash is a registry's port. */
function tagOf(name: string): string | undefined {
    const [plain = ""] = name.split("@");
    const last = plain.slice(plain.lastIndexOf("/") + 1);
    return last.includes(":") ? last.slice(last.indexOf(":") + 1) : undefined;
}

/** With the registry that container runtimes add where the name has none. */
function withRegistry(name: string): string {
    const [first = "", ...rest] = name.split("/");
    if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return name;
    return `docker.io/${rest.length > 0 ? name : `library/${name}`}`;
}

/** Whether the name begins as a pattern says; * stands for letters without a slash, so that it can't reach past the registry. */
function begins(pattern: string, name: string): boolean {
    const expression = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^/]*");
    return new RegExp(`^${expression}${/[/:@]$/.test(pattern) ? "" : "(?=[/:@]|$)"}`).test(name);
}

export const podImageRules: readonly Rule[] = [
    podRule({
        id: "k8s-image-digest-pinned",
        title: "Images are named by digest",
        why: "A tag can be moved after the image was tested, scanned and signed: other content runs under the same name.",
        cure: "Write the image as REPOSITORY@sha256:DIGEST.",
        conditions: [image("REPOSITORY@sha256:DIGEST", (name) =>
            (/@sha256:[0-9a-f]{64}$/.test(name) ? undefined : "without a digest"))],
    }),
    podRule({
        id: "k8s-image-no-latest-tag",
        title: "No image is named by the tag latest, or by none",
        why: "What runs then depends on the day a node pulls it, and nobody can say afterwards which version it was.",
        cure: "Write the image with the tag of a version, or better with its digest.",
        conditions: [image("a version's tag or a digest", (name) => {
            const tag = tagOf(name);
            if (tag === undefined) return name.includes("@") ? undefined : "without a tag, which is latest";
            return tag === "latest" ? "with the tag latest" : undefined;
        })],
    }),
    podRule({
        id: "k8s-image-registry-allow-list",
        title: "Images come from registries of one's own or approved ones",
        why: "Anybody can push to a public registry, under names that look like others.",
        cure: "Copy the image to a registry that the parameter registries lists and name it there.",
        parameters: {
            registries: textsParameter(
                "beginnings of images' names; * stands for letters without a slash", ["*.dkr.ecr.*.amazonaws.com/"],
            ),
        },
        conditions: [eachContainer((container, _, context) => {
            const registries = textsOf(context, "registries");
            const required = `one of ${registries.join(", ")}`;
            return judged(container.at("image"), "notMet", required, ({ text = "" }) =>
                (registries.some((pattern) => begins(pattern, withRegistry(text)))
                    ? undefined
                    : `is ${shown(text)}; ${required} is required`));
        })],
    }),
];
