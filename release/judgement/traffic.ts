/** Which services a rollout waits for. */

import type { ServiceSettings } from "../../config/types";

export interface WatchedService {
    readonly name: string;
    /** Whether traffic is expected: without enough of it the step is held. */
    readonly required: boolean;
    /** Services that it calls: what fails because of another one is not named as the cause. @default none */
    readonly calls?: readonly string[];
}

/**
 * A service is waited for when users can reach it: it has public paths, or one that is reached calls it. The others are judged
 * all the same, should they have requests, but a rollout does not wait for traffic that nobody sends.
 */
export function watchedServices(
    services: readonly Pick<ServiceSettings, "name" | "publicPaths" | "calls">[],
): readonly WatchedService[] {
    const reached = new Set<string>();
    const reach = (name: string): void => {
        if (!reached.has(name)) {
            reached.add(name);
            services.find(service => service.name === name)?.calls.forEach(reach);
        }
    };
    services.filter(({ publicPaths }) => publicPaths.length > 0).forEach(({ name }) => reach(name));
    return services.map(({ name, calls }) => ({ name, required: reached.has(name), calls }));
}
