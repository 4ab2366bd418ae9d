import { ResourceModel } from "../model";
import { webAcl } from "./web-acl";
import { webAclAssociation } from "./web-acl-association";
import { webAclLogging } from "./web-acl-logging";

export const wafv2Models: readonly ResourceModel[] = [webAcl, webAclAssociation, webAclLogging];
