"""How the HTML report looks: one style sheet for screens of every width and for A4 paper.

Colours stand in one table, so that a test can compute their contrast. No colour speaks alone: words, signs and the
kind of border say the same, and nothing that matters is a background, which browsers leave out on paper.
"""

from __future__ import annotations

from evalrules.base.records import NamedTuple


class Pair(NamedTuple):
    """Text on its ground; `edge` is the border that tells the pair from the page, also on paper."""

    ink: str
    ground: str
    edge: str


PAIRS = {
    "page": Pair("#1b2330", "#ffffff", "#8592a3"),
    "quiet": Pair("#525d6c", "#ffffff", "#8592a3"),
    "panel": Pair("#1b2330", "#f4f6f9", "#6f7b8a"),
    "head": Pair("#2c3a4f", "#e9eef5", "#6f7b8a"),
    "link": Pair("#154b8b", "#ffffff", "#154b8b"),
    "good": Pair("#0d5230", "#e2f3e9", "#1d7a4b"),
    "lower": Pair("#28552f", "#f5faf0", "#5f8a4c"),
    "bad": Pair("#8a1717", "#fdeaea", "#b42318"),
    "partly": Pair("#1d4568", "#e8f1f9", "#3d75a5"),
    "zero": Pair("#7a3410", "#fdf0e7", "#b5561f"),
    "open": Pair("#6a4300", "#fff4d9", "#a06a00"),
    "idle": Pair("#49525f", "#eff1f4", "#6f7b8a"),
    "waived": Pair("#4a2d7a", "#f1ebfb", "#6d48ad"),
}
"""Every text of the report stands in one of these."""

BAR = {"have": "#2f4b6e", "gap": "#b42318", "goal": "#1d7a4b", "track": "#77849a", "mark": "#10161f"}
"""What bars are drawn in, on white."""

_TONES = {
    "panel": "1px solid", "good": "1px solid", "lower": "1px solid", "bad": "2px solid", "partly": "1px solid",
    "zero": "2px dotted", "open": "1px dashed", "idle": "1px dotted", "waived": "3px double",
}  # fmt: skip
"""The kind of border by which each tone is known without its colour."""

FONTS = (
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", '
    '"Source Han Sans SC", "WenQuanYi Zen Hei", sans-serif'
)


def style_sheet() -> str:
    """The whole style sheet."""
    names = {f"{name}_{part}": value for name, pair in PAIRS.items() for part, value in pair._asdict().items()}
    sheet = _SHEET.replace("$fonts", FONTS)
    for name, colour in {**names, **{f"bar_{name}": value for name, value in BAR.items()}}.items():
        sheet = sheet.replace(f"${name}$", colour)
    return "".join(_tone(name) for name in _TONES) + sheet


def _tone(name: str) -> str:
    pair = PAIRS[name]
    return f".{name} {{ color: {pair.ink}; background: {pair.ground}; border: {_TONES[name]} {pair.edge}; }}\n"


