import { createHash, randomUUID } from "node:crypto";
import { Cloud, CloudObject } from "../cloud/cloud";
import { AwsError, NotModeled } from "../cloud/errors";
import { Draft, isAbsent, isProps, list, Props, record, texts, UNKNOWN, Value } from "../cloud/values";
import {
    CheckFailure,
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DeleteRequest,
    Diff,
    DiffRequest,
    InvokeRequest,
    Provider,
    ReadRequest,
    ReadResult,
    Session,
    UpdateRequest,
} from "../protocol/provider";
import { shapeChanges } from "./diff";
import { shapeMistakes, withDefaults } from "./inputs";
import { merged, withUnknowns } from "./merge";
import { DataSource, mapProperty, ResourceModel, Shape, textProperty } from "./model";
import { inputsOf } from "./refresh";

/** Regions that the simulated account has switched on. */
export const regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"] as const;

// Services without a region of their own; their resources have no `region` property in version 7 of the provider.
const globalServices = /^aws:(iam|route53|cloudfront)\//;

const configurationKeys = new Set([
    "region", "defaultTags", "allowedAccountIds", "forbiddenAccountIds", "profile", "maxRetries", "retryMode", "version",
    "skipCredentialsValidation", "skipMetadataApiCheck", "skipRegionValidation", "skipRequestingAccountId", "assumeRoles",
    "assumeRoleWithWebIdentity", "pluginDownloadURL", "stsRegionalEndpoints", "accessKey", "secretKey", "token",
]);

// Tag limits: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const tagsProperty = mapProperty(textProperty({ maxLength: 256 }), {
    rule: (value) => (isProps(value) ? tagRule(value) : undefined),
    code: "InvalidTag",
});

function tagRule(tags: Props): string | undefined {
    const keys = Object.keys(tags);
    if (keys.length > 50) return `at most 50 tags, got ${keys.length}`;
    const long = keys.find((key) => key.length > 128);
    if (long !== undefined) return `tag keys have at most 128 characters, ${JSON.stringify(long)} has ${long.length}`;
    const reserved = keys.find((key) => key.toLowerCase().startsWith("aws:"));
    return reserved === undefined ? undefined : `tag keys that start with aws: are reserved, got ${JSON.stringify(reserved)}`;
}

/** The `aws` provider over a set of models. */
export class AwsProvider implements Provider {
    readonly name = "aws";
    readonly version = "7.48.0";
    private readonly models: ReadonlyMap<string, ResourceModel>;
    private readonly sources: ReadonlyMap<string, DataSource>;

    constructor(
        private readonly cloud: Cloud,
        models: readonly ResourceModel[],
        sources: readonly DataSource[],
    ) {
        this.models = new Map(models.map((model) => [model.type, model]));
        this.sources = new Map(sources.map((source) => [source.token, source]));
    }

    checkConfig(news: Props): readonly CheckFailure[] {
        const failures = Object.keys(news)
            .filter((key) => !configurationKeys.has(key))
            .map((key) => ({ property: key, reason: `${key}: this provider setting is not modeled by the simulated cloud` }));
        const region = news["region"];
        if (typeof region === "string" && !regions.some((known) => known === region)) {
            failures.push({ property: "region", reason: `region: invalid AWS Region: ${region}; the simulated account has ${regions.join(", ")}` });
        }
        return failures;
    }

    diffConfig(olds: Props, news: Props): Diff {
        const moved = typeof news["region"] === "string" && olds["region"] !== news["region"];
        return { changes: moved ? { region: { kind: "update", replace: true } } : {}, deleteBeforeReplace: false };
    }

    configure(config: Props): Session {
        const allowed = texts(config, "allowedAccountIds");
        if (allowed.length > 0 && !allowed.includes(this.cloud.account)) {
            throw new Error(`AWS account ID not allowed: ${this.cloud.account}`);
        }
        const region = config["region"];
        const cloud = typeof region === "string" ? this.cloud.inRegion(region) : this.cloud;
        return new AwsSession(cloud, record(record(config, "defaultTags"), "tags"), this.models, this.sources);
    }
}

class AwsSession implements Session {
    constructor(
        private readonly cloud: Cloud,
        private readonly defaultTags: Props,
        private readonly models: ReadonlyMap<string, ResourceModel>,
        private readonly sources: ReadonlyMap<string, DataSource>,
    ) {}

