/** How the page looks: on a screen, light or dark, and on paper. Contrast is at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const style = `
:root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --soft: #57606a; --line: #d0d7de; --head: #f6f8fa;
  --good: #116329; --bad: #a40e26; --warn: #7d4e00; --link: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --back: #0d1117; --soft: #9ea7b3; --line: #30363d; --head: #161b22;
    --good: #56d364; --bad: #ff9492; --warn: #e3b341; --link: #79c0ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
body { color: var(--text); background: var(--back); overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .5rem; }
h1 { margin-top: 0; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; min-width: 6.5rem; }
thead th { background: var(--head); position: sticky; top: 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.wide span { overflow-wrap: normal; }
td ul { margin: 0; padding-left: 1.1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.bar { display: flex; height: .75rem; margin: .25rem 0 1rem; overflow: hidden; border-radius: .375rem; }
.bar span { background: currentColor; border-right: 1px solid var(--back); }
.bar .contributes, .bar .excepted { opacity: .7; }
.bar .not-covered, .bar .not-applicable { opacity: .25; }
.bar .manual, .bar .inherited { opacity: .5; }
.satisfied, .met { color: var(--good); }
.not-satisfied, .not-met { color: var(--bad); font-weight: 600; }
.excepted, .not-yet-known, .contributes { color: var(--warn); }
.soft, .manual, .inherited, .not-covered, .not-applicable { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
section.rule { border-top: 1px solid var(--line); }
@media screen and (max-width: 60rem) {
  .wide { overflow-x: auto; }
  td:not(.number) { min-width: 10rem; }
  thead th { position: static; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
}
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; }
@page { margin: 15mm; }
@media print {
  :root { font-size: 9pt; }
  :root { --text: #000; --back: #fff; --soft: #444; --line: #999; --head: #eee;
    --good: #0a4d1c; --bad: #8a0a1e; --warn: #5c3a00; --link: #000; }
  body { max-width: none; padding: 0; }
  th, td { min-width: 5.5rem; }
  .bar { print-color-adjust: exact; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr, dl { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  nav { display: none; }
}
`;
