"""Bars that show a value, a threshold and the distance between them, true to scale.

Every scale is linear, contains zero and prints its ends, so that no length misleads; a value that is not known has
no length, one known within bounds has both ends. The sentence beside a bar says the same, so it is hidden from screen
readers. It is drawn in SVG, which prints without the backgrounds of a page, and in shapes that need no colour.
"""

from __future__ import annotations

import re
from fractions import Fraction

from evalrules.base.numbers import shown_number
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.units import figure_text, unit_text
from evalrules.model.assessment import Change, Irrational, Step, Written
from evalrules.reporters.html.markup import NOTHING, Html, element, shown
from evalrules.reporters.html.words import word
from evalrules.reporters.wording import Wording, relation

LONGEST_LABEL = 24
"""A longer label is left to the sentence beside the bar, so that none is cut off."""

_NUMBER = pattern(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
"""A number as results write it; other text that could be read as one (1e999999999) is none."""

_ROUND = tuple(Fraction(tenths, 10) for tenths in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100))
_UNBOUNDED = ("-∞", "+∞")
_AT_LEAST, _AT_MOST = (">=", ">"), ("<=", "<")


class Extent(NamedTuple):
    """What is known of a value: both ends the same where it is known, None for an end that is not bounded."""

    low: Fraction | None
    high: Fraction | None


class Bar(NamedTuple):
    """A value against `op need` on the scale from `start` to `end`; `have` is None where nothing is known."""

    start: Fraction
    end: Fraction
    have: Extent | None
    op: str
    need: Fraction
    unit: str
    have_label: str
    need_label: str


def bar_of_change(change: Change, writer: Wording) -> Bar | None:
    """The bar of a change that is measured in numbers; None for a grade, a yes or no, a choice."""
    return bar_between(change.have, change.op, change.need, change.unit, writer)


def bar_of_step(step: Step, writer: Wording) -> Bar | None:
    """The bar of a comparison of numbers; None for any other step."""
    return bar_between(step.left, step.op, step.right, step.unit, writer)


def bar_between(have: Written, op: str, need: Written, unit: str, writer: Wording) -> Bar | None:
    """The bar of `have op need`; None where the operator has no side to reach, or the threshold is no single number."""
    threshold = _extent(need)
    if op not in _AT_LEAST + _AT_MOST or threshold is None or threshold.low is None or threshold.low != threshold.high:
        return None
    known = _extent(have)
    if known is None and have is not None:
        return None
    start, end = scale([threshold.low, *_ends(known)], unit)
    language = writer.language
    label = word("no_data", language) if known is None else figure_text(writer.side(have), unit, language)
    needed = f"{relation(op)} {figure_text(writer.side(need), unit, language)}"
    return Bar(start, end, known, op, threshold.low, unit_text(unit, language).strip(" （）"), label, needed)


def scale(numbers: list[Fraction], unit: str) -> tuple[Fraction, Fraction]:
    """Round ends of a linear scale that holds zero and all numbers; 0 to 100 for percentages that fit there."""
    low, high = min(numbers), max(numbers)
    if unit == "%" and low >= 0 and high <= 100:
        return Fraction(0), Fraction(100)
    start = -round_end(-low) if low < 0 else Fraction(0)
    end = round_end(high * Fraction(11, 10)) if high > 0 else Fraction(0)
    return start, end if end > start else Fraction(1)


def round_end(number: Fraction) -> Fraction:
    """The next number with at most two digits and zeros that is not below a positive number."""
    power = Fraction(10) ** (len(str(number.numerator)) - len(str(number.denominator)) - 1)
    while power * 10 < number:
        power *= 10
    return next(power * digits for digits in _ROUND if power * digits >= number)