    check(request: CheckRequest): CheckResult {
        const model = this.modelOf(request.type);
        const inputs: Draft = {};
        for (const [name, value] of Object.entries(request.news)) if (!isAbsent(value)) inputs[name] = value;
        nameIfAbsent(model, request, inputs);
        const mistakes = [
            ...shapeMistakes(shapeOf(model), inputs, model.invalidCode),
            ...(model.validate?.(withDefaults(model.inputs, inputs)) ?? []),
        ];
        return { inputs, failures: mistakes.map(({ path, message }) => ({ property: path, reason: message })) };
    }

    diff(request: DiffRequest): Diff {
        const model = this.modelOf(request.type);
        const news = request.news;
        const changes = shapeChanges(shapeOf(model), request.olds, news, "", model.update === undefined);
        for (const name of model.replaceOn?.(request.olds, withDefaults(model.inputs, news)) ?? []) {
            const changed = Object.keys(changes).filter((path) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
            for (const path of changed.length > 0 ? changed : [name]) {
                changes[path] = { kind: changes[path]?.kind ?? "update", replace: true };
            }
        }
        if (model.tagged && !Object.keys(changes).some((path) => path.startsWith("tags"))) {
            const old = record(request.olds, "tagsAll");
            const all = this.allTags(news);
            if (isProps(all)) Object.assign(changes, shapeChanges({ tagsAll: tagsProperty }, { tagsAll: old }, { tagsAll: all }));
        }
        const replaces = Object.values(changes).some((change) => change.replace);
        return { changes, deleteBeforeReplace: replaces && keepsItsName(model, request) };
    }

    async create(request: CreateRequest): Promise<Created> {
        const model = this.modelOf(request.type);
        const filled = withDefaults(model.inputs, request.inputs);
        if (request.preview) return { id: "", properties: this.planned(model, filled) };
        const made = await this.calling("creating", model, model.actions.create, request.name, async () => {
            await this.cloud.clock.usual(model.usualSeconds?.create ?? 0);
            return model.create(this.cloud, filled);
        });
        const properties = this.complete(model, filled, made.props);
        this.cloud.put(model.type, made.id, properties, made.hidden);
        return { id: made.id, properties: withoutSecrets(model, properties) };
    }

    read(request: ReadRequest): ReadResult | undefined {
        const model = this.modelOf(request.type);
        const object = model.lookup?.(this.cloud, request.id) ?? this.cloud.find(model.type, request.id);
        if (object === undefined) return undefined;
        const current = model.read === undefined ? object.props : model.read(this.cloud, object);
        if (current === undefined) return undefined;
        const properties = withoutSecrets(model, this.complete(model, {}, current));
        return { id: object.id, properties, inputs: inputsOf(shapeOf(model), request.inputs, properties, Object.keys(request.properties).length === 0) };
    }

    async update(request: UpdateRequest): Promise<Props> {
        const model = this.modelOf(request.type);
        const filled = withDefaults(model.inputs, request.news);
        if (request.preview) return this.plannedUpdate(model, request.olds, filled);
        const object = this.existing(model, request.id);
        const action = model.actions.update ?? model.actions.create;
        const props = await this.calling("updating", model, action, request.id, async () => {
            if (model.update === undefined) throw new NotModeled(`an update of ${model.type} in place`);
            await this.cloud.clock.usual(model.usualSeconds?.update ?? 0);
            return model.update(this.cloud, object, filled);
        });
        const properties = this.complete(model, filled, props);
        const hidden = this.cloud.find(model.type, object.id)?.hidden;
        this.cloud.put(model.type, object.id, properties, hidden);
        return withoutSecrets(model, properties);
    }

    async delete(request: DeleteRequest): Promise<void> {
        const model = this.modelOf(request.type);
        const object = this.cloud.find(model.type, request.id);
        if (object === undefined) return;
        await this.calling("deleting", model, model.actions.remove, request.id, async () => {
            await this.cloud.clock.usual(model.usualSeconds?.remove ?? 0);
            // The engine's state decides on provider-side switches (skipFinalSnapshot, forceDestroy), as with the real one.
            await model.remove?.(this.cloud, { ...object, props: { ...object.props, ...switches(model, request.properties) } });
        });
        this.cloud.remove(model.type, request.id);
    }

    invoke(request: InvokeRequest): Props {
        const source = this.sources.get(request.token);
        if (source === undefined) throw new NotModeled(`data source ${request.token}`);
        const mistakes = shapeMistakes({ ...source.inputs, region: textProperty() }, request.args, "InvalidParameterValue");
        if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => mistake.message).join("\n"));
        return { region: this.cloud.region, ...source.read(this.cloud, withDefaults(source.inputs, request.args)) };
    }

    private modelOf(type: string): ResourceModel {
        const model = this.models.get(type);
        if (model === undefined) throw new NotModeled(`resource type ${type}`);
        return model;
    }

    private existing(model: ResourceModel, id: string): CloudObject {
        const object = this.cloud.find(model.type, id);
        if (object === undefined) throw new Error(`updating ${noun(model)} (${id}): couldn't find resource`);
        return object;
    }

    /** Runs an API action; an error of the service gets the form that the real provider gives it. */
    private async calling<T>(verb: string, model: ResourceModel, action: string, id: string, act: () => Promise<T>): Promise<T> {
        try {
            return await act();
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            const where = `${verb} ${noun(model)} (${id}): operation error ${model.service}: ${action}`;
            throw new Error(
                `${where}, https response error StatusCode: ${error.status}, RequestID: ${randomUUID()}, api error ${error.code}: ${error.message}`,
            );
        }
    }

    private planned(model: ResourceModel, filled: Draft): Props {
        const props = withUnknowns(model.inputs, filled);
        for (const name of model.outputs) props[name] = UNKNOWN;
        return withoutSecrets(model, this.complete(model, filled, props));
    }

    private plannedUpdate(model: ResourceModel, olds: Props, filled: Draft): Props {
        const props = merged(model.inputs, olds, filled);
        for (const name of model.recomputed?.(olds, filled) ?? []) props[name] = UNKNOWN;
        return withoutSecrets(model, this.complete(model, filled, props));
    }

    /** Inputs, what the model says, and what every resource has. */
    private complete(model: ResourceModel, filled: Props, props: Props | Draft): Props {
        const whole: Draft = { ...filled, ...props };
        if (!globalServices.test(model.type)) whole["region"] = whole["region"] ?? this.cloud.region;
        if (model.tagged) whole["tagsAll"] = this.allTags(whole);
        return whole;
    }

    private allTags(props: Props): Value {
        const tags = props["tags"];
        if (!isAbsent(tags) && !isProps(tags)) return UNKNOWN;
        return { ...this.defaultTags, ...(isProps(tags) ? tags : {}) };
    }
}

