/** `colorway:tags`: tags on every resource of AWS. */

import { type Field, map, text } from "../fields";
import type { Complaint, Place } from "../problems";

/** AWS allows 50 (Tagging AWS Resources user guide, "Tag naming limits and requirements"); ten are left to the program. */
const maxTags = 40;
const maxKeyLetters = 128;
const maxValueLetters = 256;
/** The letters that every service accepts (same page). */
const letters = /^[\p{L}\p{N}\p{Zs}_.:/=+\-@]*$/u;

export const tagsField: Field<{ readonly [key: string]: string }> = map(
    text({
        about: "Value of the tag.",
        allowed: `at most ${maxValueLetters} letters, digits, spaces and _ . : / = + - @`,
        example: "payments",
        check: value => lettersComplaint(value, maxValueLetters),
    }),
    {
        about: "Tags on every resource of AWS.",
        allowed: `at most ${maxTags} tags; keys of 1 to ${maxKeyLetters} letters, not starting with aws:`,
        cure: "write it as {team: payments}",
        source: "Tagging AWS Resources user guide, \"Tag naming limits and requirements\"",
        max: maxTags,
        checkKey: key => {
            if (key === "") return { message: "has an empty key", cure: "name it" };
            if (/^aws:/i.test(key))
                return { message: "starts with aws:, which AWS keeps for itself", cure: "choose another key" };
            return lettersComplaint(key, maxKeyLetters);
        },
    },
);

function lettersComplaint(value: string, most: number): Complaint | undefined {
    if (value.length > most)
        return { message: `has ${value.length} letters, ${value.length - most} too many`, cure: "shorten it" };
    const odd = [...value].find(letter => !letters.test(letter));
    return odd === undefined
        ? undefined
        : { message: `has a letter that tags must not have: ${JSON.stringify(odd)}`, cure: "leave it out" };
}

/** Keys that differ in case only are one key to IAM (IAM user guide, "Tags for IAM resources"). */
export function tagRules(tags: { readonly [key: string]: string | undefined }, place: Place): void {
    const seen = new Map<string, string>();
    for (const key of Object.keys(tags)) {
        const first = seen.get(key.toLowerCase());
        if (first !== undefined) {
            place
                .member(key)
                .note(tagsField, { message: `differs from ${first} in case only`, cure: "keep one of the two" }, tags[key]);
        }
        seen.set(key.toLowerCase(), first ?? key);
    }
}
