/** The pack of rules that every preview and update of a stack with slots must keep, whatever framework it is audited by. */

import { PolicyPack } from "@pulumi/policy";
import { imagesByDigest } from "./images";
import { dataProtected } from "./protection";
import { bothColors, noStickiness, wholeWeights } from "./traffic";

new PolicyPack("colorway-release", {
    description: "What must hold for a release to move traffic without losing a request",
    policies: [bothColors, wholeWeights, noStickiness, imagesByDigest, dataProtected],
});
