import { EventEmitter } from "node:events";

export interface EndpointsEvents {
    /** An address was opened, closed, or moved to another loopback port. */
    changed: [address: string];
}

/** Where the addresses of pods are reached on this machine: `10.0.3.17:8080` is a port on loopback. */
export class Endpoints extends EventEmitter<EndpointsEvents> {
    private readonly ports = new Map<string, number>();

    constructor() {
        super();
        this.setMaxListeners(0);
    }

    /** From now on `address` (`ip:port`) is answered on 127.0.0.1:`localPort`. */
    open(address: string, localPort: number): void {
        this.ports.set(address, localPort);
        this.emit("changed", address);
    }

    /** Nothing answers at `address` any more; unknown addresses are fine. */
    close(address: string): void {
        if (this.ports.delete(address)) this.emit("changed", address);
    }

    /** The loopback port of an address; undefined: nothing is there, a connection would time out. */
    resolve(address: string): number | undefined {
        return this.ports.get(address);
    }

    addresses(): readonly string[] {
        return [...this.ports.keys()];
    }
}
