import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { type AccessGrant, hasAdministrator, planAccess, principalOfCaller } from "../../../components/cluster/access-plan";

const deploy = "arn:aws:iam::111122223333:role/deploy";
const readers = "arn:aws:iam::111122223333:role/team/readers";

function grant(principalArn: string, policy: string, ...namespaces: string[]): AccessGrant {
    return { principalArn, policy, namespaces };
}

describe("access plan", () => {
    it("gives each principal one entry with all its policies", () => {
        const grants = [grant(deploy, "AmazonEKSClusterAdminPolicy"), grant(readers, "AmazonEKSViewPolicy"), grant(deploy, "AmazonEKSEditPolicy", "blue")];
        const plan = planAccess(grants);
        assert.deepEqual(plan.map(({ principalArn, grants: own }) => [principalArn, own.map(({ policy }) => policy)]), [
            [deploy, ["AmazonEKSClusterAdminPolicy", "AmazonEKSEditPolicy"]],
            [readers, ["AmazonEKSViewPolicy"]],
        ]);
    });

    it("names an entry by its principal alone, whatever stands around it", () => {
        const alone = planAccess([grant(readers, "AmazonEKSViewPolicy")])[0].key;
        assert.match(alone, /^readers-[0-9a-f]{8}$/);
        assert.equal(planAccess([grant(deploy, "AmazonEKSViewPolicy"), grant(readers, "AmazonEKSEditPolicy")])[1].key, alone);
    });

    it("keeps principals of one name in two accounts apart", () => {
        fc.assert(fc.property(fc.stringMatching(/^\d{12}$/), fc.stringMatching(/^\d{12}$/), (one, two) => {
            fc.pre(one !== two);
            const keys = planAccess([one, two].map(account => grant(`arn:aws:iam::${account}:role/x`, "AmazonEKSViewPolicy"))).map(({ key }) => key);
            assert.equal(new Set(keys).size, 2);
        }));
    });

    it("refuses a policy that a principal has twice", () => {
        assert.throws(() => planAccess([grant(deploy, "AmazonEKSViewPolicy", "blue"), grant(deploy, "AmazonEKSViewPolicy", "green")]), {
            message: `accessEntries: got AmazonEKSViewPolicy twice for ${deploy}; put all its namespaces into one entry`,
        });
    });

    it("sees an administrator only where the whole cluster is meant", () => {
        assert.equal(hasAdministrator([grant(deploy, "AmazonEKSClusterAdminPolicy")]), true);
        assert.equal(hasAdministrator([grant(deploy, "AmazonEKSClusterAdminPolicy", "blue"), grant(deploy, "AmazonEKSAdminPolicy")]), false);
        assert.equal(hasAdministrator([]), false);
    });

    const callers: [string, string][] = [
        ["arn:aws:sts::111122223333:assumed-role/deploy/github-1", deploy],
        ["arn:aws-us-gov:sts::111122223333:assumed-role/deploy/x", "arn:aws-us-gov:iam::111122223333:role/deploy"],
        ["arn:aws:iam::111122223333:user/people/ann", "arn:aws:iam::111122223333:user/people/ann"],
        [deploy, deploy],
    ];
    for (const [caller, principal] of callers) {
        it(`takes ${principal} for the caller ${caller}`, () => {
            assert.equal(principalOfCaller(caller), principal);
        });
    }

    it("makes no administrator of an account's root", () => {
        assert.throws(() => principalOfCaller("arn:aws:iam::111122223333:root"), {
            message: "accessEntries: nobody in it administers the cluster, and the caller arn:aws:iam::111122223333:root is no role or user; "
                + "add a role with AmazonEKSClusterAdminPolicy",
        });
    });
});
