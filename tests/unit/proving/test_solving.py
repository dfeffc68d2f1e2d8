"""Time is counted in what the solver does, so that every machine answers the same."""

from __future__ import annotations

from itertools import count

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
z3 = pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.proving import solving  # noqa: E402 - after the check for z3
from evalrules.proving.solving import AT_MOST, OPEN, SAT, UNSAT, Solving  # noqa: E402


def squares(number: int):
    """Whether a number is the sum of two squares."""
    one, other = z3.Ints("one other")
    return z3.And(one >= 0, other >= one, one * one + other * other == number, other <= 100)


def test_a_slow_machine_answers_what_a_fast_one_does(monkeypatch: pytest.MonkeyPatch):
    """Of a machine that takes a second to do nothing the questions are answered within one second of steps."""
    monkeypatch.setattr(solving.time, "process_time", count(step=AT_MOST / 20).__next__)
    asked = Solving(1, 1)
    assert [SAT, UNSAT, SAT] == [asked.solve([squares(number)], []).outcome for number in (25, 3, 50)]
    assert 0 < asked.left < 1


def test_what_is_spent_is_spent():
    """On steps that were taken, by whichever question; then nothing is asked any more."""
    asked = Solving(0.02, 1)
    asked.begin(1)
    for number in range(10_007, 10_400, 4):  # some are sums, and to see which takes steps
        if asked.is_over:
            break
        asked.solve([squares(number)], [])
    assert asked.is_over and not asked.left
    assert asked.solve([squares(25)], []).outcome == OPEN


def test_a_machine_that_hardly_moves_ends(monkeypatch: pytest.MonkeyPatch):
    """After so many times the seconds nothing is asked, whatever the solver did."""
    monkeypatch.setattr(solving.time, "process_time", count(step=AT_MOST + 1).__next__)
    asked = Solving(1, 1)
    assert asked.is_over and asked.solve([squares(25)], []).outcome == OPEN
