"""The squares of spreads, between two whole numbers."""

from __future__ import annotations

import random
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest

from evalrules.base.numbers import HALF_UP, Rounding
from evalrules.base.surds import root
from evalrules.semantics.interval import to_digits
from evalrules.semantics.vector_spreads import Spreads

MODES = (HALF_UP, "half_even")


def spreads(*squares: tuple[Fraction, Fraction]) -> Spreads:
    below = [one.denominator * other.denominator for one, other in squares]
    ends = [[int(pair[side] * own) for pair, own in zip(squares, below, strict=True)] for side in (0, 1)]
    known = np.ones(len(squares), bool)
    return Spreads(*(np.array(one, object) for one in (*ends, below)), known, ~known)


@pytest.mark.parametrize("mode", MODES)
def test_a_spread_is_rounded_as_the_reference_rounds_it_or_not_surely(mode: str):
    """Also on the very half, and where the digit changes between both ends."""
    draw, rounding = random.Random(3), Rounding(3, mode)
    halves = [Fraction(2 * draw.randint(0, 2000) + 1, 2000) for _ in range(200)]
    exact = [one * one for one in halves] + [Fraction(draw.randint(0, 10**6), draw.randint(1, 10**6)) for _ in range(200)]
    found = spreads(*((one, one) for one in exact))
    low, high, sure = found.rounded(rounding)
    for at, square in enumerate(exact):
        wanted = to_digits((root(square), root(square)), rounding)[0]
        assert not sure[at] or Fraction(int(low[at]), 1000) == Fraction(int(high[at]), 1000) == wanted
    assert sure[200:].all() and (sure.all() if mode == HALF_UP else not sure[:200].any())


def test_a_spread_that_may_be_on_both_sides_of_a_half_is_not_sure():
    """However near its ends are."""
    half, part = Fraction(1, 4), Fraction(1, 10**12)
    _, _, sure = spreads((half - part, half + part), (half + part, half + 2 * part)).rounded(Rounding(0, HALF_UP))
    assert sure.tolist() == [False, True] and isqrt(4) == 2
