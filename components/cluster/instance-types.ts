/** Which machine image a node group's instance types need. */

/**
 * Family, generation and attributes of a type: `m`, `7`, `gd` in `m7gd.large` (EC2 user guide, "Amazon EC2 instance type naming
 * conventions").
 */
const typeForm = /^([a-z]+)(\d+)([a-z-]*)\./;

/**
 * The Amazon Linux 2023 image of the types' processors, as EKS names it (EKS API reference, CreateNodegroup, `amiType`).
 *
 * @throws RangeError when a type has not the form of one, none is given, or they have different processors
 */
export function imageTypeOf(instanceTypes: readonly string[]): string {
    const images = new Set(instanceTypes.map(type => (isGraviton(type) ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD")));
    if (images.size !== 1) {
        const got = instanceTypes.join(", ") || "none";
        throw new RangeError(`instanceTypes: got ${got}; give types of one processor, since a group has one image`);
    }
    return [...images][0];
}

/** Graviton types have a `g` among their attributes (same page); the first of them, `a1`, has none. */
function isGraviton(type: string): boolean {
    const parts = typeForm.exec(type);
    if (parts === null) {
        throw new RangeError(`instanceTypes: got "${type}"; a type such as m6i.large is allowed`);
    }
    const [, family, generation, attributes] = parts;
    return attributes.includes("g") || family + generation === "a1";
}
