import { ResourceModel } from "../model";
import { openIdConnectProvider } from "./open-id-connect-provider";
import { policy } from "./policy";
import { role } from "./role";
import { rolePolicy, rolePolicyAttachment } from "./role-policy";

export const iamModels: readonly ResourceModel[] = [role, rolePolicy, rolePolicyAttachment, policy, openIdConnectProvider];
