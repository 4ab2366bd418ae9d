/** Reads `approvers.yaml`: who may approve what, changed by review alone. Pure. */
import { type Field, integer, list, map, object, text } from "./fields";
import { Place } from "./problems";
import type { Problem } from "./types";
import { readYaml } from "./yaml-values";

export const approversFile = "approvers.yaml";

export interface Person {
    /** Other names of the same person: of git, the operating system, CI. */
    readonly names: readonly string[];
    readonly roles: readonly string[];
    /** Where the secret of the one-time codes is; empty: `file:~/.config/colorway/totp/NAME`. */
    readonly totp: string;
}

/** How a stack's releases are approved. */
export interface StackApproval {
    /** Who has one of them may approve. */
    readonly roles: readonly string[];
    /** People, 1–10. */
    readonly needed: number;
    /** Hours that an approval holds, 1–720. */
    readonly validHours: number;
}

/** Who vouches for people by tokens of OpenID Connect. */
export interface Issuer {
    /** As the token's `iss`, `https://…`. */
    readonly issuer: string;
    /** As the token's `aud`: made for this and nothing else. */
    readonly audience: string;
    /** The claim that names the person. */
    readonly person: string;
    /** Claims that the token must have just so. */
    readonly require: { readonly [claim: string]: string };
}

export interface Approvers {
    readonly people: { readonly [name: string]: Person };
    readonly stacks: { readonly [stack: string]: StackApproval };
    readonly issuers: { readonly [name: string]: Issuer };
}

const word = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const wordRule = "a lower-case word, with - inside";
const placeForm = /^(|file:(~\/|\/).+|env:[A-Za-z_][A-Za-z0-9_]*|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+)$/;

const roles = list(wordField("A role.", "release-manager"), {
    about: "Roles.",
    allowed: "a list of roles, at least one",
    cure: "write [release-manager]",
    min: 1,
    max: 50,
    sameness: (role) => role,
});

const personField = object<Person>(
    {
        names: list(line("A name, with or without @ and a domain or host.", "maria@example.com"), {
            about: "Other names of this person, as git, the operating system and CI have them: by these an author is known.",
            allowed: "a list of names",
            cure: "write [maria@example.com]",
            max: 50,
            sameness: (name) => name,
        }),
        roles,
        totp: text({
            about: "Where the secret of the one-time codes is; left out: file:~/.config/colorway/totp/NAME.",
            allowed: "file: with an absolute path or ~/, env:NAME, or the ARN of a secret of Secrets Manager",
            example: "file:/etc/colorway/totp/maria",
            check: (place) => (placeForm.test(place) ? undefined : "is no such place"),
        }),
    },
    { about: "A person.", defaults: { names: [], totp: "" } },
);

const stackField = object<StackApproval>(
    {
        roles,
        needed: integer({ about: "How many people must approve.", min: 1, max: 10, unit: "people" }),
        validHours: integer({ about: "How long an approval holds.", min: 1, max: 720, unit: "hours" }),
    },
    { about: "How the releases of a stack are approved.", defaults: { needed: 1, validHours: 24 } },
);

const issuerField = object<Issuer>(
    {
        issuer: text({
            about: "The token's issuer; its keys are found by its discovery document.",
            allowed: "an address with https://",
            example: "https://token.actions.githubusercontent.com",
            check: (address) => (/^https:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(address) ? undefined : "is no such address"),
        }),
        audience: line("The token's audience.", "colorway"),
        person: line("The claim that names the person, by one of the names in `people`.", "actor"),
        require: map(line("Value of the claim.", "acme/trading"), {
            about: "Claims that a token must have, with their values: without them every repository of the issuer could approve.",
            allowed: "claims with their values, at least one",
            cure: "write {repository: acme/trading}",
            max: 20,
            checkKey: (claim) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(claim) ? undefined : "is no claim"),
        }),
    },
    { about: "An issuer of tokens.", defaults: {} },
);

