import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { canonical, numberOr, optionalText, Props, record, sameValue, text, textOr } from "../../cloud/values";
import { Members, numberMember, objectMember, textMember } from "../members";
import { Operations } from "../operation";
import { pageOf } from "../pages";
import { timeOf } from "./expression";
import { defaultGroup, scheduleArn, scheduleSummary, scheduleType, scheduleView, stateOf } from "./schedule";
import { checkTarget } from "./target";

// Members of requests: EventBridge Scheduler API Reference, the page of each action and data type.

const invalid = "ValidationException";
const nameMember = textMember({ minLength: 1, maxLength: 64, pattern: "[0-9a-zA-Z-_.]+" });
const tokenMember = textMember({ minLength: 1, maxLength: 64, pattern: "[a-zA-Z0-9-_]+" });
const stateMember = textMember({ oneOf: ["ENABLED", "DISABLED"] });
const mostInPage = 100;

const target = objectMember(
    {
        Arn: textMember({ required: true, minLength: 1, maxLength: 1600 }),
        RoleArn: textMember({
            required: true,
            minLength: 1,
            maxLength: 1600,
            pattern: "arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+",
        }),
        Input: textMember({ minLength: 1, maxLength: 256 * 1024 }),
        RetryPolicy: objectMember({
            MaximumEventAgeInSeconds: numberMember({ min: 60, max: 86_400 }),
            MaximumRetryAttempts: numberMember({ min: 0, max: 185 }),
        }),
    },
    { required: true },
);

const identity: Members = { Name: { ...nameMember, required: true }, GroupName: nameMember };

const whole: Members = {
    ...identity,
    ScheduleExpression: textMember({ required: true, minLength: 1, maxLength: 256 }),
    ScheduleExpressionTimezone: textMember({ minLength: 1, maxLength: 50 }),
    Description: textMember({ maxLength: 512 }),
    State: stateMember,
    FlexibleTimeWindow: objectMember(
        {
            Mode: textMember({ required: true, oneOf: ["OFF", "FLEXIBLE"] }),
            MaximumWindowInMinutes: numberMember({ min: 1, max: 1440 }),
        },
        { required: true },
    ),
    ActionAfterCompletion: textMember({ oneOf: ["NONE", "DELETE"] }),
    Target: target,
    ClientToken: tokenMember,
};

/** The actions of EventBridge Scheduler's API that are modeled. */
export const schedulerOperations: Operations = {
    CreateSchedule: {
        input: whole,
        run: ({ cloud }, request) => {
            const group = groupOf(request);
            const id = scheduleArn(cloud, group, text(request, "Name"));
            const { ClientToken, ...members } = request;
            const hidden = { token: ClientToken ?? null, made: canonical(members) };
            const found = cloud.find(scheduleType, id);
            if (found !== undefined) {
                // The same request again, as an SDK repeats one without an answer: API Reference, CreateSchedule, `ClientToken`.
                if (ClientToken !== undefined && sameValue(found.hidden ?? {}, hidden)) return { ScheduleArn: id };
                throw new AwsError("ConflictException", `Schedule ${text(request, "Name")} already exists.`, 409);
            }
            cloud.put(scheduleType, id, propsOf(cloud, group, members), hidden);
            return { ScheduleArn: id };
        },
    },
    UpdateSchedule: {
        input: whole,
        run: ({ cloud }, request) => {
            const { ClientToken: _token, ...members } = request;
            const { id, hidden } = needSchedule(cloud, request);
            cloud.put(scheduleType, id, propsOf(cloud, groupOf(request), members), hidden);
            return { ScheduleArn: id };
        },
    },
    GetSchedule: {
        input: identity,
        run: ({ cloud }, request) => scheduleView(needSchedule(cloud, request)),
    },
    DeleteSchedule: {
        input: { ...identity, ClientToken: tokenMember },
        run: ({ cloud }, request) => {
            cloud.remove(scheduleType, needSchedule(cloud, request).id);
            return {};
        },
    },
    ListSchedules: {
        input: {
            GroupName: nameMember,
            NamePrefix: nameMember,
            State: stateMember,
            NextToken: textMember({ minLength: 1, maxLength: 2048 }),
            MaxResults: numberMember({ min: 1, max: mostInPage }),
        },
        run: ({ cloud }, request) => {
            groupOf(request);
            const state = optionalText(request, "State");
            const schedules = cloud
                .all(scheduleType)
                .filter(({ props }) => text(props, "name").startsWith(textOr(request, "NamePrefix", "")))
                .filter(({ props }) => state === undefined || stateOf(props) === state)
                .sort((a, b) => (a.id < b.id ? -1 : 1));
            const size = numberOr(request, "MaxResults", mostInPage);
            const { items, next } = pageOf(schedules, optionalText(request, "NextToken"), size, invalid);
            return { Schedules: items.map(scheduleSummary), NextToken: next ?? null };
        },
    },
};

function groupOf(request: Props): string {
    const group = textOr(request, "GroupName", defaultGroup);
    if (group === defaultGroup) return group;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${group} does not exist.`, 404);
}

function needSchedule(cloud: Cloud, request: Props): CloudObject {
    const name = text(request, "Name");
    const id = scheduleArn(cloud, groupOf(request), name);
    return cloud.need(scheduleType, id, "ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
}

/** The schedule as it will be; refuses what CreateSchedule and UpdateSchedule refuse. */
function propsOf(cloud: Cloud, group: string, request: Props): Props {
    const window = record(request, "FlexibleTimeWindow");
    if (text(window, "Mode") !== "OFF") throw new NotModeled("a flexible time window");
    if (window["MaximumWindowInMinutes"] !== undefined) {
        throw new AwsError(invalid, "MaximumWindowInMinutes can only be set when the mode of the flexible time window is FLEXIBLE.");
    }
    const at = timeOf(text(request, "ScheduleExpression"), textOr(request, "ScheduleExpressionTimezone", "UTC"));
    checkTarget(cloud, record(request, "Target"), group);
    return { region: cloud.region, group, name: text(request, "Name"), at, changed: cloud.clock.now(), request };
}
