import { BlockList, isIPv6 } from "node:net";
import { optionalText, Props, record, records, text, texts } from "../cloud/values";

/** What rules look at in a request. */
export interface RequestFacts {
    readonly method: string;
    /** As sent, without the query. */
    readonly path: string;
    /** As sent, without the question mark; empty where there is none. */
    readonly query: string;
    /** Lower case, without the port. */
    readonly host: string;
    readonly sourceIp: string;
    /** Every value of a header, by its lower-case name. */
    readonly header: (name: string) => readonly string[];
}

export type Test = (facts: RequestFacts) => boolean;

/** A rule's conditions as one test: all must hold, each with one of its values. */
export function testOf(conditions: readonly Props[]): Test {
    const tests = conditions.map(conditionTest);
    return (facts) => tests.every((test) => test(facts));
}

function conditionTest(condition: Props): Test {
    const tests: Test[] = [];
    const values = (name: string): readonly string[] => texts(record(condition, name), "values");
    if (values("pathPattern").length > 0) {
        const patterns = values("pathPattern").map((pattern) => glob(pattern, false));
        tests.push((facts) => patterns.some((pattern) => pattern.test(facts.path)));
    }
    if (values("hostHeader").length > 0) {
        const patterns = values("hostHeader").map((pattern) => glob(pattern, true));
        tests.push((facts) => patterns.some((pattern) => pattern.test(facts.host)));
    }
    if (values("httpRequestMethod").length > 0) {
        const methods = new Set(values("httpRequestMethod"));
        tests.push((facts) => methods.has(facts.method));
    }
    if (values("httpHeader").length > 0) {
        const name = text(record(condition, "httpHeader"), "httpHeaderName").toLowerCase();
        const patterns = values("httpHeader").map((pattern) => glob(pattern, true));
        tests.push((facts) => facts.header(name).some((value) => patterns.some((pattern) => pattern.test(value))));
    }
    if (values("sourceIp").length > 0) {
        const ranges = rangesOf(values("sourceIp"));
        tests.push((facts) => ranges.check(facts.sourceIp, isIPv6(facts.sourceIp) ? "ipv6" : "ipv4"));
    }
    const pairs = records(condition, "queryStrings");
    if (pairs.length > 0) tests.push(queryTest(pairs));
    return (facts) => tests.every((test) => test(facts));
}

function queryTest(pairs: readonly Props[]): Test {
    const wanted = pairs.map((pair) => {
        const key = optionalText(pair, "key");
        return {
            key: key === undefined || key === "" ? undefined : glob(key, true, true),
            value: glob(text(pair, "value"), true, true),
        };
    });
    return (facts) => {
        const given = facts.query.split("&").map((part) => {
            const at = part.indexOf("=");
            return at < 0
                ? { key: decoded(part), value: decoded(part) }
                : { key: decoded(part.slice(0, at)), value: decoded(part.slice(at + 1)) };
        });
        return wanted.some(({ key, value }) => given.some((pair) => (key?.test(pair.key) ?? true) && value.test(pair.value)));
    };
}

function decoded(part: string): string {
    try {
        return decodeURIComponent(part.replaceAll("+", " "));
    } catch {
        return part;
    }
}

function rangesOf(cidrs: readonly string[]): BlockList {
    const ranges = new BlockList();
    for (const cidr of cidrs) {
        const [address = "", prefix = "32"] = cidr.split("/");
        ranges.addSubnet(address, Number(prefix), isIPv6(address) ? "ipv6" : "ipv4");
    }
    return ranges;
}

/** A pattern in which `*` stands for any text and `?` for one character; a backslash makes them plain in query strings. */
export function glob(pattern: string, ignoreCase: boolean, escapes = false): RegExp {
    let source = "";
    for (let index = 0; index < pattern.length; index += 1) {
        const character = pattern.charAt(index);
        if (escapes && character === "\\" && /[*?\\]/.test(pattern.charAt(index + 1))) {
            index += 1;
            source += `\\${pattern.charAt(index)}`;
        } else if (character === "*") source += ".*";
        else if (character === "?") source += ".";
        else source += character.replace(/[.+^${}()|[\]\\]/, "\\$&");
    }
    return new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
}
