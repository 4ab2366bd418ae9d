import type * as Automation from "@pulumi/pulumi/automation";

/** The Automation API, loaded when it is first needed: that takes longer than a command that runs no engine. */
export function automation(): typeof Automation {
    return require("@pulumi/pulumi/automation") as typeof Automation;
}
