/** The rules that serve a requirement of PCI DSS in the resource's scope. */
import { startPack } from "../start";

startPack({
    name: "colorway-pci-dss",
    displayName: "PCI DSS v4.0.1",
    description: "PCI DSS v4.0.1 for AWS and Kubernetes",
    standards: ["pci"],
});
