/** Weights of the two colors in a forward action. Knows no Pulumi. */

import { type Color, colors, type Traffic } from "../../config/types";

/** Sum of the weights, in percent. */
export const wholeTraffic = 100;

/** The weight of one color. */
export interface ColorWeight {
    readonly color: Color;
    /** Percent, 0–100. */
    readonly weight: number;
}

/**
 * Both colors with their weights, blue first. A color without traffic keeps its place with weight 0: targets of a group that no
 * rule names stay `unused` and never become healthy (Application Load Balancers user guide, "Target health status", `Target.NotInUse`).
 *
 * @throws RangeError when a weight is no whole number from 0 to 100, or the weights do not add up to 100
 */
export function weightsOf(traffic: Traffic): readonly ColorWeight[] {
    for (const color of colors) {
        const weight = traffic[color];
        if (!Number.isInteger(weight) || weight < 0 || weight > wholeTraffic) {
            throw new RangeError(`traffic.${color}: got ${weight}; a whole number from 0 to ${wholeTraffic} is allowed`);
        }
    }
    const sum = traffic.blue + traffic.green;
    if (sum !== wholeTraffic) {
        throw new RangeError(`traffic: got blue ${traffic.blue} and green ${traffic.green}, together ${sum}; `
            + `they must add up to ${wholeTraffic}`);
    }
    return colors.map(color => ({ color, weight: traffic[color] }));
}

/** All traffic to one color. */
export function allTo(color: Color): Traffic {
    return { blue: color === "blue" ? wholeTraffic : 0, green: color === "green" ? wholeTraffic : 0 };
}

/** The color that is not `color`. */
export function otherColor(color: Color): Color {
    return color === "blue" ? "green" : "blue";
}

/** The color that a text names. @throws RangeError for any other text */
export function colorOf(text: string): Color {
    const found = colors.find(color => color === text);
    if (found === undefined) {
        throw new RangeError(`color: got "${text}"; ${colors.map(color => `"${color}"`).join(" or ")} is allowed`);
    }
    return found;
}