def draw(bar: Bar | None) -> Html:
    """A bar as SVG; nothing for no bar."""
    if bar is None:
        return NOTHING
    return _svg(
        62,
        _text(bar.need_label, _at(bar, bar.need), 12),
        _box("goal", *_goal(bar), 17, 3),
        _box("track", 0, 100, 22, 12),
        *_value(bar),
        element("line", x1=_percent(_at(bar, bar.need)), x2=_percent(_at(bar, bar.need)), y1="16", y2="37"),
        _text(bar.have_label, _at(bar, _shown_end(bar)), 47),
        _text(shown_number(bar.start), 0, 59, "end"),
        _text(shown_number(bar.end) + ("%" if bar.unit == "%" else f" {bar.unit}".rstrip()), 100, 59, "end"),
    )


def draw_counts(not_met: int, unknown: int, total: int) -> Html:
    """How many of `total` are not met, and not known, on the scale from 0 to `total`."""
    first, second = 100 * not_met / total, 100 * (not_met + unknown) / total
    return _svg(
        34,
        _box("track", 0, 100, 5, 12),
        _box("have", 0, first, 5, 12),
        _box("within", first, second, 5, 12) if unknown else NOTHING,
        _text("0", 0, 30, "end"),
        _text(str(total), 100, 30, "end"),
    )


def _extent(written: Written) -> Extent | None:
    """The numbers of a value in a result; None for what is no number."""
    if isinstance(written, Irrational):
        written = written.shown
    if not isinstance(written, str):
        return None
    low, dots, high = written.partition("..")
    ends = (low, high if dots else low)
    if not all(_NUMBER.fullmatch(end) or (dots and end in _UNBOUNDED) for end in ends):
        return None
    return Extent(*(None if end in _UNBOUNDED else Fraction(end) for end in ends))


def _ends(known: Extent | None) -> list[Fraction]:
    return [end for end in known or () if end is not None]


def _at(bar: Bar, number: Fraction) -> float:
    return float(100 * (number - bar.start) / (bar.end - bar.start))


def _goal(bar: Bar) -> tuple[float, float]:
    """Where the threshold is reached."""
    need = _at(bar, bar.need)
    return (need, 100) if bar.op in _AT_LEAST else (0, need)


def _value(bar: Bar) -> tuple[Html, ...]:
    """The value from zero on and its distance to the threshold, or the bounds between which it lies."""
    if bar.have is None:
        return ()
    low = 0 if bar.have.low is None else _at(bar, bar.have.low)
    high = 100 if bar.have.high is None else _at(bar, bar.have.high)
    if bar.have.low is None or bar.have.low != bar.have.high:
        return (_box("within", low, high, 22, 12),)
    zero, need = _at(bar, Fraction(0)), _at(bar, bar.need)
    filled = _box("have", min(zero, low), max(zero, low), 22, 12)
    return (
        (filled,) if _is_reached(bar, bar.have.low) else (filled, _box("gap", min(low, need), max(low, need), 22, 12))
    )


def _is_reached(bar: Bar, value: Fraction) -> bool:
    return value >= bar.need if bar.op in _AT_LEAST else value <= bar.need


def _shown_end(bar: Bar) -> Fraction:
    """Where the label of the value stands: at its end, for bounds in their middle, else at zero."""
    if bar.have is None:
        return bar.start
    low = bar.start if bar.have.low is None else bar.have.low
    high = bar.end if bar.have.high is None else bar.have.high
    return (low + high) / 2


def _svg(height: int, *shapes: Html) -> Html:
    return element("svg", *shapes, class_="bar", width="100%", height=str(height), aria_hidden="true")


def _box(class_: str, left: float, right: float, top: int, height: int) -> Html:
    return element(
        "rect", class_=class_, x=_percent(left), width=_percent(right - left), y=str(top), height=str(height)
    )


def _text(label: str, at: float, baseline: int, class_: str = "") -> Html:
    """A label that grows away from the near edge, so that it stays inside."""
    if len(label) > LONGEST_LABEL:
        return NOTHING
    anchor = "start" if at < 34 else "end" if at > 66 else "middle"
    return element("text", shown(label), class_=class_, x=_percent(at), y=str(baseline), text_anchor=anchor)


def _percent(at: float) -> str:
    return f"{at:.2f}%"
