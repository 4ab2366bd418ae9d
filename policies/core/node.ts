/** Reads values of resources that may be absent, or not known before the resource is made, without ever failing. */

/** What the engine puts in place of a value that is not known in a preview (pulumi sdk/nodejs/runtime/rpc.ts). */
const placeholders: ReadonlySet<unknown> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421", "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** Key of an object that holds a secret, and the key of its value (pulumi sdk/nodejs/runtime/rpc.ts, specialSigKey). */
const signature = "4dabf18193072939515e22adb298388d";

export type Reading = "known" | "absent" | "unknown";

/** A place in a resource's properties. */
export class Node {
    private constructor(
        readonly reading: Reading,
        private readonly raw: unknown,
        /** As `rules[0].applies`; empty for all of the properties. */
        readonly path: string,
    ) {}

    static of(raw: unknown, path = ""): Node {
        const plain = withoutEnvelope(raw);
        if (placeholders.has(plain)) return new Node("unknown", undefined, path);
        return new Node(plain === undefined || plain === null ? "absent" : "known", plain, path);
    }

    /** A part, by `a.b[0].c`. Absent in what is absent, unknown in what is unknown. */
    at(path: string): Node {
        return steps(path).reduce<Node>((node, step) => node.child(step), this);
    }

    /** The parts of a list; none where it is no list. Whether the list itself is known says `reading`. */
    items(): readonly Node[] {
        if (!Array.isArray(this.raw)) return [];
        // By index: what is read by an iterator may fail for all because of one.
        return Array.from({ length: this.raw.length }, (_, index) => this.child(index));
    }

    /** The parts of an object by name. */
    entries(): readonly (readonly [string, Node])[] {
        const { raw } = this;
        if (!isObject(raw)) return [];
        return Object.keys(raw).map((key) => [key, this.child(key)] as const);
    }

    /** The value; undefined where it is absent or unknown. Parts of it may still be unknown. */
    get value(): unknown {
        return this.raw;
    }

    /** The text; undefined where it is none. */
    get text(): string | undefined {
        return typeof this.raw === "string" ? this.raw : undefined;
    }

    /** The number; also where a provider writes it as text. */
    get number(): number | undefined {
        if (typeof this.raw === "number") return this.raw;
        return typeof this.raw === "string" && /^-?\d+(\.\d+)?$/.test(this.raw) ? Number(this.raw) : undefined;
    }

    /** The flag; also where a provider writes it as text. */
    get flag(): boolean | undefined {
        if (typeof this.raw === "boolean") return this.raw;
        return this.raw === "true" ? true : this.raw === "false" ? false : undefined;
    }

    /** Whether nothing in it, however deep, is unknown. */
    get settled(): boolean {
        if (this.reading === "unknown") return false;
        return [...this.items(), ...this.entries().map(([, node]) => node)].every((node) => node.settled);
    }

    private child(step: string | number): Node {
        const path = typeof step === "number" ? `${this.path}[${step}]` : this.path === "" ? step : `${this.path}.${step}`;
        if (this.reading !== "known") return new Node(this.reading, undefined, path);
        if (typeof this.raw !== "object" || this.raw === null || !(step in this.raw)) return new Node("absent", undefined, path);
        try {
            return Node.of(Reflect.get(this.raw, step), path);
        } catch {
            // What packs get throws where a value is not known yet.
            return new Node("unknown", undefined, path);
        }
    }
}

function steps(path: string): readonly (string | number)[] {
    if (path === "") return [];
    return path.split(/[.[\]]+/).filter((part) => part !== "").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A secret in a state or an event is an object around the value, or has none. */
function withoutEnvelope(raw: unknown): unknown {
    if (!isObject(raw) || !(signature in raw)) return raw;
    if ("value" in raw) return raw.value;
    // In a state the value is encrypted: that it is there is all that is known.
    return [...placeholders][0];
}
