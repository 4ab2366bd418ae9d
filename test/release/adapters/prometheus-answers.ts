/** Answers of Prometheus 2.42 to range queries with step 2 s that end at 1795271008.090, as it wrote them. */

const times = ["1795271002.090", "1795271004.090", "1795271006.090", "1795271008.090"] as const;

/** `values` in the order of the times; `undefined` where the row has no point. */
function row(metric: object, values: readonly (string | undefined)[]): string {
    const points = values.flatMap((value, at) => (value === undefined ? [] : [`[${times[at]},"${value}"]`]));
    return `{"metric":${JSON.stringify(metric)},"values":[${points.join(",")}]}`;
}

export function matrix(rows: readonly (readonly [metric: object, values: readonly (string | undefined)[]])[], more = ""): string {
    return `{"status":"success","data":{"resultType":"matrix","result":[${rows.map(([metric, values]) => row(metric, values)).join(",")}]}${more}}`;
}

export const empty = '{"status":"success","data":{"resultType":"matrix","result":[]}}';

export const requestsByZone = matrix([
    [{ zone: "us-east-1a" }, ["22", "22", "22", "22"]],
    [{ zone: "us-east-1b" }, ["10", "10", "10", "0"]],
    [{ zone: "us-east-1c" }, ["NaN", "NaN", "NaN", "NaN"]],
]);

export const errorsByZone = matrix([[{ zone: "us-east-1a" }, ["2", "2", "2", "2"]]]);

/** The bucket up to 0.05 s appeared with a newer version. */
export const bucketsByBound = matrix([
    [{ le: "+Inf" }, ["32", "32", "32", "32"]],
    [{ le: "0.05" }, [undefined, undefined, undefined, "4"]],
    [{ le: "0.1" }, ["12", "12", "12", "12"]],
    [{ le: "0.25" }, ["28", "28", "28", "28"]],
]);

export const badData =
    '{"status":"error","errorType":"bad_data","error":"1:72: parse error: error parsing regexp: missing closing ): `^(?:()$`"}';
