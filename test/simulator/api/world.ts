import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ApiServer } from "../../../simulator/api/server";
import { Fault, Faults } from "../../../simulator/api/faults";
import { Props } from "../../../simulator/cloud/values";
import { ListenerAddress } from "../../../simulator/dataplane/data-plane";
import { named, weighted, World } from "../dataplane/world";

export const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" };

/** A load balancer with the groups `blue` (100) and `green` (0) behind a listener, and AWS's API before them. */
export class ApiWorld extends World {
    readonly faults = new Faults();
    readonly errors: unknown[] = [];
    private readonly api = new ApiServer({
        cloud: this.account.cloud,
        targets: this.plane.targets,
        faults: this.faults,
        onError: (error) => this.errors.push(error),
    });
    private readonly clients: { destroy(): void }[] = [];
    endpoint = "";
    blue = "";
    green = "";
    listenerArn = "";
    address = "";

    override async begin(): Promise<void> {
        await super.begin({});
        this.endpoint = `http://127.0.0.1:${await this.api.listen(0)}`;
        this.blue = await this.group("blue");
        this.green = await this.group("green");
        const listener: ListenerAddress = await this.listener("http", 80, this.split(100, 0));
        this.listenerArn = listener.arn;
        this.address = listener.address;
    }

    /** A healthy pod in each group that answers with its color. */
    async populate(): Promise<void> {
        await this.healthyPod(this.blue, named("blue"));
        await this.healthyPod(this.green, named("green"));
    }

    override async end(): Promise<void> {
        for (const client of this.clients) client.destroy();
        await this.api.stop();
        await super.end();
    }

    /** A forward action as the program writes it: both groups, no stickiness. */
    split(blue: number, green: number): Props {
        const action = weighted([
            [this.blue, blue],
            [this.green, green],
        ]);
        return { ...action, forward: { ...(action["forward"] as Props), stickiness: { enabled: false, duration: 1 } } };
    }

    elbv2(region = "us-east-1", maxAttempts = 1): ElasticLoadBalancingV2Client {
        return this.kept(new ElasticLoadBalancingV2Client({ region, endpoint: this.endpoint, credentials, maxAttempts }));
    }

    kept<C extends { destroy(): void }>(client: C): C {
        this.clients.push(client);
        return client;
    }

    fault(fault: Partial<Fault> & Pick<Fault, "kind">): void {
        this.faults.add({ service: "elasticloadbalancing", times: 1, milliseconds: 0, ...fault });
    }
}
