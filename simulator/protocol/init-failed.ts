import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { InitializationFailed } from "../cloud/errors";
import { encodeStruct } from "./struct";

/**
 * The status that tells the engine "made, but not ready": the resource goes into the state with its reasons.
 * Form: pulumi/pulumi sdk/go/common/resource/plugin/provider_plugin.go, `parseError`.
 */
export function initializationStatus(error: InitializationFailed): Partial<grpc.StatusObject> {
    const detail = new pb.ErrorResourceInitFailed()
        .setId(error.id)
        .setProperties(encodeStruct(error.properties))
        .setInputs(encodeStruct(error.inputs))
        .setReasonsList([...error.reasons]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const message = `resource ${error.id} was made but did not become ready`;
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(any);
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}
