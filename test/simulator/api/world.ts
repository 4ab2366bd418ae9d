import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { Fault, Faults } from "../../../simulator/api/faults";
import { Schedules } from "../../../simulator/api/scheduler/schedules";
import { ApiServer } from "../../../simulator/api/server";
import { actionsOf, sharesOf } from "../../../simulator/aws/elbv2/usage";
import { CloudObject } from "../../../simulator/cloud/cloud";
import { Props } from "../../../simulator/cloud/values";
import { ListenerAddress } from "../../../simulator/dataplane/data-plane";
import { named, weighted, World } from "../dataplane/world";
import { FakeTime } from "./fake-time";

export const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" };

/** What KMS makes its keys from here. */
export const keySecret = Buffer.alloc(32, 7);

/** A load balancer with the groups `blue` (100) and `green` (0) behind a listener, and AWS's API before them. */
export class ApiWorld extends World {
    readonly faults = new Faults();
    readonly errors: unknown[] = [];
    private readonly api = new ApiServer({
        cloud: this.account.cloud,
        targets: this.plane.targets,
        faults: this.faults,
        keySecret,
        onError: (error) => this.errors.push(error),
    });
    readonly time = new FakeTime();
    readonly log: string[] = [];
    readonly schedules = new Schedules({
        cloud: this.account.cloud,
        targets: this.plane.targets,
        keySecret,
        alarm: this.time.alarm,
        log: (line) => this.log.push(line),
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
        this.schedules.start();
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
        this.schedules.stop();
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

    scheduler(maxAttempts = 1): SchedulerClient {
        return this.kept(new SchedulerClient({ region: "us-east-1", endpoint: this.endpoint, credentials, maxAttempts }));
    }

    /** Weights of blue and green in a listener's or rule's first action. */
    weights(object: CloudObject | undefined): readonly number[] {
        const [action] = object === undefined ? [] : actionsOf(object);
        const shares = action === undefined ? [] : sharesOf(action);
        return [this.blue, this.green].map((arn) => shares.find((share) => share.targetGroupArn === arn)?.weight ?? -1);
    }

    listenerNow(): CloudObject | undefined {
        return this.account.cloud.find("aws:lb/listener:Listener", this.listenerArn);
    }

    kept<C extends { destroy(): void }>(client: C): C {
        this.clients.push(client);
        return client;
    }

    fault(fault: Partial<Fault> & Pick<Fault, "kind">): void {
        this.faults.add({ service: "elasticloadbalancing", times: 1, milliseconds: 0, ...fault });
    }
}
