/**
 * Draws what `npm start` printed as a picture of a terminal. Reads a captured text from a file or from standard input:
 * `npm start | tee start.txt; npx ts-node tools/record-start.ts start.txt`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const picture = join(__dirname, "..", "docs", "start.svg");

/** Lines of the picture at most, and characters of a line. */
export const mostLines = 60;
export const mostColumns = 104;

const cut = "…";
const title = "npm start";
/** Where the commands to try next begin; the picture ends before it. */
const wayOn = "go on:";
const fontSize = 13;
const charWidth = 7.82;
const lineHeight = 18;
const padding = 16;
const barHeight = 28;
const rowsAroundFlip = 2;

/** The part of the text that tells the story, at most `mostLines` lines. Left-out lines show as one `…`. */
export function telling(text: string): readonly string[] {
    const all = withoutControls(text).split("\n");
    const last = all.findIndex((line) => line === wayOn);
    const lines = last < 0 ? all : all.slice(0, last);
    const parts = sectionsOf(lines).flatMap(shortened);
    const joined = parts.filter((line, index) => !(isGap(line) && isGap(parts[index - 1] ?? "")) && !(line === "" && parts[index - 1] === ""));
    while (joined.length > 0 && joined.at(-1) === "") joined.pop();
    while (joined.length > 0 && joined[0] === "") joined.shift();
    return withoutMiddle(joined).map((line) => (line.length > mostColumns ? `${line.slice(0, mostColumns - 1)}${cut}` : line));
}

/** What is too long loses its middle: the end says what came of it all. */
function withoutMiddle(lines: readonly string[]): readonly string[] {
    if (lines.length <= mostLines) return lines;
    const half = mostLines / 2;
    return [...lines.slice(0, half), cut, ...lines.slice(lines.length - half + 1)];
}

function withoutControls(text: string): string {
    // What is drawn over on a terminal stands before a carriage return or the code that clears a line.
    return text
        .replace(/\r\n/g, "\n")
        .replace(/[^\n]*(?:\r|\u001b\[2K)/g, "")
        .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}

/** The lines up to the first numbered heading, then each heading with what follows it. */
function sectionsOf(lines: readonly string[]): readonly (readonly string[])[] {
    const sections: string[][] = [[]];
    for (const line of lines) {
        if (isHeading(line)) sections.push([]);
        sections.at(-1)?.push(line);
    }
    return sections;
}

function isHeading(line: string): boolean {
    return /^\d+\. /.test(line);
}

/** Of the first update's progress beginning, middle and end are shown, of later ones nothing; of the changes the users' listener. */
function shortened(section: readonly string[], place: number): readonly string[] {
    const kept = section.filter((line) => !/^npm warn/i.test(line));
    const rows = new Map(rowsOf(kept).map((row) => [row.index, row]));
    const progress = kept.flatMap((line, index) => (/^(?:up|preview): \d+ resources done/.test(line) ? [index] : []));
    const shownProgress = new Set(place <= 1 ? [progress[0], progress[Math.floor(progress.length / 2)], progress.at(-1)] : []);
    const changes = kept.flatMap((line, index) => (/^ {2}[+~±-] \w/.test(line) ? [index] : []));
    return kept.map((line, index) => {
        if (progress.includes(index)) return shownProgress.has(index) ? line : cut;
        if (changes.includes(index)) return /:Listener \S+-https\b/.test(line) ? line.replace(/ \[.*\]$/, "") : `  ${cut}`;
        return rows.get(index)?.shown === false ? `  ${cut}` : line;
    });
}

interface Row {
    readonly index: number;
    readonly shown: boolean;
}

/** Rows of the table of seconds: those around every change of color, with the first and the last one. */
function rowsOf(lines: readonly string[]): readonly Row[] {
    const seconds = lines.flatMap((line, index) => (/^\s*\d+(?:\s+\d+(?:\.\d+)?){4,}\s*$/.test(line) ? [{ index, colors: line.trim().split(/\s+/).slice(1, 3) }] : []));
    const leader = (colors: readonly string[]): number => (Number(colors[0]) >= Number(colors[1]) ? 0 : 1);
    const flips = seconds.flatMap(({ colors }, place) => {
        const before = seconds[place - 1];
        return before !== undefined && leader(before.colors) !== leader(colors) ? [place] : [];
    });
    const near = (place: number): boolean => flips.some((flip) => place >= flip - rowsAroundFlip && place < flip + rowsAroundFlip);
    return seconds.map(({ index }, place) => ({ index, shown: place === 0 || place === seconds.length - 1 || near(place) }));
}

function isGap(line: string): boolean {
    return line.trim() === cut;
}

/** A terminal window with these lines, as SVG. */
export function draw(lines: readonly string[]): string {
    const columns = Math.max(title.length, ...lines.map((line) => line.length));
    const width = Math.ceil(columns * charWidth) + 2 * padding;
    const height = barHeight + lines.length * lineHeight + 2 * padding;
    const texts = lines.flatMap((line, index) => textOf(line, barHeight + padding + (index + 1) * lineHeight - 5));
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Terminal output of npm start">`,
        `<rect width="${width}" height="${height}" rx="8" fill="#12161c"/>`,
        `<rect width="${width}" height="${barHeight}" rx="8" fill="#232a33"/>`,
        ...["#ec6a5e", "#f4bf4f", "#61c554"].map((fill, index) => `<circle cx="${18 + index * 18}" cy="${barHeight / 2}" r="5.5" fill="${fill}"/>`),
        `<text x="${width / 2}" y="${barHeight / 2 + 4}" text-anchor="middle" font-family="monospace" font-size="12" fill="#9aa7b4">${title}</text>`,
        `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="#d5dde5" xml:space="preserve">`,
        ...texts,
        "</g>",
        "</svg>",
        "",
    ].join("\n");
}

function textOf(line: string, y: number): readonly string[] {
    const weight = isHeading(line) ? ` font-weight="bold"` : "";
    let column = 0;
    return wordsOf(line).flatMap(([text, fill]) => {
        const start = column;
        column += text.length;
        const shown = text.trim();
        if (shown === "") return [];
        // Place and length of each piece are given, so that columns stay in line whatever font the viewer has.
        const x = round(padding + (start + text.indexOf(shown)) * charWidth);
        const length = round(shown.length * charWidth);
        const color = fill ?? (isHeading(line) ? "#ffffff" : undefined);
        const attributes = `x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${weight}`;
        return [`<text ${attributes}${color === undefined ? "" : ` fill="${color}"`}>${escaped(shown)}</text>`];
    });
}

function round(pixels: number): number {
    return Math.round(pixels * 100) / 100;
}

const blue = "#6cb2ff";
const green = "#6fd58b";
const dim = "#7f8b97";

/** Pieces of a line with their color. */
function wordsOf(line: string): readonly (readonly [text: string, fill?: string])[] {
    if (isGap(line) || /^(?:up|preview): \d+ resources done/.test(line)) return [[line, dim]];
    if (/, 0 failed/.test(line)) return [[line, green]];
    return line.split(/(\bblue\b|\bgreen\b)/).map((part) => (part === "blue" ? [part, blue] : part === "green" ? [part, green] : [part]));
}

function escaped(text: string): string {
    // A space at the edge of an element would be lost in viewers that do not know xml:space.
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(" ", "\u00a0");
}

if (require.main === module) {
    const [file] = process.argv.slice(2);
    writeFileSync(picture, draw(telling(readFileSync(file ?? 0, "utf8"))));
}
