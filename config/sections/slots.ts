/** `colorway:activeColor`, `colorway:traffic` and `colorway:slots`: which color serves whom, and with what. */

import { type Checked, type Field, integer, map, object, oneOf, text } from "../fields";
import { nearest } from "../nearest";
import type { Place } from "../problems";
import { type Color, colors, type ServiceSettings, type SlotSize, slotSizes, type Traffic } from "../types";
import { maxReplicas } from "./services";

/** A slot as written: the release by its version. */
export interface SlotEntry {
    readonly size: SlotSize;
    readonly release?: string;
    readonly floors?: { readonly [service: string]: number };
}

export interface SlotEntries {
    readonly blue: SlotEntry;
    readonly green: SlotEntry;
}

export const colorField: Field<Color> = oneOf(colors, {
    about: "The color that serves users.",
    cure: "write blue or green",
});

export const trafficField: Field<Traffic> = object<Traffic>(
    {
        blue: integer({ about: "Share of blue.", min: 0, max: 100, unit: "percent" }),
        green: integer({ about: "Share of green.", min: 0, max: 100, unit: "percent" }),
    },
    {
        about: "Weights of the two colors; they add up to 100. Absent: everything to the active color.",
        cure: "write both, for example {blue: 90, green: 10}",
        defaults: {},
    },
);

/** Semantic Versioning 2.0.0 without build metadata, which no tag may hold. */
const versionPattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

export function isVersion(version: string): boolean {
    return versionPattern.test(version);
}

const floorsField = map(integer({ about: "Fewest pods.", min: 1, max: maxReplicas }), {
    about: "Fewest pods of a service while the slot is `full`, above its `minReplicas`; a rollout gives what the live color has.",
    allowed: "numbers of pods by the name of a service",
    cure: "write it as {api-gateway: 4}",
    checkKey: () => undefined,
});

const slotField = object<SlotEntry>(
    {
        size: oneOf(slotSizes, {
            about: "How much of the slot runs: `full` takes traffic, `reduced` is a warm standby, `off` runs no pods.",
        }),
        release: text({
            about: "Version of the release, as in `releases/VERSION.yaml`.",
            allowed: "a semantic version",
            example: "1.4.0",
            cure: "write the name of a file in releases/ without .yaml",
            optional: true,
            check: version => (isVersion(version) ? undefined : "is no semantic version"),
        }),
        floors: floorsField,
    },
    { about: "One slot.", defaults: { floors: {} } },
);

export const slotsField: Field<SlotEntries> = object<SlotEntries>(
    { blue: slotField, green: slotField },
    {
        about: "The two slots. A color that is left out is `off`.",
        cure: "write {blue: {size: full, release: 1.0.0}}",
        defaults: { blue: { size: "off" }, green: { size: "off" } },
    },
);

/** Everything about the two colors as far as it could be read. */
export interface ReadColors {
    readonly activeColor: Color | undefined;
    /** As written; undefined where absent or broken. */
    readonly traffic: Checked<Traffic> | undefined;
    readonly slots: Checked<SlotEntries> | undefined;
}

export function colorRules(read: ReadColors, places: { readonly traffic: Place; readonly slots: Place }): void {
    const { activeColor, traffic, slots } = read;
    if (traffic !== undefined) checkWeights(traffic, places.traffic);
    for (const color of colors) {
        const slot = slots?.[color];
        if (slot?.size === undefined) continue;
        const at = places.slots.member(color);
        const weight = traffic?.[color] ?? 0;
        const instead = slots?.[other(color)]?.size === "full" ? `, or make ${other(color)} the active color` : "";
        if (slot.size !== "full" && (color === activeColor || weight > 0)) {
            at.member("size").note(
                sizeOf(slotField),
                {
                    message:
                        color === activeColor
                            ? `is ${slot.size}, but ${color} is the active color`
                            : `is ${slot.size}, but ${color} gets ${weight} % of the traffic`,
                    cure: color === activeColor ? `write full${instead}` : "write full, or take its traffic away",
                },
                slot.size,
            );
        }
    }
}

/** Notes a slot that runs but has no release; apart, since it needs the record as written. */
export function releaseRules(slots: Checked<SlotEntries> | undefined, written: (color: Color) => unknown, place: Place): void {
    for (const color of colors) {
        const slot = slots?.[color];
        if (slot?.size === undefined || slot.size === "off" || slot.release !== undefined || written(color) !== undefined)
            continue;
        const field = slotField.members?.release ?? slotField;
        place
            .member(color)
            .member("release")
            .note(
                field,
                {
                    message: `is missing; the slot is ${slot.size}`,
                    cure: "write the version of a file in releases/, or set size to off",
                },
                undefined,
            );
    }
}

/** Notes floors of services that are none, and floors that the autoscaler could never hold. */
export function floorRules(
    slots: Checked<SlotEntries> | undefined,
    services: readonly (Checked<ServiceSettings> | undefined)[],
    place: Place,
): void {
    const names = services.flatMap(service => (service?.name === undefined ? [] : [service.name]));
    // a service whose name could not be read may be the one that is meant
    const complete = names.length === services.length;
    for (const color of colors) {
        for (const [name, floor] of Object.entries(slots?.[color]?.floors ?? {})) {
            const at = place.member(color).member("floors").member(name);
            const service = services.find(each => each?.name === name);
            if (service === undefined) {
                const near = nearest(name, names);
                const cure = near === undefined ? "remove it" : `write ${near} instead, or remove it`;
                if (complete) at.note({ allowed: names.join(", "), cure }, "is no service", floor);
            } else if (floor !== undefined && service.maxReplicas !== undefined && floor > service.maxReplicas) {
                const most = service.maxReplicas;
                const complaint = {
                    message: `is above maxReplicas of ${name}, ${most}`,
                    cure: `write ${most} or less, or raise maxReplicas`,
                };
                at.note(floorsField.items ?? floorsField, complaint, floor);
            }
        }
    }
}

function checkWeights(traffic: Checked<Traffic>, place: Place): void {
    const { blue, green } = traffic;
    if (blue === undefined || green === undefined || blue + green === 100) return;
    place.note(
        { allowed: "two whole numbers that add up to 100", cure: `write {blue: ${blue}, green: ${100 - blue}}` },
        `adds up to ${blue + green}`,
        traffic,
    );
}

function sizeOf(field: Field<SlotEntry>): Field<unknown> {
    return field.members?.size ?? field;
}

export function other(color: Color): Color {
    return color === "blue" ? "green" : "blue";
}
