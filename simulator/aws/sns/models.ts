import { ResourceModel } from "../model";
import { subscription } from "./subscription";
import { topic } from "./topic";
import { topicPolicy } from "./topic-policy";

export const snsModels: readonly ResourceModel[] = [topic, topicPolicy, subscription];
