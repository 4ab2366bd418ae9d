/** A release as the text of its file. */

import { Document, isScalar, Scalar, visit } from "yaml";
import type { Release } from "../../config/types";

/** YAML with the keys in the order of the reference, one line for each image. */
export function manifestText(release: Release): string {
    const { version, commit, created, images, migrations, evidence } = release;
    const document = new Document({
        version,
        commit,
        created,
        images,
        ...(migrations === undefined ? {} : { migrations }),
        ...(evidence === undefined ? {} : { evidence }),
    });
    visit(document, {
        Pair: (_, { key, value }) => {
            // readers of YAML 1.1 take a bare time for a value of another type
            if (isScalar(key) && (key.value === "created" || key.value === "at") && isScalar(value)) value.type = Scalar.QUOTE_DOUBLE;
        },
    });
    return document.toString({ lineWidth: 0 });
}
