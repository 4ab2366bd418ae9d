import { strict as assert } from "node:assert";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { credentials, ApiWorld } from "./world";

const scope = (service: string, region = "us-east-1"): string =>
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/${region}/${service}/aws4_request, `
    + `SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;

describe("the server of AWS's API", () => {
    const world = new ApiWorld();
    before(() => world.begin());
    after(() => world.end());
    afterEach(() => assert.deepEqual(world.errors, []));

    async function post(body: string, authorization?: string, path = "/"): Promise<[status: number, type: string, body: string]> {
        const response = await fetch(`${world.endpoint}${path}`, {
            method: "POST",
            body,
            headers: { "content-type": "application/x-www-form-urlencoded", ...(authorization === undefined ? {} : { authorization }) },
        });
        const text = (await response.text()).replaceAll(response.headers.get("x-amzn-requestid") ?? "?", "ID");
        return [response.status, response.headers.get("content-type") ?? "", text];
    }

    const fault = (code: string, message: string, namespace: string): string =>
        `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
        + "<RequestId>ID</RequestId></ErrorResponse>";
    const anyService = "http://webservices.amazon.com/AWSFault/2005-15-09";
    const elbv2 = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

    it("tells who the caller is", async () => {
        const client = world.kept(new STSClient({ region: "us-east-1", endpoint: world.endpoint, credentials }));
        const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
        assert.deepEqual([Account, Arn], ["111122223333", "arn:aws:iam::111122223333:user/colorway"]);
        assert.match(UserId ?? "", /^AIDA[0-9A-F]{17}$/);
    });

    it("refuses a request without a signature", async () => {
        const answer = await post("Action=DescribeLoadBalancers&Version=2015-12-01");
        assert.deepEqual(answer, [403, "text/xml", fault("MissingAuthenticationToken", "Request is missing Authentication Token", anyService)]);
    });

    it("refuses a signature that is cut short", async () => {
        for (const wrong of ["Bearer x", scope("sts").replace(/Signature=.*/, ""), scope("sts").replace("aws4_request", "aws4")]) {
            const [status, , body] = await post("Action=GetCallerIdentity&Version=2011-06-15", wrong);
            assert.deepEqual([status, /<Code>IncompleteSignature</.test(body)], [400, true], wrong);
        }
    });

    it("answers in the form of the query protocol", async () => {
        const [status, type, body] = await post("Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=gone%26", scope("elasticloadbalancing"));
        assert.deepEqual([status, type, body], [400, "text/xml", fault("LoadBalancerNotFound", "Load balancers &apos;[gone&amp;]&apos; not found", elbv2)]);
        const empty = await post("Action=DescribeTargetHealth&Version=2015-12-01&Targets=&TargetGroupArn=" + encodeURIComponent(world.blue), scope("elasticloadbalancing"));
        const result = "<DescribeTargetHealthResult><TargetHealthDescriptions></TargetHealthDescriptions></DescribeTargetHealthResult>";
        assert.equal(
            empty[2],
            `<DescribeTargetHealthResponse xmlns="${elbv2}">${result}<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></DescribeTargetHealthResponse>`,
        );
    });

    it("refuses actions that there are not", async () => {
        for (const body of ["Action=DeleteEverything&Version=2015-12-01", "Action=constructor&Version=2015-12-01", "Action=ModifyRule&Version=2012-06-01"]) {
            const [status, , text] = await post(body, scope("elasticloadbalancing"));
            assert.deepEqual([status, /<Code>InvalidAction</.test(text)], [400, true], body);
        }
        const [status, , text] = await post("Version=2015-12-01", scope("elasticloadbalancing"));
        assert.deepEqual([status, /<Code>MissingAction</.test(text)], [400, true]);
    });

    it("refuses values of the wrong type", async () => {
        const [status, , text] = await post("Action=DescribeRules&Version=2015-12-01&PageSize=many", scope("elasticloadbalancing"));
        assert.deepEqual([status, /<Code>MalformedInput<.*pageSize: &quot;many&quot; can not be converted to an Integer/.test(text)], [400, true]);
        const [nested] = await post("Action=DescribeRules&Version=2015-12-01&ListenerArn.member.1=x", scope("elasticloadbalancing"));
        const [inherited] = await post("Action=DescribeRules&Version=2015-12-01&__proto__.x=1", scope("elasticloadbalancing"));
        assert.deepEqual([nested, inherited], [400, 501]);
    });

    it("says which services it has not", async () => {
        const [status, , text] = await post("Action=ListBuckets", scope("s3"));
        assert.deepEqual([status, /<Code>NotImplemented<.*the API of the service s3 is not modeled/.test(text)], [501, true]);
    });

    it("answers in the form of the REST protocol", async () => {
        const answer = await post("{", scope("scheduler"), "/schedules/one");
        assert.deepEqual(answer, [400, "application/json", JSON.stringify({ Message: "The body is not a JSON object" })]);
        const other = await post("{}", scope("scheduler"), "/groups/one");
        assert.deepEqual(other, [404, "application/json", JSON.stringify({ Message: "No operation POST /groups/one" })]);
        const path = await post("{}", scope("scheduler"), "/schedules/%ff");
        assert.deepEqual([path[0], path[2]], [400, JSON.stringify({ Message: "The path segment %ff is not in UTF-8" })]);
    });
});
