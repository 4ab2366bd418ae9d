import { Cloud } from "../cloud/cloud";
import { NotModeled } from "../cloud/errors";
import { Draft, isAbsent, Props, UNKNOWN } from "../cloud/values";
import { shapeChanges } from "../aws/diff";
import { shapeMistakes, withDefaults } from "../aws/inputs";
import { withUnknowns } from "../aws/merge";
import {
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    Diff,
    DiffRequest,
    InvokeRequest,
    Provider,
    ReadRequest,
    ReadResult,
    Session,
    UpdateRequest,
} from "../protocol/provider";
import { RandomModel, randomModels } from "./models";

/** The `random` provider. It keeps nothing: what it makes is in the engine's state. */
export function randomProvider(cloud: Cloud): Provider {
    return { name: "random", version: "4.21.2", configure: () => new RandomSession(cloud) };
}

class RandomSession implements Session {
    constructor(private readonly cloud: Cloud) {}

    check(request: CheckRequest): CheckResult {
        const model = modelOf(request.type);
        const inputs: Draft = Object.fromEntries(Object.entries(request.news).filter(([, value]) => !isAbsent(value)));
        const mistakes = [
            // These mistakes have no code of a service.
            ...shapeMistakes(model.inputs, inputs, "").map((mistake) => ({
                ...mistake,
                message: mistake.message.replace(/ \(\)$/, ""),
            })),
            ...(model.validate?.(withDefaults(model.inputs, inputs)) ?? []),
        ];
        return { inputs, failures: mistakes.map(({ path, message }) => ({ property: path, reason: message })) };
    }

    diff({ type, olds, news }: DiffRequest): Diff {
        return { changes: shapeChanges(modelOf(type).inputs, olds, news, "", true), deleteBeforeReplace: false };
    }

    create({ type, inputs, preview }: CreateRequest): Created {
        const model = modelOf(type);
        const filled = withDefaults(model.inputs, inputs);
        if (!preview) {
            const { id, props } = model.create(this.cloud, filled);
            return { id, properties: props };
        }
        const planned = withUnknowns(model.inputs, filled);
        return { id: "", properties: { ...planned, ...Object.fromEntries(model.outputs.map((name) => [name, UNKNOWN])) } };
    }

    read({ id, inputs, properties }: ReadRequest): ReadResult | undefined {
        if (Object.keys(properties).length === 0) throw new NotModeled("the import of random values");
        return { id, inputs, properties };
    }

    update({ type }: UpdateRequest): Props {
        throw new NotModeled(`an update of ${type} in place`);
    }

    delete(): void {
        // Nothing but the state knew of it.
    }

    invoke({ token }: InvokeRequest): Props {
        throw new NotModeled(`data source ${token}`);
    }
}

function modelOf(type: string): RandomModel {
    const model = randomModels.find((one) => one.type === type);
    if (model === undefined) throw new NotModeled(`resource type ${type}`);
    return model;
}
