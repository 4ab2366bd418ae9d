import { flagMember, listMember, Members, numberMember, objectMember, textMember } from "../members";

// Members of requests: ELBv2 API Reference, the page of each data type.

const targetGroups = listMember(objectMember({ TargetGroupArn: textMember(), Weight: numberMember() }));

const stickiness = objectMember({ Enabled: flagMember(), DurationSeconds: numberMember() });

const redirect = objectMember({
    Protocol: textMember({ pattern: "^(HTTPS?|#\\{protocol\\})$" }),
    Port: textMember(),
    Host: textMember({ minLength: 1, maxLength: 128 }),
    Path: textMember({ minLength: 1, maxLength: 128 }),
    Query: textMember({ maxLength: 128 }),
    StatusCode: textMember({ required: true, oneOf: ["HTTP_301", "HTTP_302"] }),
});

const fixedResponse = objectMember({
    MessageBody: textMember({ maxLength: 1024 }),
    StatusCode: textMember({ required: true, pattern: "^(2|4|5)\\d\\d$" }),
    ContentType: textMember({ maxLength: 32 }),
});

const types = ["forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response", "jwt-validation"];

export const actionsMember = listMember(
    objectMember({
        Type: textMember({ required: true, oneOf: types }),
        TargetGroupArn: textMember(),
        Order: numberMember({ min: 1, max: 50_000 }),
        RedirectConfig: redirect,
        FixedResponseConfig: fixedResponse,
        ForwardConfig: objectMember({ TargetGroups: targetGroups, TargetGroupStickinessConfig: stickiness }),
    }),
);

const values = listMember(textMember());

export const conditionsMember = listMember(
    objectMember({
        Field: textMember({ maxLength: 64 }),
        Values: values,
        HostHeaderConfig: objectMember({ Values: values }),
        PathPatternConfig: objectMember({ Values: values }),
        HttpHeaderConfig: objectMember({ HttpHeaderName: textMember(), Values: values }),
        QueryStringConfig: objectMember({ Values: listMember(objectMember({ Key: textMember(), Value: textMember() })) }),
        HttpRequestMethodConfig: objectMember({ Values: values }),
        SourceIpConfig: objectMember({ Values: values }),
    }),
);

/** Of every action that answers in pages. */
export const pageMembers: Members = { Marker: textMember(), PageSize: numberMember({ min: 1, max: 400 }) };

export const textsMember = values;
