import { strict as assert } from "node:assert";
import { Props, record } from "../../../../simulator/cloud/values";
import { Account, installController, release } from "../clusters";
import { changed, targetGroupArn, targetGroupBinding } from "../manifests";
import { Resource } from "./harness";

describe("A Helm release", () => {
    const type = "kubernetes:helm.sh/v3:Release";
    const make = (account: Account, news: Props): Promise<unknown> =>
        new Resource(account.session(), type, "controller").create(news);

    it("brings the kind that its controller serves, and is known by id", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), type, "controller");
        assert.equal((await resource.create(release)).id, "kube-system/aws-load-balancer-controller");
        assert.deepEqual(record(resource.state, "status"), {
            appVersion: "v3.5.0",
            chart: "aws-load-balancer-controller",
            name: "aws-load-balancer-controller",
            namespace: "kube-system",
            revision: 1,
            status: "deployed",
            version: "3.5.0",
        });
        assert.deepEqual((await resource.diff(release)).changes, {});
        const news = changed(release, "values/replicaCount", 3);
        assert.deepEqual((await resource.diff(news)).changes, { "values.replicaCount": { kind: "add", replace: false } });
        await resource.update(news);
        assert.equal(record(resource.state, "status")["revision"], 2);
        assert.equal(await resource.refresh(), true);
        account.cluster.create(targetGroupBinding);
        await resource.delete();
        assert.equal(await resource.refresh(), false);
        assert.equal(account.cluster.list("elbv2.k8s.aws/v1beta1", "TargetGroupBinding").length, 1);
    });

    for (const [what, news, message] of [
        [
            "of an unknown version",
            changed(release, "version", "9.9.9"),
            'chart: chart "aws-load-balancer-controller" version "9.9.9" not found in https://aws.github.io/eks-charts ' +
                'repository; check the chart name and repository configuration.',
        ],
        [
            "of an unknown chart",
            changed(release, "chart", "nginx"),
            'chart: chart "nginx" version "3.5.0" not found in https://aws.github.io/eks-charts repository; check the ' +
                'chart name and repository configuration.',
        ],
        [
            "from an unknown repository",
            changed(release, "repositoryOpts/repo", "https://example.com"),
            'chart: looks like "https://example.com" is not a valid chart repository or cannot be reached; check the ' +
                'chart name and repository configuration.',
        ],
        [
            "without the name of the cluster",
            changed(release, "values", {}),
            "execution error at (aws-load-balancer-controller/templates/deployment.yaml:67:28): Chart cannot be " +
                "installed without a valid clusterName!",
        ],
        [
            "with an unknown value",
            changed(release, "values/replicas", 2),
            "values: replicas: no such value in chart aws-load-balancer-controller 3.5.0",
        ],
        ["in no namespace", changed(release, "namespace", "red"), 'create: failed to create: namespaces "red" not found'],
    ] as const) {
        it(`${what} is refused`, async () => {
            await assert.rejects(make(new Account(), news), { message });
        });
    }

    it("of a name in use is refused", async () => {
        const account = new Account();
        await installController(account);
        await assert.rejects(make(account, release), { message: "cannot re-use a name that is still in use" });
    });

    it("checks bindings against their target groups", async () => {
        const account = new Account();
        await installController(account);
        const bare = changed(targetGroupBinding, "spec/targetType", undefined);
        assert.deepEqual(record(account.cluster.create(bare), "spec"), {
            serviceRef: { name: "gateway", port: 80 },
            targetGroupARN: targetGroupArn,
            targetType: "ip",
            ipAddressType: "ipv4",
            vpcID: "vpc-0123456789abcdef0",
            targetGroupProtocol: "HTTP",
        });
        const second = changed(targetGroupBinding, "metadata/name", "second");
        assert.throws(
            () => account.cluster.create(second),
            /TargetGroup arn:\S+ is already bound to following TargetGroupBindings \[blue\/gateway\]/,
        );
        assert.throws(
            () => account.cluster.create(changed(second, "spec/targetGroupARN", "arn:none")),
            /denied the request: unable to get target group IP address type: TargetGroupNotFound: One or more target groups not found$/,
        );
        const live = account.cluster.need({
            apiVersion: "elbv2.k8s.aws/v1beta1",
            kind: "TargetGroupBinding",
            namespace: "blue",
            name: "gateway",
        });
        assert.throws(() => account.cluster.update(changed(live, "spec/targetGroupARN", "arn:other")), {
            message:
                'admission webhook "vtargetgroupbinding.elbv2.k8s.aws" denied the request: TargetGroupBinding update ' +
                    'may not change these immutable fields: spec.targetGroupARN',
        });
        assert.throws(
            () => account.cluster.create(changed(second, "spec/targetTyp", "ip")),
            /strict decoding error: unknown field "spec\.targetTyp"$/,
        );
        assert.throws(
            () => account.cluster.create(changed(second, "spec/targetType", "lambda")),
            /spec\.targetType: Unsupported value: "lambda": supported values: "instance", "ip"$/,
        );
    });
});
