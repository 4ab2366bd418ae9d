/** What every command of colorway checks with: one process for all rules, each run once whatever it serves. */
import { releasePolicies } from "../release/policies";
import { startPack } from "../start";
import { alsoTold } from "./also-told";

startPack({
    name: "colorway",
    displayName: "Compliance and releases",
    description: "NIST SP 800-53, PCI DSS and what a release needs, each rule once",
    standards: ["nist", "pci"],
    // Commands tell of violations themselves.
    listed: false,
    beside: (told) => releasePolicies.map((policy) => alsoTold(policy, told)),
});
