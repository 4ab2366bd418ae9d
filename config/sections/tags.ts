/** `colorway:tags`: tags on every resource of AWS. */

import { type Field, map, text } from "../fields";
import type { Complaint, Place } from "../problems";

/** AWS allows 50 (Tagging AWS Resources user guide, "Tag naming limits and requirements"); ten are left to the program. */
const maxTags = 40;
/** Those that every resource has, so that it is found whose it is, what it holds and who pays. */
const required = ["owner", "data-classification", "cost-centre"];
const maxKeyLetters = 128;
const maxValueLetters = 256;
/** The letters that every service accepts (same page). */
const letters = /^[\p{L}\p{N}\p{Zs}_.:/=+\-@]*$/u;

export function tagsField(defaults: { readonly [key: string]: string }): Field<{ readonly [key: string]: string }> {
    return map(
        text({
            about: "Value of the tag.",
            allowed: `at most ${maxValueLetters} letters, digits, spaces and _ . : / = + - @`,
            example: "payments",
            check: value => lettersComplaint(value, maxValueLetters),
        }),
        {
            about: "Tags on every resource of AWS. Those with a default stay where others are written.",
            allowed: `at most ${maxTags} tags; keys of 1 to ${maxKeyLetters} letters, not starting with aws:`,
            cure: "write it as {team: payments}",
            source: "Tagging AWS Resources user guide, \"Tag naming limits and requirements\"",
            max: maxTags,
            checkKey,
            defaults,
        },
    );
}

function checkKey(key: string): Complaint | undefined {
    if (key === "") return { message: "has an empty key", cure: "name it" };
    if (/^aws:/i.test(key)) return { message: "starts with aws:, which AWS keeps for itself", cure: "choose another key" };
    return lettersComplaint(key, maxKeyLetters);
}

function lettersComplaint(value: string, most: number): Complaint | undefined {
    if (value.length > most)
        return { message: `has ${value.length} letters, ${value.length - most} too many`, cure: "shorten it" };
    const odd = [...value].find(letter => !letters.test(letter));
    return odd === undefined
        ? undefined
        : { message: `has a letter that tags must not have: ${JSON.stringify(odd)}`, cure: "leave it out" };
}

/** Keys that differ in case only are one key to IAM (IAM user guide, "Tags for IAM resources"). */
export function tagRules(
    tags: { readonly [key: string]: string | undefined }, field: Field<{ readonly [key: string]: string }>, place: Place,
): void {
    for (const key of required.filter(each => tags[each]?.trim() === "")) {
        const complaint = { message: "is empty; every resource has it", cure: "write a value, or leave it out" };
        place.member(key).note(field, complaint, tags[key]);
    }
    const seen = new Map<string, string>();
    for (const key of Object.keys(tags)) {
        const first = seen.get(key.toLowerCase());
        if (first !== undefined) {
            place
                .member(key)
                .note(field, { message: `differs from ${first} in case only`, cure: "keep one of the two" }, tags[key]);
        }
        seen.set(key.toLowerCase(), first ?? key);
    }
}
