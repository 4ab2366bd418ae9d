import { Cloud } from "../../cloud/cloud";
import { canonical, isList, isProps, numberOr, Props, text, texts, Value } from "../../cloud/values";
import { jsonRule, parseJson } from "../iam/document";
import { ResourceModel, textProperty } from "../model";
import { invalid, invalidCode, lifecyclePolicyType, needRepository, repositoryType, service } from "./types";

const putPolicy = "ECR API Reference, PutLifecyclePolicy";
const properties = "ECR User Guide, lifecycle policy properties";
const maxRules = 50;
/** Stars of one pattern. */
const maxWildcards = 4;
const selectionKeys = ["tagStatus", "tagPatternList", "tagPrefixList", "storageClass", "countType", "countUnit", "countNumber"];

/** Which images of a repository go by themselves. Here none does: the simulated registry keeps what it has. */
export const lifecyclePolicy: ResourceModel = {
    type: lifecyclePolicyType,
    service,
    actions: { create: "PutLifecyclePolicy", remove: "DeleteLifecyclePolicy" },
    invalidCode,
    tagged: false,
    inputs: {
        // 30,720 characters: same page of the API.
        policy: textProperty({
            required: true, replace: true, minLength: 100, maxLength: 30720, rule: jsonRule, same: samePolicy, source: putPolicy,
        }),
        repository: textProperty({ required: true, replace: true, minLength: 2, maxLength: 256, source: putPolicy }),
    },
    outputs: ["registryId"],
    create: (cloud: Cloud, given: Props) => {
        const name = needRepository(cloud, text(given, "repository")).id;
        check(text(given, "policy"));
        return { id: name, props: { ...given, registryId: cloud.account } };
    },
    read: (cloud, object) => (cloud.find(repositoryType, object.id) === undefined ? undefined : object.props),
    usualSeconds: { create: 1, remove: 1 },
    checks: [
        { what: "The repository exists (RepositoryNotFoundException).", source: putPolicy },
        {
            what: `At most ${maxRules} rules, each with a priority of its own, a selection by tags or not, one count and one action `
                + "(InvalidParameterException).",
            source: properties,
        },
        {
            what: "Tagged images are selected by prefixes or by patterns with up to four stars; a rule for any image comes last, once "
                + "(InvalidParameterException).",
            source: properties,
        },
    ],
};

function samePolicy(left: Value, right: Value): boolean {
    return canonical(parseJson(String(left))) === canonical(parseJson(String(right)));
}

function check(document: string): void {
    const parsed = parseJson(document);
    const rules = isProps(parsed) ? parsed["rules"] : undefined;
    if (!isList(rules) || rules.length === 0) throw wrong("rules", "missing or empty");
    if (rules.length > maxRules) throw wrong("rules", `at most ${maxRules}, got ${rules.length}`);
    const all = rules.map((rule, index) => (isProps(rule) ? rule : notAnObject(index)));
    const priorities = all.map((rule) => numberOr(rule, "rulePriority", 0));
    const odd = priorities.find((priority, index) => !isCount(priority) || priorities.indexOf(priority) !== index);
    if (odd !== undefined) throw wrong("rulePriority", `${odd} is no whole number from 1 on of its own`);
    for (const rule of all) checkRule(rule, Math.max(...priorities));
}

function isCount(value: number): boolean {
    return Number.isInteger(value) && value >= 1;
}

function notAnObject(index: number): never {
    throw wrong(`rules[${index}]`, "is no object");
}

function checkRule(rule: Props, last: number): void {
    const selection = rule["selection"];
    if (!isProps(selection)) throw wrong("selection", "missing");
    const unknown = Object.keys(selection).find((name) => !selectionKeys.includes(name));
    if (unknown !== undefined) throw wrong(`selection.${unknown}`, "unknown");
    const action = rule["action"];
    if (!isProps(action) || action["type"] !== "expire") throw wrong("action.type", "expire is allowed");
    checkTags(selection, rule["rulePriority"] === last);
    checkCount(selection);
}

function checkTags(selection: Props, isLast: boolean): void {
    const [prefixes, patterns] = [texts(selection, "tagPrefixList"), texts(selection, "tagPatternList")];
    const lists = [prefixes, patterns].filter((list) => list.length > 0).length;
    switch (selection["tagStatus"]) {
        case "tagged":
            if (lists !== 1) throw wrong("selection", "tagged needs either tagPrefixList or tagPatternList");
            break;
        case "untagged":
        case "any":
            if (lists !== 0) throw wrong("selection", `${String(selection["tagStatus"])} takes no list of tags`);
            break;
        default:
            throw wrong("selection.tagStatus", "tagged, untagged or any is allowed");
    }
    if (selection["tagStatus"] === "any" && !isLast) throw wrong("rulePriority", "a rule for any image has the highest");
    const starry = patterns.find((pattern) => pattern.split("*").length - 1 > maxWildcards);
    if (starry !== undefined) throw wrong("selection.tagPatternList", `at most ${maxWildcards} wildcards, got ${starry}`);
}

function checkCount(selection: Props): void {
    const { countType, countUnit } = selection;
    if (!isCount(numberOr(selection, "countNumber", 0))) throw wrong("selection.countNumber", "a whole number from 1 on is allowed");
    if (countType === "sinceImagePushed" ? countUnit !== "days" : countUnit !== undefined) {
        throw wrong("selection.countUnit", "days, with sinceImagePushed alone");
    }
    if (countType !== "sinceImagePushed" && countType !== "imageCountMoreThan") {
        throw wrong("selection.countType", "sinceImagePushed or imageCountMoreThan is allowed");
    }
}

function wrong(path: string, what: string): Error {
    const failure = `Lifecycle policy validation failure: ${path}: ${what}`;
    return invalid(`Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: '${failure}'`);
}
