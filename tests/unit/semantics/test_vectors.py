"""Numbers of many rows at once: what the intervals of the reference say of each."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from evalrules.base.numbers import HALF_EVEN, HALF_UP, Rounding
from evalrules.semantics import interval, vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.vectors import End, Numbers

COUNT = 400
LARGE = 10**17


def drawn(draw: random.Random, *, least: int = -30, large: bool = False) -> tuple[Numbers, list[interval.Interval]]:
    """Numbers of which some are known, some within bounds, some not at all, over a divisor for all or for each."""
    below = draw.choice((1, 10, None))
    ends: list[list[Any]] = [[], []]
    each = []
    for _ in range(COUNT):
        divisor = below or draw.randint(1, 9)
        one, other = sorted(draw.randint(least, 30) * (LARGE if large else 1) for _ in range(2))
        kind = draw.choice(("known", "known", "between", "above", "below", "any"))
        other = one if kind == "known" else other
        ends[0].append((one, divisor, kind in ("below", "any") and least < 0))
        ends[1].append((other, divisor, kind in ("above", "any")))
        each.append(
            tuple(
                (-1) ** (at == 0) * interval.INFINITE if side[-1][2] else Fraction(*side[-1][:2])
                for at, side in enumerate(ends)
            )
        )
    columns = []
    for side in ends:
        above, divisors, is_open = (np.array(part) for part in zip(*side, strict=True))
        columns.append(End(above, below or divisors, is_open))
    return Numbers(*columns), each  # type: ignore[return-value]  # pairs


def read(numbers: Numbers) -> list[interval.Interval]:
    found: list[list[Any]] = []
    for end, nothing in zip(numbers, (-interval.INFINITE, interval.INFINITE), strict=True):
        above, below, is_open = np.broadcast_arrays(end.above, end.below, vectors.marked(end), np.zeros(COUNT))[:3]
        found.append(
            [nothing if gone else Fraction(int(a), int(b)) for a, b, gone in zip(above, below, is_open, strict=True)]
        )
    return list(zip(*found, strict=True))  # type: ignore[arg-type]  # pairs


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("op", "vector", "scalar", "least"),
    [
        ("+", vectors.add, interval.add, (-30, -30)), ("-", vectors.subtract, interval.subtract, (-30, -30)),
        ("*", vectors.multiply, interval.multiply, (-30, 0)), ("/", vectors.divide, interval.divide, (-30, 0)),
        ("min", lambda *two: vectors.extreme("min", two), lambda x, y: (min(x[0], y[0]), min(x[1], y[1])), (-30, -30)),
        ("max", lambda *two: vectors.extreme("max", two), lambda x, y: (max(x[0], y[0]), max(x[1], y[1])), (-30, -30)),
        ("meet", vectors.meet, interval.meet, (-30, -30)),
    ],
)  # fmt: skip
def test_numbers_are_reckoned_with_as_the_reference_does(
    op: str, vector: Callable[..., Numbers], scalar: Callable[..., Any], least: tuple[int, int], large: bool
):
    """Also where a product needs more than 64 bits, and where an end is missing."""
    draw = random.Random(f"{op} {large}")
    for _ in range(12):
        (one, firsts), (other, seconds) = (drawn(draw, least=low, large=large) for low in least)
        assert [scalar(x, y) for x, y in zip(firsts, seconds, strict=True)] == read(vector(one, other))


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_comparisons_hold_where_every_pair_holds(op: str):
    """And fail where none does."""
    draw = random.Random(op)
    for _ in range(12):
        (one, firsts), (other, seconds) = drawn(draw), drawn(draw)
        found = vectors.compare(op, one, other)
        expected = [interval.compare(op, x, y) for x, y in zip(firsts, seconds, strict=True)]
        assert [one is True for one in expected] == found.yes.tolist()
        assert [one is False for one in expected] == found.no.tolist()


@pytest.mark.parametrize(
    "rounding", [Rounding(0, HALF_UP), Rounding(1, HALF_UP), Rounding(0, HALF_EVEN), Rounding(2, HALF_EVEN)]
)
def test_numbers_are_rounded_once_either_way(rounding: Rounding):
    """Ties away from zero, or to the even digit."""
    draw = random.Random(str(rounding))
    for _ in range(12):
        one, each = drawn(draw)
        assert [interval.to_digits(x, rounding) for x in each] == read(vectors.to_digits(one, rounding))


def test_a_product_of_two_that_may_be_negative_is_not_said():
    """Nor a quotient of one that is."""
    draw = random.Random(3)
    one, other = drawn(draw)[0], drawn(draw)[0]
    with pytest.raises(NotInColumns):
        vectors.multiply(one, other)
    with pytest.raises(NotInColumns):
        vectors.divide(one, vectors.point(-2))
