import * as structpb from "google-protobuf/google/protobuf/struct_pb";
import { isAbsent, isList, isUnknown, Props, UNKNOWN, Value } from "../cloud/values";

// How the engine marks what plain JSON cannot say: pulumi/pulumi sdk/go/common/resource/plugin/rpc.go and
// sdk/go/common/resource/properties.go.
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = new Set([
    unknownString,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Properties as the engine sends them; secrets are opened, unknown values become `UNKNOWN`. */
export function decodeStruct(struct: structpb.Struct | undefined): Props {
    const fields = struct?.getFieldsMap();
    if (fields === undefined) return {};
    // Not by assignment: a property may be named `__proto__`.
    return Object.fromEntries(fields.toArray().map(([name]) => [name, decodeValue(fields.get(name))]));
}

function decodeValue(value: structpb.Value | undefined): Value {
    switch (value?.getKindCase()) {
        case structpb.Value.KindCase.BOOL_VALUE:
            return value.getBoolValue();
        case structpb.Value.KindCase.NUMBER_VALUE:
            return value.getNumberValue();
        case structpb.Value.KindCase.STRING_VALUE:
            return unknowns.has(value.getStringValue()) ? UNKNOWN : value.getStringValue();
        case structpb.Value.KindCase.LIST_VALUE:
            return (value.getListValue()?.getValuesList() ?? []).map(decodeValue);
        case structpb.Value.KindCase.STRUCT_VALUE: {
            const props = decodeStruct(value.getStructValue());
            const signature = props[signatureKey];
            if (signature === secretSignature) return props["value"] ?? null;
            if (signature === outputSignature) return props["value"] ?? UNKNOWN;
            return props;
        }
        default:
            return null;
    }
}

/** The reverse of `decodeStruct`; absent values are left out. */
export function encodeStruct(props: Props): structpb.Struct {
    const struct = new structpb.Struct();
    for (const [name, value] of Object.entries(props)) {
        if (!isAbsent(value)) struct.getFieldsMap().set(name, encodeValue(value));
    }
    return struct;
}

function encodeValue(value: Value): structpb.Value {
    const encoded = new structpb.Value();
    if (isAbsent(value)) encoded.setNullValue(structpb.NullValue.NULL_VALUE);
    else if (isUnknown(value)) encoded.setStringValue(unknownString);
    else if (isList(value)) encoded.setListValue(new structpb.ListValue().setValuesList(value.map(encodeValue)));
    else if (typeof value === "boolean") encoded.setBoolValue(value);
    else if (typeof value === "number") encoded.setNumberValue(value);
    else if (typeof value === "string") encoded.setStringValue(value);
    else encoded.setStructValue(encodeStruct(value));
    return encoded;
}
