/** `colorway:images`: the registry that the images of the services come from. */

import { type Field, flag, integer, object, text } from "../fields";
import type { ImageSettings } from "../images";

/** Without a slash: one level, so that the pipeline's rights name it (ECR API reference, CreateRepository, `repositoryName`). */
const namespaceForm = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
/** Letters of the repository's name, less those of a service and the slash (same place). */
const longestNamespace = 64;

export function imagesField(defaults: ImageSettings): Field<ImageSettings> {
    return object<ImageSettings>(
        {
            registry: flag({
                about: "Whether the stack has the repositories of the services and the key that images are signed with; one stack of "
                    + "an account has.",
            }),
            namespace: text({
                about: "Begin of the repositories' names, `NAMESPACE/SERVICE`.",
                allowed: `lower-case letters, digits, and . _ - between them, at most ${longestNamespace}`,
                example: "colorway",
                source: "ECR API reference, CreateRepository",
                check: name =>
                    namespaceForm.test(name) && name.length <= longestNamespace ? undefined : "is no begin of a repository's name",
            }),
            previewDays: integer({
                about: "Days after which images of pull requests, tagged `pr-…`, are deleted.",
                min: 1,
                max: 3650,
                unit: "days",
                source: "the bound is this project's own",
            }),
        },
        { about: "Repositories of the services' images, and the key that images are signed with.", defaults },
    );
}
