"""Bands leave no hole, no unmarked overlap and no unreachable grade; where they do, a witness says so."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.frontend.build import build_ruleset
from evalrules.model.evidence import Bounds
from evalrules.readers.yaml_document import read
from evalrules.semantics.conditions import truth
from evalrules.semantics.coverage import check_bands
from evalrules.semantics.scope import Scope

HEAD = """\
id: t
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
levels: [{id: ok, required: true}]
grades: [A, B, C]
choices: {region: {south: 南, north: 北}, kind: {town: 镇, city: 城}}
values: {least: {by: region, south: 98, north: 90, source: s}, open: {value: null}}
measures:
  rate: {type: percent, range: [0, 100]}
  free: {type: number}
  n: {type: count}
  m: {type: number}
  twice: {type: number, value: 2 * m}
  has: {type: yesno}
  kindof: {type: kind}
verdict: [{level: ok}]
"""


def loaded(bands: dict[str, str], more: str = "") -> Any:
    listed = ", ".join(f"{grade}: '{text}'" for grade, text in bands.items())
    root, problems = read(
        "t.yaml", f'{HEAD}indicators: [{{id: "1", source: s, {more}bands: {{{listed}}}}}]\n'
    )
    assert problems == []
    ruleset, problems = build_ruleset(root)
    assert problems == []
    return ruleset


def found_in(bands: dict[str, str], more: str = "") -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.args[-1][1]) for one in check_bands(loaded(bands, more))]


@pytest.mark.parametrize(
    "bands",
    [
        {"A": "rate >= 98", "B": "rate >= 95", "C": "otherwise"},
        {"A": "rate >= 98", "B": "95 <= rate < 98", "C": "rate < 95"},
        {"A": "rate > 95", "B": "rate == 95", "C": "rate < 95"},
        {"A": "has", "B": "not has"},
        {"A": "n >= 3", "B": "n <= 2"},
        {"A": "rate >= least", "B": "rate < least"},
        {"A": "rate >= open", "B": "rate < 3"},
        {"A": 'kindof == "town"', "B": 'kindof == "city"'},
        {"A": "rate >= 95 and has", "B": "rate >= 95 and not has", "C": "rate < 95"},
        {"A": "rate >= 95 and n >= 2", "B": "rate >= 95 or n >= 2", "C": "otherwise"},
        {
            "A": "at_least(2, rate >= 95, n >= 2, has)",
            "B": "at_least(1, rate >= 95, n >= 2, has)",
            "C": "otherwise",
        },
        {"A": "rate > 0", "B": "rate <= 0"},
        {"A": 'region == "south"', "B": 'region != "south"'},
        {"A": "rate >= 95 if has else rate >= 90", "B": "otherwise"},
    ],
    ids=lambda bands: "; ".join(bands.values()),
)
def test_bands_that_cover_every_case_are_silent(bands: dict[str, str]):
    """Bands without a hole, an overlap or a grade out of reach have no problem."""
    assert found_in(bands) == []


@pytest.mark.parametrize(
    ("bands", "witness"),
    [
        ({"A": "rate > 95", "B": "rate < 95"}, "rate = 95"),
        ({"A": "rate >= 98", "B": "90 <= rate < 95", "C": "rate < 90"}, "rate = 95"),
        ({"A": "rate >= 98", "B": "rate >= 95"}, "rate = 0"),
        ({"A": "n >= 3", "B": "n < 2"}, "n = 2"),
        ({"A": "free > 1", "B": "free < 1"}, "free = 1"),
        ({"A": "rate >= 95 and has", "B": "rate < 95"}, "rate = 95, has = 否 (false)"),
        ({"A": 'kindof == "town"'}, "kindof = city"),
        ({"A": "rate >= 95 and n >= 2", "B": "rate < 95"}, "rate = 95, n = 0"),
        ({"A": "rate > least", "B": "rate < least"}, "rate = 98"),
    ],
    ids=str,
)
def test_a_hole_is_found_with_its_witness(bands: dict[str, str], witness: str):
    """A case that no band covers is an error that names the case, also where it is a single point."""
    assert ("ER303", "error", witness) in found_in(bands)


@pytest.mark.parametrize(
    ("bands", "witness"),
    [
        ({"A": "rate >= 90", "B": "rate <= 90"}, "rate = 90"),
        ({"A": "rate >= 98", "B": "95 <= rate <= 98.5", "C": "rate < 95"}, "rate = 98"),
        ({"A": "rate >= 95", "B": "n >= 2", "C": "otherwise"}, "rate = 95, n = 2"),
        ({"A": "has", "B": "rate >= 95", "C": "otherwise"}, "rate = 95, has = 是 (true)"),
    ],
    ids=str,
)
def test_an_overlap_is_found_with_its_witness(bands: dict[str, str], witness: str):
    """Two bands that can hold together, neither implying the other, are an error with a case (P14)."""
    assert ("ER302", "error", witness) in found_in(bands)


@pytest.mark.parametrize("which", ["better", "worse"])
def test_a_marked_overlap_is_accepted(which: str):
    """when_both says which grade counts, and the overlap is no problem."""
    assert found_in({"A": "rate >= 90", "B": "rate <= 90"}, f"when_both: {which}, ") == []


def test_nested_bands_are_no_overlap():
    """rate >= 98 implies rate >= 95: the better grade counts, nothing is reported."""
    assert found_in({"A": "rate >= 98", "B": "rate >= 95", "C": "rate >= 0"}) == []


@pytest.mark.parametrize(
    ("bands", "more", "grade"),
    [
        ({"A": "rate >= 90", "B": "rate >= 95", "C": "otherwise"}, "", "1: B"),
        ({"A": "rate >= 90", "B": "rate < 90", "C": "otherwise"}, "", "1: C"),
        ({"A": "rate > 100", "B": "otherwise"}, "", "1: A"),
        ({"A": "rate >= 95", "B": "rate >= 0"}, "when_both: worse, ", "1: A"),
    ],
    ids=str,
)
def test_a_grade_out_of_reach_is_a_warning(bands: dict[str, str], more: str, grade: str):
    """A grade that no case can get is a warning that names it."""
    assert found_in(bands, more) == [("ER306", "warning", grade)]


def test_a_hole_in_one_region_only_is_found():
    """Numbers by region are tried region by region."""
    assert found_in({"A": "rate >= least", "B": "rate < 95", "C": "rate > 98"}) != []


def test_a_parameter_without_a_number_leaves_the_bands_unchecked():
    """Where no text gives the number, nothing can be proved and nothing is reported."""
    assert found_in({"A": "rate >= open", "B": "rate < 5"}) == []


@pytest.mark.parametrize(
    "bands", [{"A": "m >= 5", "B": "twice < 10"}, {"A": "twice >= 10", "B": "m < 5"}], ids=str
)
def test_a_derived_measure_is_not_taken_for_a_quantity_of_its_own(bands: dict[str, str]):
    """Bands over a measure and one derived from it that cover every case are not refused."""
    assert [one for one in found_in(bands) if one[1] == "error"] == []


def test_two_sides_that_vary_are_at_most_a_warning():
    """a >= b and a < b cover every case; what cannot be proved is no error."""
    assert [one for one in found_in({"A": "free >= m", "B": "free < m"}) if one[1] == "error"] == []


LIMITS = st.sampled_from([0, 1, 2, 3])
BAND = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=="]), LIMITS).map(
    lambda one: f"n {one[0]} {one[1]}"
)
BANDS = st.one_of(
    BAND,
    st.tuples(BAND, st.sampled_from(["and", "or"]), BAND).map(" ".join),
    BAND.map(lambda one: f"not {one}"),
    st.tuples(BAND, st.sampled_from(["and has", "or has", "and not has"])).map(" ".join),
)


@given(BANDS, BANDS, st.one_of(BANDS, st.just("otherwise")))
@draws(48)
def test_the_proof_agrees_with_trying_every_case(first: str, second: str, third: str):
    """Holes, overlaps and grades out of reach are found exactly where trying n = 0…6 and has finds them."""
    ruleset = loaded({"A": first, "B": second, "C": third})
    cases = [
        Scope(ruleset, {"n": Bounds(Fraction(n), Fraction(n)), "has": has}, {})
        for n, has in product(range(7), (True, False))
    ]
    bands = [band.condition for band in ruleset.indicators[0].bands if band.condition]
    holding = [[truth(condition.root, case) is True for case in cases] for condition in bands]
    codes = {one.code for one in check_bands(ruleset)}
    hole = third != "otherwise" and not all(any(column) for column in zip(*holding, strict=True))
    overlap = any(
        any(a and b for a, b in zip(one, other, strict=True))
        and any(a and not b for a, b in zip(one, other, strict=True))
        and any(b and not a for a, b in zip(one, other, strict=True))
        for at, one in enumerate(holding)
        for other in holding[at + 1 :]
    )
    taken = [False] * len(cases)
    unreachable = False
    for row in holding:
        unreachable |= not any(holds and not before for holds, before in zip(row, taken, strict=True))
        taken = [before or holds for before, holds in zip(taken, row, strict=True)]
    unreachable |= third == "otherwise" and all(taken)
    assert codes == {
        code for code, is_so in (("ER303", hole), ("ER302", overlap), ("ER306", unreachable)) if is_so
    }


def test_many_quantities_are_checked_or_left_within_a_second():
    """Bands over a dozen quantities end in reasonable time."""
    begun = time.process_time()
    text = " and ".join(f"n >= {at} and m != {at}" for at in range(30))
    check_bands(loaded({"A": text, "B": "otherwise"}))
    assert time.process_time() - begun < 2
