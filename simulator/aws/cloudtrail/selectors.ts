import { isAbsent, isProps, Props, records, text, texts } from "../../cloud/values";
import { flagProperty, listProperty, Mistake, objectProperty, Property, setProperty, Shape, textProperty } from "../model";

const putSelectors = "CloudTrail API Reference, PutEventSelectors";
const basic = "CloudTrail API Reference, EventSelector";
const advanced = "CloudTrail API Reference, AdvancedFieldSelector";
const quotas = "CloudTrail User Guide, Quotas in AWS CloudTrail";

const dataResource = "CloudTrail API Reference, DataResource";

// Beginnings of the values of each type: same page.
const beginnings: { readonly [type: string]: RegExp } = {
    "AWS::S3::Object": /^arn:aws:s3(:::.*)?$/,
    "AWS::Lambda::Function": /^arn:aws:lambda(:.*)?$/,
    "AWS::DynamoDB::Table": /^arn:aws:dynamodb(:.*)?$/,
};
/** Values of all selectors of a trail together. */
const maxDataResources = 250;
/** Conditions of all advanced selectors of a trail together. */
const maxConditions = 500;
const operators = ["equals", "startsWiths", "endsWiths", "notEquals", "notStartsWiths", "notEndsWiths"];

const values: Property = listProperty(textProperty({ minLength: 1, maxLength: 2048 }), { minItems: 1, source: advanced });

/** Which events a trail records beside or instead of all management events. */
export const selectorInputs: Shape = {
    eventSelectors: listProperty(
        objectProperty({
            dataResources: listProperty(
                objectProperty({
                    type: textProperty({ required: true, oneOf: Object.keys(beginnings), source: dataResource }),
                    values: listProperty(textProperty(), { required: true, maxItems: maxDataResources, source: quotas }),
                }),
            ),
            excludeManagementEventSources: setProperty(
                textProperty({ oneOf: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] }), { source: basic },
            ),
            includeManagementEvents: flagProperty({ default: true }),
            readWriteType: textProperty({ default: "All", oneOf: ["ReadOnly", "WriteOnly", "All"], source: basic }),
        }),
        { maxItems: 5, conflictsWith: ["advancedEventSelectors"], code: "InvalidEventSelectorsException", source: quotas },
    ),
    advancedEventSelectors: listProperty(
        objectProperty({
            fieldSelectors: setProperty(
                objectProperty({
                    field: textProperty({
                        required: true,
                        oneOf: ["readOnly", "eventSource", "eventName", "eventCategory", "resources.type", "resources.ARN"],
                        source: advanced,
                    }),
                    ...Object.fromEntries(operators.map((name) => [name, values])),
                }),
                { required: true, minItems: 1, source: advanced },
            ),
            name: textProperty({ maxLength: 1000, source: "CloudTrail API Reference, AdvancedEventSelector" }),
        }),
        { conflictsWith: ["eventSelectors"], code: "InvalidEventSelectorsException", source: putSelectors },
    ),
};

/** Of what a preview knows. */
export function selectorMistakes(inputs: Props): readonly Mistake[] {
    return [...basicMistakes(records(inputs, "eventSelectors")), ...advancedMistakes(records(inputs, "advancedEventSelectors"))];
}

function invalid(path: string, what: string): Mistake {
    return { path, message: `${path}: ${what} (InvalidEventSelectorsException)` };
}

function basicMistakes(selectors: readonly Props[]): readonly Mistake[] {
    const path = "eventSelectors";
    const resources = selectors.flatMap((selector) => records(selector, "dataResources"));
    const found = resources.flatMap((resource) => {
        const type = resource["type"];
        const form = typeof type === "string" ? beginnings[type] : undefined;
        const wrong = form === undefined ? [] : texts(resource, "values").filter((value) => !form.test(value));
        return wrong.map((value) => `${String(type)} has no ${value}`);
    });
    const count = resources.reduce((sum, resource) => sum + texts(resource, "values").length, 0);
    const dataOnly = selectors.filter((selector) => selector["includeManagementEvents"] === false);
    const idle = dataOnly.some((selector) => records(selector, "dataResources").length === 0);
    const excluded = dataOnly.some((selector) => texts(selector, "excludeManagementEventSources").length > 0);
    return [
        ...found.map((what) => invalid(path, what)),
        ...(count > maxDataResources ? [invalid(path, `at most ${maxDataResources} data resources, got ${count}`)] : []),
        ...(idle ? [invalid(path, "a selector records management events or data resources")] : []),
        ...(excluded ? [invalid(path, "sources are excluded from management events, which are not included")] : []),
    ];
}

function advancedMistakes(selectors: readonly Props[]): readonly Mistake[] {
    const path = "advancedEventSelectors";
    const mistakes = selectors.flatMap((selector) => {
        const fields = records(selector, "fieldSelectors");
        const equal = (name: string): readonly string[] =>
            fields.filter((field) => field["field"] === name).flatMap((field) => texts(field, "equals"));
        const [category] = equal("eventCategory");
        const only = fields.find((field) => ["eventCategory", "readOnly", "resources.type"].includes(fieldOf(field))
            && operators.some((name) => name !== "equals" && !isAbsent(field[name])));
        return [
            ...(fields.some((field) => operators.every((name) => isAbsent(field[name]))) ? [invalid(path, "a field has an operator")] : []),
            ...(category === undefined ? [invalid(path, "a selector has eventCategory equals Management or Data")] : []),
            ...(category === "Data" && equal("resources.type").length !== 1
                ? [invalid(path, "a selector of data events has one resources.type")]
                : []),
            ...(only === undefined ? [] : [invalid(path, `${fieldOf(only)} takes equals only`)]),
        ];
    });
    const conditions = selectors.flatMap((selector) => records(selector, "fieldSelectors"))
        .reduce((sum, field) => sum + operators.reduce((all, name) => all + texts(field, name).length, 0), 0);
    if (conditions <= maxConditions) return mistakes;
    return [...mistakes, invalid(path, `at most ${maxConditions} conditions, got ${conditions}`)];
}

function fieldOf(selector: Props): string {
    return isProps(selector) && typeof selector["field"] === "string" ? text(selector, "field") : "";
}
