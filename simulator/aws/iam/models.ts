import { ResourceModel } from "../model";
import { openIdConnectProvider } from "./openIdConnectProvider";
import { policy } from "./policy";
import { role } from "./role";
import { rolePolicy, rolePolicyAttachment } from "./rolePolicy";

export const iamModels: readonly ResourceModel[] = [role, rolePolicy, rolePolicyAttachment, policy, openIdConnectProvider];
