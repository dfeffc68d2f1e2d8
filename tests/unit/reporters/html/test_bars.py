"""Bars: true to scale, and never longer than what is known."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.model.assessment import Change, Irrational, Step
from evalrules.reporters.html.bars import (
    LONGEST_LABEL,
    Extent,
    bar_between,
    bar_of_change,
    bar_of_step,
    draw,
    draw_counts,
    round_end,
    scale,
)
from evalrules.reporters.wording import Wording


def boxes(svg: str) -> dict[str, tuple[float, float]]:
    """Where each box begins and ends, in percent, by its class."""
    found = re.findall(r'<rect class="(\w+)" x="([\d.]+)%" width="([\d.]+)%"', svg)
    return {name: (float(left), float(left) + float(width)) for name, left, width in found}


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.fixture(scope="session")
def writer(decided):
    return Wording(decided.results[0].assessment, "en")


@pytest.fixture(scope="session")
def bar(writer):
    """A bar of `have op need`."""
    return lambda have, op, need, unit="": bar_between(have, op, need, unit, writer)


@pytest.mark.parametrize(
    ("have", "op", "need", "unit", "drawn"),
    [
        ("62", ">=", "70", "%", {"have": (0, 62), "gap": (62, 70), "goal": (70, 100)}),
        ("46", "<=", "45", "人", {"have": (0, 76.67), "gap": (75, 76.67), "goal": (0, 75)}),
        ("70", ">=", "70", "%", {"have": (0, 70), "goal": (70, 100)}),
        ("0.15", "<", "0.15", "", {"have": (0, 75), "goal": (0, 75)}),
        ("120", ">=", "98", "%", {"have": (0, 80), "goal": (65.33, 100)}),
        ("-5", ">=", "5", "", {"have": (0, 45.45), "gap": (0, 90.91), "goal": (90.91, 100)}),
        ("80..90", ">=", "85", "%", {"within": (80, 90), "goal": (85, 100)}),
        ("10..+∞", ">=", "20", "", {"within": (40, 100), "goal": (80, 100)}),
        (None, ">=", "85", "%", {"goal": (85, 100)}),
        (Irrational("1/4", "0.5"), "<=", "0.45", "", {"have": (0, 83.33), "gap": (75, 83.33), "goal": (0, 75)}),
    ],
)
def test_a_bar_is_true_to_scale(bar, have, op, need, unit, drawn):
    """Value, distance and the side to reach, for both directions, values outside, bounds and what is not known."""
    found = boxes(draw(bar(have, op, need, unit)))
    assert found.pop("track") == (0, 100)
    assert found == {name: pytest.approx(ends, abs=0.02) for name, ends in drawn.items()}


@pytest.mark.parametrize(
    ("have", "op", "need"),
    [("A", ">=", "98"), (True, "==", True), ("1", "==", "2"), ("1", ">=", None), ("1", ">=", "2..3"), ("1", "in", "2")],
)
def test_what_is_no_distance_has_no_bar(bar, have, op, need):
    """A grade, a yes or no, a choice, a threshold that is not known: words, and no bar."""
    assert bar(have, op, need) is None
    assert draw(None) == ""


@pytest.mark.parametrize(
    ("have", "need", "unit", "written"),
    [
        ("62", "70", "%", ["≥ 70%", "62%", "0", "100%"]),
        ("11300/119", "95", "%", ["≥ 95%", "94.96%", "0", "100%"]),
        (None, "5", "所", ["≥ 5", "not known", "0", "6"]),
        ("3..4", "5", "所", ["≥ 5", "3..4", "0", "6"]),
    ],
)
def test_numbers_stand_at_the_bar_as_the_page_writes_them(bar, have, need, unit, written):
    """The value, the threshold with its operator, and both ends of the scale."""
    assert texts(draw(bar(have, ">=", need, unit))) == [text.replace(">", "&gt;") for text in written]


def test_a_label_that_is_too_long_is_left_to_the_sentence(bar):
    """No label is cut off: a number of many digits stands in the sentence only."""
    long = "1" * (LONGEST_LABEL + 1)
    assert long not in draw(bar(long, ">=", "2"))
    assert boxes(draw(bar(long, ">=", "2")))["have"][1] > 50


def test_a_change_and_a_step_are_drawn_alike(bar, writer):
    """The same comparison gives the same bar, wherever it was recorded."""
    change = Change("m", None, "62", ">=", "70", "8", "%", None, None)
    step = Step("A", "m >= line", "62", ">=", "70", "%", result=False)
    assert bar_of_change(change, writer) == bar_of_step(step, writer) == bar("62", ">=", "70", "%")
    assert bar("62", ">=", "70", "%").have == Extent(Fraction(62), Fraction(62))


numbers = st.fractions(-(10**12), 10**12)


@given(st.lists(numbers, min_size=1, max_size=3), st.sampled_from(["", "%"]))
def test_every_scale_holds_zero_and_all_its_numbers(values, unit):
    """For any numbers: linear from a start not above to an end not below each of them and zero."""
    start, end = scale(values, unit)
    assert start < end
    assert all(start <= value <= end for value in [*values, 0])


@given(st.fractions(Fraction(1, 10**9), 10**9))
def test_a_round_end_is_near_its_number(number):
    """For any positive number: not below it, and at most three halves of it."""
    assert number <= round_end(number) <= number * Fraction(3, 2)


@given(numbers, numbers, st.sampled_from([">=", ">", "<=", "<"]))
def test_no_box_leaves_the_bar(bar, have, need, op):
    """For any value and threshold: everything lies between the ends."""
    found = boxes(draw(bar(f"{have}", op, f"{need}")))
    assert all(-0.01 <= left <= right <= 100.02 for left, right in found.values())


def test_counts_are_shares_of_the_subjects():
    """One of four is a quarter; what is not known follows it."""
    assert boxes(draw_counts(1, 2, 4)) == {"track": (0, 100), "have": (0, 25), "within": (25, 75)}
    assert texts(draw_counts(1, 0, 4)) == ["0", "4"]
