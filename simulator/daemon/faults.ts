import { Fault, faultKinds, Faults } from "../api/faults";
import { services } from "../api/services";
import { BadRequest, Route } from "./control";

const mostTimes = 1_000_000;
const longestMs = 600_000;

/** `GET /faults`, `POST /faults` and `POST /faults/clear` of the control interface. */
export function faultRoutes(faults: Faults): readonly Route[] {
    return [
        { method: "GET", path: "/faults", handle: () => ({ faults: faults.list() }) },
        {
            method: "POST",
            path: "/faults",
            handle: (body) => {
                const fault = faultOf(body);
                faults.add(fault);
                return { fault };
            },
        },
        { method: "POST", path: "/faults/clear", handle: () => ({ cleared: faults.clear() }) },
    ];
}

/** The fault that a request asks for; `times` is 1 and `milliseconds` 0 where it does not say. */
export function faultOf(body: unknown): Fault {
    const given = (body ?? {}) as { readonly [name: string]: unknown };
    const kind = faultKinds.find((known) => known === given["kind"]);
    if (kind === undefined) throw refused("kind", given["kind"], faultKinds.join(", "));
    const service = services.get(String(given["service"]));
    if (service === undefined) throw refused("service", given["service"], [...services.keys()].join(", "));
    const action = given["action"];
    if (action !== undefined && !(typeof action === "string" && Object.hasOwn(service.operations, action))) {
        throw refused("action", action, Object.keys(service.operations).join(", "));
    }
    const milliseconds = whole(given["milliseconds"] ?? 0, "milliseconds", 0, longestMs);
    if (kind === "late" && milliseconds === 0) throw refused("milliseconds", 0, `1 to ${longestMs} where kind is late`);
    if (kind === "throttle" && milliseconds > 0) throw refused("milliseconds", milliseconds, "none where kind is throttle");
    const times = whole(given["times"] ?? 1, "times", 1, mostTimes);
    return { kind, service: String(given["service"]), ...(typeof action === "string" ? { action } : {}), times, milliseconds };
}

function whole(value: unknown, name: string, min: number, max: number): number {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw refused(name, value, `a whole number from ${min} to ${max}`);
}

function refused(name: string, value: unknown, allowed: string): BadRequest {
    const what = value === undefined ? "missing" : `${JSON.stringify(value)} is not allowed`;
    return new BadRequest(`${name}: ${what}; allowed: ${allowed}`);
}