_SHEET = """\
*, ::before, ::after { box-sizing: border-box; }
html { color-scheme: light; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; color: $page_ink$; background: $page_ground$; font: 16px/1.6 $fonts; overflow-wrap: anywhere;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body > header, main, body > footer, nav { max-width: 60rem; width: calc(100% - 3rem); margin: 0 auto; }
body > header { padding-top: 2rem; }
a { color: $link_ink$; text-underline-offset: .15em; }
a:focus-visible, main:focus-visible { outline: 3px solid $link_edge$; outline-offset: 2px; }
main:focus { outline: 0; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .5rem; padding: .5rem 1rem; background: $page_ground$; z-index: 1; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
h1, h2, h3, h4, h5 { line-height: 1.3; text-wrap: balance; break-after: avoid; }
h1 { font-size: 1.9rem; margin: 0 0 .25rem; letter-spacing: .01em; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid $head_ink$; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
h5 { font-size: 1rem; margin: 1rem 0 .4rem; font-weight: 600; }
.several h2 { font-size: 1.55rem; margin-top: 3.5rem; }
.several h3 { font-size: 1.2rem; border-bottom: 1px solid $page_edge$; padding-bottom: .2rem; }
p { margin: .4rem 0; }
ul { margin: .4rem 0; padding-left: 1.4rem; }
li { margin: .2rem 0; }
.quiet { color: $quiet_ink$; font-size: .875rem; }
.lead { color: $quiet_ink$; margin: 0; }

nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; list-style: none; padding: 0; margin: 0; }
nav { border-bottom: 1px solid $page_edge$; padding-bottom: .75rem; margin-top: .75rem; font-size: .9rem; }
nav.contents h2 { font-size: .9rem; margin: 0 0 .2rem; padding: 0; border: 0; }
nav a { display: inline-block; padding: .15rem 0; }

.verdict { margin: 1.25rem 0; padding: 1rem 1.25rem; border-left: .6rem solid;
  border-radius: .4rem; break-inside: avoid; }
.verdict .word { font-size: 1.8rem; line-height: 1.3; font-weight: 700; margin: 0; }
.verdict .asked { margin: .15rem 0 0; font-weight: 600; }
.verdict ul { margin-top: .75rem; }

dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: 1rem 0; font-size: .9rem; }
dt { color: $quiet_ink$; }
dd { margin: 0; min-width: 0; }
code { font: .8125rem/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; }

.counts, .chips { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: .6rem 0; }
.counts li { margin: 0; padding: .35rem .8rem; border-radius: .4rem; }
.counts .none { color: $quiet_ink$; background: $page_ground$; border: 1px solid $head_ground$; }
.counts b { font-size: 1.25rem; margin-right: .4em; font-variant-numeric: tabular-nums; }
.chips { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); }
.chips li { margin: 0; min-width: 0; }
.chips a { display: block; padding: .3rem .7rem; border-radius: .4rem; text-decoration: none; height: 100%; }
.chips a:hover, .chips a:focus-visible { text-decoration: underline; }
.chips .name { display: block; font-size: .8rem; line-height: 1.35; }
.chips .grade { font-weight: 700; }
.group { display: grid; grid-template-columns: 11rem 1fr; gap: .25rem 1rem; align-items: start; padding: .35rem 0;
  border-top: 1px solid $head_ground$; break-inside: avoid; }
.group > p { margin: .75rem 0 0; font-weight: 600; }
.mark { display: inline-block; padding: .05rem .55rem; border-radius: .4rem; font-weight: 600;
  overflow-wrap: break-word; word-break: keep-all; }
.state { white-space: nowrap; }
.sign { margin-right: .3em; font-weight: 400; }

table { width: 100%; border-collapse: collapse; margin: .75rem 0 1.25rem; font-size: .9375rem; }
caption { text-align: left; padding: .25rem 0; color: $quiet_ink$; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid $page_edge$; }
thead th { background: $head_ground$; color: $head_ink$; border-bottom: 2px solid $head_ink$; font-size: .875rem; }
thead th { overflow-wrap: break-word; word-break: keep-all; }
.differences thead th { overflow-wrap: anywhere; word-break: normal; }
tbody th { font-weight: 500; }
tbody th.group-name { background: $panel_ground$; font-weight: 700; }
th .id { font-weight: 700; margin-right: .5em; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
thead, tr:has(> .group-name) { break-after: avoid; }
tbody:first-of-type tr:first-child { break-before: avoid; }
thead th::first-letter, dt::first-letter, .group > p::first-letter, .gap > :first-child::first-letter,
.asked::first-letter, .group-name::first-letter { text-transform: uppercase; }
.differences thead th + th::first-letter { text-transform: none; }
.indicators .mark { white-space: nowrap; }
.indicators td:nth-child(3), .indicators td:nth-child(5) { min-width: 5.5em; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.own { white-space: nowrap; }
.sum > * { font-weight: 700; }
.below { display: block; }
.plain caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tr:target > *, li:target { box-shadow: inset .25rem 0 0 $link_edge$; }

.gap { margin: .75rem 0; padding: 0 1.25rem .35rem; border: 1px solid $page_edge$; border-radius: .4rem; }
.gap > h3, .gap > h4, .gap > h5 { margin: .6rem 0 .2rem; border: 0; }
.changes { list-style: none; padding: 0; }
.changes { margin: .2rem 0; }
.changes > li { margin: .3rem 0; break-inside: avoid; }
.changes > li > .or { font-weight: 700; margin-right: .4em; }
.bar { display: block; max-width: 40rem; margin-top: .25rem; font-size: 12px; overflow: visible; }
.bar text { fill: $page_ink$; font-family: inherit; font-variant-numeric: tabular-nums; }
.bar .end { fill: $quiet_ink$; font-size: 11px; }
.bar .track { fill: $page_ground$; stroke: $bar_track$; }
.bar .have { fill: $bar_have$; }
.bar .gap, .bar .within { fill: $page_ground$; stroke: $bar_gap$; stroke-width: 2; stroke-dasharray: 4 2; }
.bar .within { stroke: $bar_have$; }
.bar .goal { fill: $bar_goal$; }
.bar line { stroke: $bar_mark$; stroke-width: 2.5; }
.spreads { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem 1.5rem; }
figure { margin: 0; break-inside: avoid; }
figcaption { line-height: 1.4; }
.bar .base { stroke: $bar_track$; stroke-width: 1; }
.bar .course { stroke: $bar_have$; stroke-width: 2; }
.bar .limit { stroke: $bar_goal$; stroke-width: 2; stroke-dasharray: 4 3; }
.spread { margin-top: .4rem; }
.heat { width: auto; font-size: .8125rem; }
.heat th, .heat td { padding: .15rem .3rem; border: 1px solid $page_ground$; }
.heat td { text-align: center; vertical-align: middle; min-width: 1.7rem; }
.heat tbody th { min-width: 12rem; max-width: 24rem; border-bottom-color: $head_ground$; }
.heat tbody th:not(.group-name), .heat thead th:first-child { position: sticky; left: 0; }
.heat tbody th:not(.group-name) { background: $page_ground$; }
.heat thead th + th { writing-mode: vertical-rl; vertical-align: bottom; white-space: nowrap; font-weight: 500; }
.heat thead th.upright { writing-mode: horizontal-tb; white-space: normal; line-height: 1.15; }
.heat .upright a { display: block; width: 1em; margin: 0 auto; word-break: break-all; }
.heat .sign { margin: 0; }
.legend li { font-size: .8125rem; padding: .1rem .5rem; }
.paper { display: none; }
.subjects tbody th { width: 26%; }
.subjects tbody th + td { width: 44%; }
.weak tr > :first-child { width: 50%; }
.rows thead tr > :first-child { width: 22%; }
.narrow { display: none; }
.frame { overflow-x: auto; position: relative; }
.frame:focus-visible { outline: 3px solid $link_edge$; outline-offset: 2px; }
.trend td:last-child { white-space: nowrap; }
.trend th, .trend td { overflow-wrap: break-word; }
.stacked.trend tr > :first-child { width: 40%; }
.figures { font-variant-numeric: tabular-nums; }
.frame .figures tbody th { min-width: 8em; }
.frame .figures td.number { white-space: nowrap; }
.frame .figures thead tr:has(> :nth-child(7)) th { overflow-wrap: break-word; word-break: normal; }
.stacked tr > :nth-child(3), .stacked tr > :nth-child(4), .stacked tr > :nth-child(5) {
  font-variant-numeric: tabular-nums; }
.stacked tr > :first-child { width: 26%; }
.rules tr > :first-child { width: 45%; }
.stacked .part > :first-child { padding-left: 1.5rem; font-weight: 400; }

body > footer { margin-top: 3rem; padding-top: .75rem; padding-bottom: 2rem; border-top: 1px solid $page_edge$; }

@media (max-width: 40rem) {
  body > header, main, body > footer, nav { width: calc(100% - 2rem); }
  body > header { padding-top: 1rem; }
  body { font-size: 15px; }
  h1 { font-size: 1.5rem; }
  .several h2 { font-size: 1.35rem; }
  .verdict .word { font-size: 1.45rem; }
  dl, .group { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  .group > p { margin: .25rem 0 0; }
  th, td { padding: .4rem .35rem; }
  table { font-size: .875rem; }
  .gap { padding: 0 .75rem .25rem; }
  .weak tr > :first-child { width: 45%; }
  .subjects tr > :nth-child(n + 3) { display: none; }
  .subjects tbody th { width: 32%; }
  .subjects tbody th + td { width: auto; }
  .narrow { display: block; }
  .heat tbody th { min-width: 8.5rem; max-width: 8.5rem; }
  .heat thead th:first-child { background: $head_ground$; }
  .frame .figures { width: max-content; min-width: 100%; }
  .frame .figures th, .frame .figures td { max-width: 9rem; }
  .frame .figures:not(.stacked) tbody th:not(.group-name) { position: sticky; left: 0;
    background: $page_ground$; box-shadow: inset 0 -1px $page_edge$; } /* which lies on the borders of the table */
  .stacked thead { display: none; }
  .stacked caption { display: block; }
  .indicators .mark { white-space: normal; }
  .frame .stacked.figures { width: 100%; }
  .frame .stacked.figures th, .frame .stacked.figures td { max-width: none; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; width: auto; border: 0; }
  .stacked tr > :first-child { width: auto; }
  .rules a { display: inline-block; }
  .stacked tr { padding: .5rem 0; border-bottom: 1px solid $page_edge$; }
  .stacked tr:not(:has(> .group-name)) > * { padding: .1rem .35rem; }
  .stacked.trend td { display: inline-block; margin-right: .75rem; }
  .stacked.trend tr > :first-child { width: auto; }
  .stacked td:empty, .stacked .void { display: none; }
  .files tr > :first-child { width: 40%; }
  .stacked td[data-label]::before { content: attr(data-label) "  "; color: $quiet_ink$; font-size: .8125rem; }
}

@media screen {
  .indicators td:nth-child(4), .indicators td:nth-child(5) { min-width: 6.5em; }
  @supports selector(:has(a)) {
    .several .subject { display: none; }
    .several .subject:target, .several .subject:has(:target) { display: block; }
    .several:has(.subject:target, .subject :target) > nav { display: none; }
    .several main:has(.subject:target, .subject :target) > :not(.subject) { display: none; }
  }
}

@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
@media print {
  body { font-size: 10.5pt; line-height: 1.4; color: #000; background: #fff; }
  body > header, main, body > footer, nav { max-width: none; width: auto; padding: 0; }
  .skip, nav, .up { display: none; }
  a { color: inherit; text-decoration: none; }
  h1 { font-size: 18pt; margin-top: 0; }
  h2 { font-size: 13pt; margin: .7rem 0 .3rem; }
  .several h2 { font-size: 16pt; margin-top: 1.4rem; }
  table, .quiet, caption, thead th, dl { font-size: 9.5pt; }
  code { font-size: 8pt; }
  .subject { break-before: page; }
  .paper { display: block; }
  .several .long { display: none; }
  .several .subject dl > :has(> code), .several .subject dt:has(+ dd > code) { display: none; }
  .several .subject:target .long, .several .subject:has(:target) .long { display: block; }
  .subject:target .paper, .subject:has(:target) .paper { display: none; }
  .several main:has(.subject:target, .subject :target) > :not(:target):not(:has(:target)) { display: none; }
  .chips { grid-template-columns: repeat(4, 1fr); gap: .25rem; }
  .chips, .counts { margin: .2rem 0; }
  .chips a { padding: 0 .3rem .1rem; line-height: 1.2; }
  .chips .name { display: inline; font-size: 7.5pt; line-height: 1.2; margin-right: .4em; }
  .chips .grade, .counts { font-size: 8pt; white-space: nowrap; }
  .verdict .word { font-size: 15pt; }
  .group { grid-template-columns: 1fr; padding: .15rem 0; gap: 0; }
  .group > p { margin: 0; }
  .heat { font-size: 7pt; width: 100%; table-layout: fixed; line-height: 1.25; }
  .heat thead th { font-size: 7pt; }
  .heat thead th:first-child { width: 34%; }
  .heat th, .heat td { padding: 0 .1rem; }
  .heat td { min-width: 0; }
  .heat tbody th:not(.group-name), .heat thead th:first-child { position: static; }
  .heat tbody th { min-width: 0; max-width: none; }
  .spreads { grid-template-columns: repeat(4, 1fr); gap: .5rem .75rem; }
  .spreads .reached, section[id*="-spread"]:not(:has(.spreads > :not(.reached))) { display: none; }
  figcaption, figcaption .quiet { font-size: 7.5pt; line-height: 1.25; }
  body:not(.several) .group { display: none; }
  .indicators { font-size: 8pt; line-height: 1.25; }
  .indicators th, .indicators td, .frame .figures th, .frame .figures td { padding: .05rem .25rem; line-height: 1.25; }
  .indicators .mark { padding: 0 .3rem; }
  .indicators .quiet { font-size: 7pt; }
  .indicators tr > :first-child { width: 36%; }
  :lang(en) .indicators tr > :first-child { width: 32%; }
  .indicators tr > :last-child { width: 24%; }
  section[id*="-thresholds"] { display: none; }
  .frame .figures tbody th { min-width: 7.5em; }
  table, dl, .verdict { margin: .3rem 0 .4rem; }
  th, td { padding: .15rem .4rem; line-height: 1.35; }
  .verdict { padding: .3rem .8rem; }
  .verdict ul { margin: .15rem 0; }
  .counts li { padding: .1rem .5rem; }
  .several .subject dl { grid-template-columns: max-content 1fr max-content 1fr; line-height: 1.3; margin: .2rem 0; }
  .several .subject h3 { margin: .5rem 0 .2rem; }
  section[id*="-given"] .frame:has(tbody tr:nth-child(4)) { columns: 2; column-gap: 1.5rem; }
  section[id*="-given"] .figures { margin: 0; }
  .several .subject > h2 { margin-top: 0; }
  section:is([id*="-vetoes"], [id*="-gates"]) table, section[id*="-files"] { break-inside: avoid; }
  .gap > :first-child, h2 + p, h3 + p { break-after: avoid; }
  .gap { margin: .4rem 0; padding: 0 .75rem .2rem; }
  .frame { overflow: visible; }
  .frame .figures, .frame .figures thead th, .frame .figures .quiet { font-size: 8pt; }
  .frame .figures thead th { overflow-wrap: anywhere; word-break: normal; }
  .frame .figures thead tr:not(:has(> :nth-child(8))) th { /* few columns */ overflow-wrap: break-word; }
  tbody tr:last-child, tbody tr:nth-child(2), .figures tbody tr:nth-child(3) { break-before: avoid; }
  caption { break-after: avoid; }
  li:last-child, li:nth-child(2) { break-before: avoid; }
  p, li { orphans: 3; widows: 3; }
  body > footer { margin-top: .4rem; padding: .2rem 0 0; border: 0; }
  body:not(.several) section[id*="-files"] { padding-bottom: 2rem; } /* in which the last line stands: not alone */
  body:not(.several) > footer { margin-top: -1.8rem; }
}
"""
