"""The course of a figure over time as a line, with the limit of each time beside it.

The scale is linear and prints its ends; times stand at equal distances. The table above it has every figure, and the
description of the picture says them, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from evalrules.base.languages import punctuation
from evalrules.base.units import figure_text
from evalrules.reporters.comparison.trend import IndicatorCourse
from evalrules.reporters.comparison.trend_spreads import Figure, SpreadCourse
from evalrules.reporters.html.bars import scale
from evalrules.reporters.html.markup import Html, element, shown
from evalrules.reporters.html.words import word
from evalrules.reporters.phrases import say
from evalrules.reporters.wording import relation

_TOP, _HEIGHT, _FOOT = 22, 70, 18
_SIDE = 10.0
"""Hundredths of the width left free on both sides, for labels."""


def line_chart(found: IndicatorCourse | SpreadCourse, times: tuple[str, ...], language: str, own: str) -> Html:
    """The figure of an indicator, or a composite of coefficients, over time."""
    title = found.title.in_language(language)
    said = punctuation(language).semicolon.join(
        f"{time}{punctuation(language).colon}{_said(one, language)}"
        for time, one in zip(times, found.figures, strict=True)
    )
    names = element("title", shown(title), id=f"{own}-t"), element("desc", shown(said), id=f"{own}-d")
    picture = element(
        "svg", *names, *_drawn(found, times), class_="bar spread", width="100%", height=str(_TOP + _HEIGHT + _FOOT),
        role="img", aria_labelledby=f"{own}-t {own}-d",
    )  # fmt: skip
    caption = element("figcaption", element("b", shown(title)), element("span", shown(said), class_="quiet below"))
    return element("figure", caption, picture)


def _said(one: Figure | None, language: str) -> str:
    if one is None:
        return word("no_data", language)
    have = figure_text(one.shown, one.unit, language)
    return have if one.need is None else f"{have}{_limit(one, language)}"


def _limit(one: Figure, language: str) -> str:
    sign = say("wanted", language) if one.op == "==" else relation(one.op)
    asked = f"{sign} {one.asked}" if one.need is not None else ""
    return punctuation(language).bracketed(asked)


def _drawn(found: IndicatorCourse | SpreadCourse, times: tuple[str, ...]) -> Iterator[Html]:
    known = [one for one in found.figures if one is not None]
    numbers = [number for one in known for number in (one.have, one.need) if number is not None]
    start, end = scale(numbers, known[0].unit)
    step = (100 - 2 * _SIDE) / max(1, len(times) - 1)
    points = [(_SIDE + at * step, one) for at, one in enumerate(found.figures)]
    base = str(_TOP + _HEIGHT)
    yield element("line", x1="0", x2="100%", y1=base, y2=base, class_="base")
    for (x, one), (after, other) in pairwise(points):
        if one is not None and other is not None:
            yield _line(x, _y(one.have, start, end), after, _y(other.have, start, end), "course")
    for x, one in points:
        if one is not None and one.need is not None:
            height = _y(one.need, start, end)
            yield _line(x - _SIDE * 0.8, height, x + _SIDE * 0.8, height, "limit")
    for (x, one), time in zip(points, times, strict=True):
        yield _text(time, x, _TOP + _HEIGHT + 14, "end")
        if one is not None:
            yield element("circle", cx=f"{x:.2f}%", cy=f"{_y(one.have, start, end):.1f}", r="4", class_="have")
            yield _text(one.shown, x, _y(one.have, start, end) - 7, "")


def _y(number: Fraction, start: Fraction, end: Fraction) -> float:
    return float(_TOP + _HEIGHT * (1 - (number - start) / (end - start)))


def _line(x: float, y: float, after: float, below: float, class_: str) -> Html:
    return element("line", x1=f"{x:.2f}%", y1=f"{y:.1f}", x2=f"{after:.2f}%", y2=f"{below:.1f}", class_=class_)


def _text(label: str, x: float, baseline: float, class_: str) -> Html:
    return element("text", shown(label), class_=class_, x=f"{x:.2f}%", y=f"{baseline:.1f}", text_anchor="middle")
