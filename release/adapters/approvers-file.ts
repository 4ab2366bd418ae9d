/** `approvers.yaml` of a project. */
import { type Approvers, approversFile, readApprovers } from "../../config/approvers";
import { formatProblem } from "../../config/format";
import type { Problem } from "../../config/types";
import { contentOfFile } from "../manifests/files";

/** There is none, or it is not in order. Nobody can approve anything then. */
export class ApproversUnusable extends Error {
    constructor(
        message: string,
        readonly problems: readonly Problem[],
    ) {
        super(message);
        this.name = "ApproversUnusable";
    }
}

/** @throws ApproversUnusable with every mistake */
export function approversIn(projectDir: string): Approvers {
    const content = contentOfFile(projectDir, approversFile);
    if (content === undefined) {
        throw new ApproversUnusable(
            `${approversFile}: there is none, so nobody can approve; write who may, as docs/features/approvals.md shows it`,
            [],
        );
    }
    const read = readApprovers(content.toString("utf8"));
    if ("approvers" in read) return read.approvers;
    throw new ApproversUnusable(
        [`${approversFile} is not in order, so nobody can approve`, ...read.problems.map(formatProblem)].join("\n"),
        read.problems,
    );
}