function noun(model: ResourceModel): string {
    return `${model.service} ${model.type.slice(model.type.lastIndexOf(":") + 1)}`;
}

function shapeOf(model: ResourceModel): Shape {
    return {
        ...model.inputs,
        ...(model.tagged ? { tags: tagsProperty } : {}),
        ...(globalServices.test(model.type) ? {} : { region: textProperty({ computed: true, replace: true, oneOf: regions }) }),
    };
}

/** Names a resource as the bridged provider does: logical name, hyphen, seven hex digits, cut to the type's limit. */
function nameIfAbsent(model: ResourceModel, request: CheckRequest, inputs: Draft): void {
    const autoname = model.autoname;
    if (autoname === undefined) return;
    const { property, maxLength } = autoname;
    const named = list(request.olds, "__defaults").includes(property);
    const prefixed = Object.keys(inputs).some((name) => name === `${property}Prefix` || name === "namePrefix" || name === "identifierPrefix");
    if (!isAbsent(inputs[property]) || prefixed) return;
    const kept = named ? request.olds[property] : undefined;
    inputs[property] = typeof kept === "string" ? kept : proposedName(request, autoname.lower === true, maxLength);
    inputs["__defaults"] = [property];
}

function proposedName(request: CheckRequest, lower: boolean, maxLength: number): string {
    if (request.autonaming?.mode === "disable") throw new Error(`automatic naming is disabled: give ${request.name} its name`);
    const suffix = createHash("sha256").update(request.randomSeed).digest("hex").slice(0, 7);
    const proposed = request.autonaming?.proposedName ?? `${request.name.slice(0, maxLength - 8)}-${suffix}`;
    return lower ? proposed.toLowerCase() : proposed;
}

/** A name given by hand is taken until the old resource is gone: pulumi-terraform-bridge, `nameRequiresDeleteBeforeReplace`. */
function keepsItsName(model: ResourceModel, request: DiffRequest): boolean {
    const property = model.autoname?.property;
    if (property === undefined || list(request.news, "__defaults").includes(property)) return false;
    const name = request.news[property];
    return typeof name === "string" && name === request.olds[property];
}

/** Inputs that steer the provider rather than the service. */
function switches(model: ResourceModel, state: Props): Props {
    const names = ["skipFinalSnapshot", "finalSnapshotIdentifier", "forceDestroy", "deletionWindowInDays", "recoveryWindowInDays", "skipDestroy"];
    return Object.fromEntries(names.filter((name) => name in model.inputs && name in state).map((name) => [name, state[name] ?? null]));
}

function withoutSecrets(model: ResourceModel, props: Props): Props {
    return Object.fromEntries(Object.entries(props).filter(([name]) => model.inputs[name]?.writeOnly !== true));
}
