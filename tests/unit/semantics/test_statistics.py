"""Statistics of rows that are wholly known: each is its definition; tests/properties/test_statistics.py tells the rest."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.surds import root
from evalrules.semantics.interval import INFINITE, point
from evalrules.semantics.statistics import (
    KnownRows,
    Moments,
    in_ratios,
    known_rows,
    lacks_rows,
    moments_of,
    statistic_in,
    statistic_of_values,
    unknown_statistic,
)

FRACTIONS = st.fractions(max_denominator=50)
Pairs = list[tuple[Fraction, int]]
WEIGHTED = st.lists(st.tuples(FRACTIONS, st.integers(1, 9)), min_size=1, max_size=6)


@given(WEIGHTED, FRACTIONS.filter(lambda number: number > 0))
def test_a_spread_is_its_definition(rows: list[tuple[Fraction, int]], about: Fraction):
    """The squares of both forms, by deviations, around the mean and around another number, weighted and not."""
    values, weights = [value for value, _ in rows], [Fraction(weight) for _, weight in rows]
    for found, often in ((KnownRows(values, None), [1] * len(values)), (KnownRows(values, weights), weights)):
        mean = sum(w * x for x, w in zip(values, often, strict=True)) / sum(often)
        moments = moments_of(in_ratios(found))
        assert mean == moments.mean
        for centre, cv, stdev in (
            (mean, statistic_in("cv", moments), statistic_in("stdev", moments)),
            (about, statistic_in("cv", moments, about), statistic_in("stdev", moments, about)),
        ):
            variance = sum(w * (x - centre) ** 2 for x, w in zip(values, often, strict=True)) / sum(often)
            assert (root(variance), root(variance)) == stdev
            ratio = root(variance / centre**2) if centre > 0 else None
            assert cv == ((0, INFINITE) if ratio is None else (ratio, ratio))


@given(st.lists(FRACTIONS, min_size=2, max_size=6))
def test_the_sample_forms_divide_by_one_less(values: list[Fraction]):
    """They need two rows, and are the population form times n over n - 1 under the root."""
    found, mean = moments_of(in_ratios(KnownRows(values, None))), sum(values) / len(values)
    variance = sum((x - mean) ** 2 for x in values) / (len(values) - 1)
    assert (root(variance),) * 2 == statistic_in("stdev_sample", found)
    if mean > 0:
        assert (root(variance / mean**2),) * 2 == statistic_in("cv_sample", found)
    assert not lacks_rows("cv_sample", 2) and lacks_rows("cv_sample", 1)
    assert not lacks_rows("cv", 1) and lacks_rows("cv", 0)


@given(WEIGHTED, WEIGHTED, WEIGHTED)
def test_rows_are_replaced_without_another_look_at_the_others(kept: Pairs, before: Pairs, after: Pairs):
    """The moments with some rows replaced are those of the rows that are there then."""

    def moments(rows: Pairs) -> Moments:
        return moments_of(in_ratios(KnownRows([value for value, _ in rows], [Fraction(weight) for _, weight in rows])))

    assert moments(kept + after) == moments(kept + before).with_changed(moments(before), moments(after))


@pytest.mark.parametrize(("op", "expected"), [("median", Fraction(7, 2)), ("least", 1), ("greatest", 7)])
def test_a_plain_statistic_is_one_number(op: str, expected: Fraction):
    """Of 7, 1, 4 and 3; of an even number of rows the median is the mean of the middle two (P69)."""
    found = KnownRows([Fraction(number) for number in (7, 1, 4, 3)], None)
    assert point(Fraction(expected)) == statistic_of_values(op, found)
    assert point(Fraction(15, 4)) == statistic_in("mean", moments_of(in_ratios(found)))


def test_rows_are_known_or_not():
    """A row without weight is not among them, whatever its value; one that is not known makes them unknown."""
    one, two, none, any_number = point(Fraction(1)), point(Fraction(2)), point(Fraction(0)), (-INFINITE, INFINITE)
    assert known_rows([one, any_number], [two, none]) == KnownRows([Fraction(1)], [Fraction(2)])
    assert known_rows([one, two], None) == KnownRows([Fraction(1), Fraction(2)], None)
    assert (
        known_rows([one, any_number], None) is known_rows([one], [any_number]) is known_rows([one], [(-2, -2)]) is None
    )
    assert (unknown_statistic("stdev"), unknown_statistic("mean")) == ((0, INFINITE), (-INFINITE, INFINITE))
