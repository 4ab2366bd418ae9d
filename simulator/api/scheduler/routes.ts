import { RestRoute } from "../rest";

const one = /^\/schedules\/([^/]+)$/;

/** EventBridge Scheduler API Reference, the page of each action. */
export const schedulerRoutes: readonly RestRoute[] = [
    { action: "CreateSchedule", method: "POST", path: one },
    { action: "UpdateSchedule", method: "PUT", path: one },
    { action: "GetSchedule", method: "GET", path: one, query: { groupName: "GroupName" } },
    { action: "DeleteSchedule", method: "DELETE", path: one, query: { groupName: "GroupName", clientToken: "ClientToken" } },
    { action: "ListSchedules", method: "GET", path: /^\/schedules$/, query: { ScheduleGroup: "GroupName" } },
];
