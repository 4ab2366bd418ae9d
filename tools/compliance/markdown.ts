/** Parts of Markdown pages. */

/** A table; bars inside cells are told apart from those between. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
    const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
    return [line(headings), `|${"---|".repeat(headings.length)}`, ...rows.map(line), ""];
}

export function cell(text: string): string {
    return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function code(text: string): string {
    return `\`${text}\``;
}

export function sentence(text: string): string {
    return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}

/** First line of every page. */
export const generated = "<!-- Made by tools/generate-compliance.ts; do not change it by hand. -->";
