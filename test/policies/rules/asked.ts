/** Records which properties a rule asks a resource for, whether they are there or not. */

/** The value, telling each path that is asked for: `a.b` and, in lists, `a[].b`. */
export function recording(value: unknown, tell: (path: string) => void, path = ""): unknown {
    if (typeof value !== "object" || value === null) return value;
    const at = (key: string): string => (Array.isArray(value) ? `${path}[]` : path === "" ? key : `${path}.${key}`);
    const ask = (key: string | symbol): void => {
        if (typeof key === "string" && !(Array.isArray(value) && key === "length")) tell(at(key));
    };
    return new Proxy(value, {
        has: (target, key) => {
            ask(key);
            return Reflect.has(target, key);
        },
        get: (target, key) => {
            const found: unknown = Reflect.get(target, key);
            return typeof key === "string" && Object.hasOwn(target, key) ? recording(found, tell, at(key)) : found;
        },
    });
}
