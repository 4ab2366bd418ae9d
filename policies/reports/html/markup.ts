/** Pieces of HTML whose texts are escaped: what is no piece is a text. */

/** Escaped already. */
export class Markup {
    constructor(readonly html: string) {}
}

const entities: { readonly [letter: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Also fit for an attribute in quotes. Letters that HTML has no place for are left out. */
export function escaped(text: string): string {
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g, "")
        .replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

/** What can be put in. */
export type Part = string | number | Markup | readonly Part[];

/** HTML with values put in: texts are escaped, lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
    return new Markup(strings.map((text, index) => text + (index < parts.length ? rendered(parts[index] ?? "") : "")).join(""));
}

function rendered(part: Part): string {
    if (part instanceof Markup) return part.html;
    if (typeof part === "string" || typeof part === "number") return escaped(String(part));
    return part.map(rendered).join("");
}
