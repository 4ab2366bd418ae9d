import { Cloud } from "../cloud/cloud";
import { Draft, flag, numberOr, optionalText, Props, textOr } from "../cloud/values";
import { flagProperty, mapProperty, Mistake, numberProperty, Shape, textProperty } from "../aws/model";
import { lettersOf, passwordHash } from "./letters";

/** A type of the `random` package. What it makes lives in the engine's state only; every change makes a new one. */
export interface RandomModel {
    readonly type: string;
    readonly inputs: Shape;
    readonly outputs: readonly string[];
    readonly validate?: (inputs: Props) => readonly Mistake[];
    readonly create: (cloud: Cloud, inputs: Props) => { readonly id: string; readonly props: Draft };
}

const keepers = mapProperty(textProperty(), { replace: true });

const randomId: RandomModel = {
    type: "random:index/randomId:RandomId",
    inputs: {
        byteLength: numberProperty({ required: true, replace: true, min: 1 }),
        keepers,
        prefix: textProperty({ replace: true }),
    },
    outputs: ["b64Std", "b64Url", "dec", "hex"],
    create: (cloud, inputs) => {
        const hex = cloud.hex(numberOr(inputs, "byteLength", 1) * 2);
        const bytes = Buffer.from(hex, "hex");
        const prefix = textOr(inputs, "prefix", "");
        const id = bytes.toString("base64url");
        return {
            id,
            props: {
                ...inputs,
                hex: `${prefix}${hex}`,
                dec: `${prefix}${BigInt(`0x${hex}`).toString()}`,
                b64Std: `${prefix}${bytes.toString("base64")}`,
                b64Url: `${prefix}${id}`,
            },
        };
    },
};

const textInputs: Shape = {
    keepers,
    length: numberProperty({ required: true, replace: true, min: 1 }),
    lower: flagProperty({ default: true, replace: true }),
    minLower: numberProperty({ default: 0, replace: true, min: 0 }),
    minNumeric: numberProperty({ default: 0, replace: true, min: 0 }),
    minSpecial: numberProperty({ default: 0, replace: true, min: 0 }),
    minUpper: numberProperty({ default: 0, replace: true, min: 0 }),
    number: flagProperty({ computed: true, replace: true }),
    numeric: flagProperty({ computed: true, replace: true }),
    overrideSpecial: textProperty({ replace: true }),
    special: flagProperty({ default: true, replace: true }),
    upper: flagProperty({ default: true, replace: true }),
};

/** Whether digits are wanted: `numeric`, or `number` as it was called before. */
function digits(inputs: Props): boolean {
    return flag(inputs, "numeric", flag(inputs, "number", true));
}

function textMistakes(inputs: Props): readonly Mistake[] {
    const least = ["minLower", "minNumeric", "minSpecial", "minUpper"].reduce((sum, name) => sum + numberOr(inputs, name, 0), 0);
    const length = inputs["length"];
    const mistakes: Mistake[] = [];
    if (typeof length === "number" && length < least) {
        mistakes.push({
            path: "length",
            message: `length: must be at least ${least}, the sum of minLower, minNumeric, minSpecial and minUpper, got ${length}`,
        });
    }
    if (!digits(inputs) && ["lower", "special", "upper"].every((name) => inputs[name] === false)) {
        mistakes.push({ path: "special", message: "special: one of special, upper, lower and numeric must be true" });
    }
    return mistakes;
}

function randomText(cloud: Cloud, inputs: Props): { readonly result: string; readonly props: Draft } {
    const numeric = digits(inputs);
    const result = lettersOf(cloud, {
        length: numberOr(inputs, "length", 1),
        kinds: [
            {
                letters: "abcdefghijklmnopqrstuvwxyz",
                wanted: flag(inputs, "lower", true),
                least: numberOr(inputs, "minLower", 0),
            },
            { letters: "0123456789", wanted: numeric, least: numberOr(inputs, "minNumeric", 0) },
            {
                letters: optionalText(inputs, "overrideSpecial") ?? "!@#$%&*()-_=+[]{}<>:?",
                wanted: flag(inputs, "special", true),
                least: numberOr(inputs, "minSpecial", 0),
            },
            {
                letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                wanted: flag(inputs, "upper", true),
                least: numberOr(inputs, "minUpper", 0),
            },
        ],
    });
    return { result, props: { ...inputs, number: numeric, numeric, result } };
}

const randomString: RandomModel = {
    type: "random:index/randomString:RandomString",
    inputs: textInputs,
    outputs: ["result"],
    validate: textMistakes,
    create: (cloud, inputs) => {
        const { result, props } = randomText(cloud, inputs);
        return { id: result, props };
    },
};

const randomPassword: RandomModel = {
    type: "random:index/randomPassword:RandomPassword",
    inputs: textInputs,
    outputs: ["bcryptHash", "result"],
    validate: textMistakes,
    create: (cloud, inputs) => {
        const { result, props } = randomText(cloud, inputs);
        return { id: "none", props: { ...props, bcryptHash: passwordHash(result) } };
    },
};

const randomInteger: RandomModel = {
    type: "random:index/randomInteger:RandomInteger",
    inputs: {
        keepers,
        max: numberProperty({ required: true, replace: true }),
        min: numberProperty({ required: true, replace: true }),
    },
    outputs: ["result"],
    validate: (inputs) => {
        const { min, max } = inputs;
        if (typeof min !== "number" || typeof max !== "number" || min <= max) return [];
        return [{ path: "min", message: `min: must not be above max, got ${min} and ${max}` }];
    },
    create: (cloud, inputs) => {
        const min = numberOr(inputs, "min", 0);
        const span = numberOr(inputs, "max", min) - min + 1;
        const result = min + (Number.parseInt(cloud.hex(12), 16) % span);
        return { id: String(result), props: { ...inputs, result } };
    },
};

/** Every modeled type of `random`. */
export const randomModels: readonly RandomModel[] = [randomId, randomString, randomPassword, randomInteger];