const approversField = object<Approvers>(
    {
        people: named(personField, "People by their names.", "write maria: {roles: [release-manager]}"),
        stacks: named(stackField, "Stacks by their names.", "write prod: {roles: [release-manager], needed: 1}"),
        issuers: named(
            issuerField,
            "Issuers of tokens by names of your own.",
            "remove it, or write github: {issuer: https://…, …}",
        ),
    },
    { about: "Who may approve what.", defaults: { issuers: {} } },
);

/** Or every mistake in it. */
export function readApprovers(content: string): { readonly approvers: Approvers } | { readonly problems: readonly Problem[] } {
    const problems: Problem[] = [];
    const place = new Place(approversFile, problems, ":");
    const yaml = readYaml(content);
    if ("fault" in yaml) {
        place.note({ allowed: "a YAML document", cure: "correct the file" }, `is no YAML: ${yaml.fault}`, undefined);
        return { problems };
    }
    const read = approversField.read(yaml.content, place);
    if (problems.length > 0 || read === undefined) return { problems };
    const approvers = read as Approvers;
    noteStrangers(approvers, place);
    return problems.length > 0 ? { problems } : { approvers };
}

/** The name without host, domain and process, so that nobody is somebody else by another spelling. */
export function bareName(name: string): string {
    return name
        .replace(/ \(process \d+\)$/, "")
        .replace(/@.*$/, "")
        .trim()
        .toLowerCase();
}

/** The person of a name; undefined where it is none's. */
export function personOf({ people }: Approvers, name: string): string | undefined {
    const bare = bareName(name);
    return Object.keys(people).find((person) =>
        [person, ...(people[person]?.names ?? [])].some((each) => bareName(each) === bare),
    );
}

/** What each part allows, and together makes no sense. */
function noteStrangers({ people, stacks, issuers }: Approvers, place: Place): void {
    const owners = new Map<string, string>();
    for (const [person, { names }] of Object.entries(people)) {
        for (const name of new Set([person, ...names].map(bareName))) {
            const owner = owners.get(name);
            if (owner === undefined) owners.set(name, person);
            else {
                const expected = { allowed: "each name once, without what stands after @", cure: "give it to one of the two" };
                place.member("people").member(person).member("names").note(expected, `holds ${name}, which is ${owner}'s`, names);
            }
        }
    }
    for (const [stack, { roles: allowed, needed }] of Object.entries(stacks)) {
        const able = Object.values(people).filter((person) => person.roles.some((role) => allowed.includes(role))).length;
        if (able > needed) continue;
        const expected = {
            allowed: "fewer than the people who have one of its roles: one of them may be the author",
            cure: "give more people a role, or ask for fewer",
        };
        place
            .member("stacks")
            .member(stack)
            .member("needed")
            .note(expected, `is ${needed}, and ${able} have one of its roles`, needed);
    }
    for (const [name, { require }] of Object.entries(issuers)) {
        if (Object.keys(require).length > 0) continue;
        const expected = { allowed: "at least one claim", cure: "write {repository: acme/trading}" };
        place
            .member("issuers")
            .member(name)
            .member("require")
            .note(expected, "is empty: every repository of the issuer could approve", require);
    }
}

function wordField(about: string, example: string): Field<string> {
    return text({ about, allowed: wordRule, example, check: (value) => (word.test(value) ? undefined : "is no such word") });
}

function line(about: string, example: string): Field<string> {
    return text({
        about,
        allowed: "a text on one line",
        example,
        check: (value) => (/^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$/u.test(value) ? undefined : "is no such text"),
    });
}

function named<T>(items: Field<T>, about: string, cure: string): Field<{ readonly [name: string]: T }> {
    return map(items, {
        about,
        cure,
        allowed: wordRule,
        max: 500,
        checkKey: (key) => (word.test(key) ? undefined : "is no such name"),
    });
}
