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
body { color: var(--text); background: var(--back); }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .5rem; }
h1 { margin-top: 0; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--head); position: sticky; top: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.satisfied, .met { color: var(--good); }
.not-satisfied, .not-met { color: var(--bad); font-weight: 600; }
.excepted, .not-yet-known, .contributes { color: var(--warn); }
.soft, .manual, .inherited, .not-covered, .not-applicable { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
section.rule { border-top: 1px solid var(--line); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; }
@media print {
  :root { --text: #000; --back: #fff; --soft: #444; --line: #999; --head: #eee;
    --good: #0a4d1c; --bad: #8a0a1e; --warn: #5c3a00; --link: #000; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr, dl { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  nav { display: none; }
}
`;
