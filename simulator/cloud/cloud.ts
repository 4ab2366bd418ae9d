import { createHash, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { Clock } from "./clock";
import { AwsError } from "./errors";
import { CloudObject } from "./object";
import { Store } from "./store";
import { Draft, optionalText, Props } from "./values";

export type { CloudObject } from "./object";

export interface CloudEvents {
    /** An object was made, changed or removed (`object` absent). */
    changed: [type: string, id: string, object: CloudObject | undefined];
}

/** The account: everything that exists, by type and id, kept by the store. */
export class Cloud extends EventEmitter<CloudEvents> {
    readonly account = "111122223333";
    readonly partition = "aws";
    private oneRegion = false;

    constructor(
        readonly store: Store,
        readonly clock: Clock,
        readonly region = "us-east-1",
    ) {
        super();
        this.setMaxListeners(0);
    }

    /** The object of that type and id. */
    find(type: string, id: string): CloudObject | undefined {
        return this.store.get(type, id);
    }

    /** Like `find`, but what is missing is the service's error. */
    need(type: string, id: string, code: string, message: string, status = 400): CloudObject {
        const object = this.find(type, id);
        if (object === undefined) throw new AwsError(code, message, status);
        return object;
    }

    /** Every object of a type, oldest first; in a view of one region, those of that region and the global ones. */
    all(type: string): readonly CloudObject[] {
        const objects = this.store.list(type);
        if (!this.oneRegion) return objects;
        return objects.filter(({ props }) => props["region"] === undefined || props["region"] === this.region);
    }

    /** The same account seen from one region. */
    inRegion(region: string): Cloud {
        const view = new Cloud(this.store, this.clock, region);
        view.oneRegion = true;
        // Whoever watches the account hears of changes in every region.
        view.emit = this.emit.bind(this);
        return view;
    }

    /** The objects of a type whose property `name` has that string value. */
    where(type: string, name: string, value: string): readonly CloudObject[] {
        return this.all(type).filter((object) => optionalText(object.props, name) === value);
    }

    /** Makes or replaces an object. Durable when it returns. */
    put(type: string, id: string, props: Props | Draft, hidden?: Props): CloudObject {
        const created = this.find(type, id)?.created ?? this.clock.iso();
        const object: CloudObject = { type, id, props, ...(hidden === undefined ? {} : { hidden }), created };
        this.store.put(object);
        this.emit("changed", type, id, object);
        return object;
    }

    remove(type: string, id: string): void {
        this.store.remove(type, id);
        this.emit("changed", type, id, undefined);
    }

    /** A new identifier in EC2's form: `vpc-` and 17 hex digits, never used before. */
    newId(prefix: string): string {
        return `${prefix}-0${randomBytes(8).toString("hex")}`;
    }

    /** `digits` random hex digits. */
    hex(digits: number): string {
        return randomBytes(Math.ceil(digits / 2)).toString("hex").slice(0, digits);
    }

    /** Hex digits that depend on `seed` only. */
    hexOf(seed: string, digits: number): string {
        return createHash("sha256").update(seed).digest("hex").slice(0, digits);
    }

    arn(service: string, resource: string, options: { region?: string; account?: string } = {}): string {
        const region = options.region ?? this.region;
        return `arn:${this.partition}:${service}:${region}:${options.account ?? this.account}:${resource}`;
    }
}
