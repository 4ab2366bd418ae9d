import { ResourceModel } from "../model";
import { plan } from "./plan";
import { selection } from "./selection";
import { vault } from "./vault";
import { vaultLock } from "./vault-lock";
import { vaultNotifications } from "./vault-notifications";

export const backupModels: readonly ResourceModel[] = [vault, vaultLock, vaultNotifications, plan, selection];
