import { isProps, Props, sameValue, textOr } from "../../cloud/values";
import { labelKeyMistakes } from "./names";
import { Problems } from "./problems";
import { Manifest, stringsOf } from "./types";
import { checkImmutable } from "./validate-meta";

/** k8s.io/kubernetes pkg/apis/storage/validation: `maxProvisionerParameterLen`, `maxProvisionerParameterSize`. */
const mostParameters = 512;
const parameterBytes = 256 * 1024;

const reclaimPolicies = ["Delete", "Retain"];
const bindingModes = ["Immediate", "WaitForFirstConsumer"];

/** k8s.io/kubernetes pkg/apis/storage/v1/defaults.go. */
export function storageClassDefaults(object: Manifest): Manifest {
    return { reclaimPolicy: "Delete", volumeBindingMode: "Immediate", ...object };
}

/** k8s.io/kubernetes pkg/apis/storage/validation, ValidateStorageClass. */
export function checkStorageClass(object: Props, problems: Problems): void {
    const provisioner = textOr(object, "provisioner", "");
    if (provisioner === "") problems.required("provisioner");
    else problems.invalidEach("provisioner", provisioner, labelKeyMistakes(provisioner.toLowerCase()));
    checkParameters(object, problems);
    const { reclaimPolicy, volumeBindingMode } = object;
    if (!reclaimPolicies.includes(String(reclaimPolicy))) problems.unsupported("reclaimPolicy", reclaimPolicy, reclaimPolicies);
    if (!bindingModes.includes(String(volumeBindingMode))) problems.unsupported("volumeBindingMode", volumeBindingMode, bindingModes);
}

function checkParameters(object: Props, problems: Problems): void {
    const given = Object.entries(isProps(object["parameters"]) ? stringsOf(object["parameters"]) : {});
    if (given.length > mostParameters) problems.tooMany("parameters", given.length, mostParameters);
    for (const [name] of given) if (name === "") problems.invalid("parameters", name, "field can not be empty.");
    const bytes = given.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
    if (bytes > parameterBytes) problems.tooLong("parameters", parameterBytes);
}

/** The same, ValidateStorageClassUpdate: a class says how a disk was made, for good. */
export function checkStorageClassUpdate(object: Props, old: Props, problems: Problems): void {
    for (const name of ["parameters", "provisioner", "reclaimPolicy"])
        if (!sameValue(object[name], old[name])) problems.forbidden(name, `updates to ${name} are forbidden.`);
    checkImmutable(object["volumeBindingMode"], old["volumeBindingMode"], "volumeBindingMode", problems);
}
