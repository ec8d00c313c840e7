"""The look of the HTML report: one style sheet, which loads nothing."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --ink: #1d1f21; --faint: #6a6f76; --line: #dedad3; --card: #ffffff; --code: #f4f1ec;
  --certain: #a3202c; --probable: #8a5a00; --possible: #33587a; --clear: #2b6b3f; --mark: #ffe8a3; --marked: #3a2c00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --ink: #e6e4e0; --faint: #9a9fa6; --line: #34383d; --card: #1d2024; --code: #23272c;
    --certain: #ff8a8f; --probable: #f0bd62; --possible: #8fbce6; --clear: #86cf9b; --mark: #5a4a12; --marked: #ffeebb;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 58rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font: 600 1.75rem/1.3 Georgia, "Times New Roman", serif; margin: 0 0 1rem; text-wrap: balance; }
h2 { font: 600 1.3rem/1.35 Georgia, "Times New Roman", serif; margin: 2.5rem 0 .75rem; }
h3 { font-size: .8rem; letter-spacing: .07em; text-transform: uppercase; color: var(--faint); margin: 2rem 0 .6rem; }
p { margin: .4rem 0; }
.kicker { color: var(--faint); font-size: .85rem; letter-spacing: .05em; margin: 0 0 .5rem; }
.faint { color: var(--faint); }
.small { font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: .75rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
td strong { overflow-wrap: break-word; }
th { font-size: .8rem; font-weight: 600; color: var(--faint); }
td.number, th.number { text-align: right; white-space: nowrap; }
.badge {
  display: inline-block; padding: 0 .55em; border: 1px solid currentColor; border-radius: 1em; font-size: .8rem;
  line-height: 1.5; white-space: nowrap;
}
.certain { color: var(--certain); } .probable { color: var(--probable); }
.possible { color: var(--possible); } .clear { color: var(--clear); }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem 1.1rem; margin: .75rem 0;
}
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.given { border-left: .3rem solid var(--certain); }
pre, code { font: .85rem/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre {
  background: var(--code); border-radius: .35rem; padding: .6rem .8rem; margin: .6rem 0; white-space: pre-wrap;
  overflow-wrap: anywhere;
}
code { background: var(--code); border-radius: .25rem; padding: .1em .3em; }
mark { background: var(--mark); color: var(--marked); }
ul { margin: .4rem 0; padding-left: 1.2rem; }
li { margin: .2rem 0; }
a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: .15em; }
.message { border-top: 2px solid var(--ink); margin-top: 3.5rem; padding-top: .25rem; }
.message > h2 { margin-top: 1.25rem; }
footer {
  margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .85rem;
}
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --card: #fff; --code: #fff; --certain: #8a0f1a;
    --probable: #6b4600; --possible: #1f3f5c; --clear: #14502a; --mark: #fff; --marked: #000;
  }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  pre { border: 1px solid var(--line); } mark { font-weight: 700; text-decoration: underline; }
  .card, tr, dl > * { break-inside: avoid; } h2, h3 { break-after: avoid; } .message { break-before: page; }
  @page { margin: 18mm; }
}
"""
