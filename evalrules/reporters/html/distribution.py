"""How the rows of a table lie about a limit: how many have which value, drawn with the limit at the edge of a step.

Every step is as wide as the others and their scale is linear; the sentence beside a picture says what it shows, and the
figures of each row stand in a table of the same report.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from evalrules.base.numbers import shown_number
from evalrules.base.records import NamedTuple
from evalrules.base.units import figure_text
from evalrules.model.assessment import RowTable
from evalrules.reporters.figures import number_of
from evalrules.reporters.html.bars import round_end
from evalrules.reporters.html.markup import NOTHING, Html, element, shown
from evalrules.reporters.html.words import word
from evalrules.reporters.page import Writer
from evalrules.reporters.wording import relation

LEAST_ROWS = 5
"""Of fewer rows a table tells more."""
_STEPS = 12
"""About so many steps lie between the least and the greatest value."""
_MOST_STEPS = 40
_AT_LEAST, _AT_MOST = (">=", ">"), ("<=", "<")
_HEIGHT, _TOP, _FOOT = 64, 32, 18


class Spread(NamedTuple):
    """The values of rows against `op need`, sorted, and how many of them are not as they have to be."""

    values: tuple[Fraction, ...]
    op: str
    need: Fraction
    failing: int


class Steps(NamedTuple):
    """Steps of equal width from `start` on, and how many values each holds; the limit lies at an edge.

    A value at an edge belongs to the side of the limit on which it counts.
    """

    start: Fraction
    width: Fraction
    counts: tuple[int, ...]


def distributions(writer: Writer, prefix: str, own: str = "") -> Html:
    """A picture for each quantity that has a limit, of each table or of its `own`; nothing where there are few rows."""
    drawn = [
        _figure(writer, table, at, spread, f"{prefix}-{number}-{at}")
        for number, table in enumerate(writer.found.tables, 1)
        if own in ("", table.table)
        for at, spread in _spreads(table)
    ]
    return element("div", *drawn, class_="spreads") if drawn else NOTHING


def _spreads(table: RowTable) -> Iterator[tuple[int, Spread]]:
    for at in range(len(table.columns)):
        figures = [row.figures[at] for row in table.rows if row.figures[at].op]
        asked = {(one.op, number_of(one.need)) for one in figures}
        values = [number for one in figures if (number := number_of(one.have)) is not None]
        if len(asked) != 1 or len(values) < LEAST_ROWS:
            continue
        ((op, need),) = asked
        if need is not None and op in _AT_LEAST + _AT_MOST:
            failing = sum(one.holds is False for one in figures)
            yield at, Spread(tuple(sorted(values)), op, need, failing)


def steps_of(spread: Spread) -> Steps:
    """Steps of a round width, of which one begins at the limit."""
    low, high = min(spread.values[0], spread.need), max(spread.values[-1], spread.need)
    width = round_end((high - low) / _STEPS) if high > low else Fraction(1)
    while (high - low) / width > _MOST_STEPS:
        width *= 2
    places = [_place(value, spread, width) for value in spread.values]
    first, last = min(*places, -1), max(*places, 0)
    counts = tuple(places.count(at) for at in range(first, last + 1))
    return Steps(spread.need + first * width, width, counts)


def _place(value: Fraction, spread: Spread, width: Fraction) -> int:
    """The step of a value, counted from the limit on; one at the edge lies where it belongs."""
    away = (value - spread.need) / width
    return floor(away) if spread.op in (">=", "<") else ceil(away) - 1


def told(writer: Writer, table: RowTable, at: int, spread: Spread) -> str:
    """What the picture shows, in a sentence."""
    values = spread.values
    middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    ends = {"low": values[0], "middle": middle, "high": values[-1]}
    return word(
        "spread_told", writer.language, count=str(len(values)), failing=str(spread.failing),
        limit=_limit(writer, table, at, spread), **{name: writer.number(ends[name]) for name in ends},
    )  # fmt: skip


def _limit(writer: Writer, table: RowTable, at: int, spread: Spread) -> str:
    need = figure_text(writer.number(spread.need), table.columns[at].unit, writer.language)
    return f"{relation(spread.op)} {need}"


def _figure(writer: Writer, table: RowTable, at: int, spread: Spread, own: str) -> Html:
    title = f"{writer.label(table.columns[at].title)} · {writer.table_title(table)}"
    sentence = told(writer, table, at, spread)
    names = element("title", shown(title), id=f"{own}-t"), element("desc", shown(sentence), id=f"{own}-d")
    picture = element(
        "svg", *names, *_drawn(steps_of(spread), spread, _limit(writer, table, at, spread)), class_="bar spread",
        width="100%", height=str(_TOP + _HEIGHT + _FOOT), role="img", aria_labelledby=f"{own}-t {own}-d",
    )  # fmt: skip
    caption = element("figcaption", element("b", shown(title)), element("span", shown(sentence), class_="quiet below"))
    return element("figure", caption, picture, class_="" if spread.failing else "reached")


def _drawn(found: Steps, spread: Spread, limit: str) -> Iterator[Html]:
    share, most = 100 / len(found.counts), max(found.counts)
    edge = round((spread.need - found.start) / found.width)
    for at, count in enumerate(found.counts):
        if count:
            height = max(3, _HEIGHT * count // most)
            is_good = (at >= edge) == (spread.op in _AT_LEAST)
            yield _box("have" if is_good else "gap", at * share, share, _TOP + _HEIGHT - height, height)
            yield _text(str(count), (at + 0.5) * share, _TOP + _HEIGHT - height - 3, "end", "middle")
    base, line = str(_TOP + _HEIGHT), edge * share
    yield element("line", x1="0", x2="100%", y1=base, y2=base, class_="base")
    yield element("line", x1=f"{line:.2f}%", x2=f"{line:.2f}%", y1="12", y2=str(_TOP + _HEIGHT + 4))
    anchor = "start" if line < _NEAR else "end" if line > 100 - _NEAR else "middle"
    yield _text(limit, line, 10, "", anchor)
    end = found.start + len(found.counts) * found.width
    for number, x, side in ((found.start, 0.0, "start"), (end, 100.0, "end")):
        yield _text(shown_number(number), x, _TOP + _HEIGHT + 14, "end", side)


_NEAR = 25
"""A label nearer to an end of its picture than so many hundredths grows away from it."""


def _box(class_: str, left: float, width: float, top: int, height: int) -> Html:
    inset = width * 0.06
    return element("rect", class_=class_, x=f"{left + inset:.2f}%", width=f"{width - 2 * inset:.2f}%", y=str(top),
                   height=str(height))  # fmt: skip


def _text(label: str, at: float, baseline: int, class_: str, anchor: str) -> Html:
    return element("text", shown(label), class_=class_, x=f"{at:.2f}%", y=str(baseline), text_anchor=anchor)
