/** The rules that serve a control of NIST SP 800-53 in the environment's baseline. */
import { startPack } from "../start";

startPack({
    name: "colorway-nist-800-53",
    displayName: "NIST SP 800-53 Rev. 5",
    description: "NIST SP 800-53 Rev. 5 for AWS and Kubernetes",
    standards: ["nist"],
});
