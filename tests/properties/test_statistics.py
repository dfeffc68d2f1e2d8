"""Statistics over rows: the coefficient of variation in the form that is named, decided exactly. P56, P57, P61-P69."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.numbers import number_text
from evalrules.base.surds import Surd, root

RULESET = """
tables:
  units:
    key: [name]
    columns:
      name: {type: text}
      pupils: {type: number, unit: 人}
      books: {type: number, unit: 册}
      other: {type: number, unit: 册}
      per: {type: number, value: books / pupils}
      per_other: {type: number, value: other / pupils}
      junior: {type: number, unit: 人}
      to_primary: {type: number, unit: 册, value: books * (pupils / (pupils + 1.1 * junior))}
      to_junior: {type: number, unit: 册, value: books * (1.1 * junior / (pupils + 1.1 * junior))}
indicators: [{id: "1", source: s 1, met: '%s'}]
"""
TRUTHS = {"met": True, "not_met": False, "unknown": None}
COUNTY = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)]
WEIGHTED = "cv(units, per, weight=pupils)"


def cells(**numbers) -> dict[str, str]:
    """One row, each number with all its digits."""
    return {name: "null" if one is None else number_text(Fraction(one)) for name, one in numbers.items()}


def document(rows: list[dict[str, str]]) -> str:
    lines = ["format: evidence/1", f"tables:\n  units:{'' if rows else ' []'}"]
    for at, row in enumerate(rows):
        lines.append("    - {" + ", ".join(f"{name}: {one}" for name, one in {"name": f"s{at}", **row}.items()) + "}")
    return "\n".join(lines) + "\n"


def schools(pairs) -> list[dict]:
    return [cells(pupils=pupils, books=books) for pupils, books in pairs]


@pytest.fixture(scope="module")
def over(desk):
    """`over(condition, rows)`: whether a condition over rows holds."""

    def of(condition: str, rows: list[dict[str, str]]) -> bool | None:
        return TRUTHS[desk.judge(RULESET % condition, document=document(rows)).findings[0].outcome]

    return of


PAIRS = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 4000)), min_size=2, max_size=5)


@given(PAIRS, st.fractions(min_value=0, max_value=2, max_denominator=20).filter(lambda one: 20 % one.denominator == 0))
@draws(16)
@example([(10, 100), (10, 300)], Fraction(1, 2))
def test_halving_a_school_changes_no_weighted_coefficient(over, pairs, limit):
    """P56: two identical halves of a school weigh what it weighed, and the coefficient stays on its side."""
    halves = [(Fraction(pairs[0][0], 2), Fraction(pairs[0][1], 2))] * 2 + pairs[1:]
    condition = f"{WEIGHTED} <= {number_text(limit)}"
    assert over(condition, schools(halves)) is over(condition, schools(pairs))
    assert over(condition, schools(pairs)) is not None


def test_halving_a_school_changes_the_unweighted_coefficient(over):
    """P56: without weights two halves count twice: of 10 and 30 the coefficient 0.5 becomes that of 10, 10, 30."""
    whole, halves = [(10, 100), (10, 300)], [(5, 50), (5, 50), (10, 300)]
    assert over("cv(units, per) == 0.5", schools(whole)) is True
    assert over("cv(units, per) == 0.5", schools(halves)) is False
    assert over(f"{WEIGHTED} == 0.5", schools(halves)) is True


@given(PAIRS, st.integers(1, 400).map(lambda eighths: Fraction(eighths, 8)), st.sampled_from(["0.1", "0.5", "1"]))
@draws(16)
@example([(10, 100), (10, 300)], Fraction(7), "0.5")
def test_scaling_all_books_changes_no_coefficient(over, pairs, factor, limit):
    """P57: k times the books of every school leaves the coefficient as it is."""
    scaled = [(pupils, books * factor) for pupils, books in pairs]
    for form in (WEIGHTED, "cv(units, books)", "cv_sample(units, books)"):
        assert over(f"{form} <= {limit}", schools(scaled)) is over(f"{form} <= {limit}", schools(pairs))


@given(st.integers(1, 1000))
@draws(12)
def test_adding_the_same_to_all_lowers_the_coefficient(over, more):
    """P57: with a positive mean a constant more for every school lowers the coefficient."""
    raised = [(10, 100 + more), (10, 300 + more)]
    assert over("cv(units, books) < 0.5", schools(raised)) is True
    assert over("cv(units, books) < 0.5", schools([(10, 100), (10, 300)])) is False


def test_the_published_example_of_the_weighted_coefficient(over):
    """P61: five schools with 302 pupils have the coefficient 0.51525663, which prints as 0.52."""
    assert over("sum(units, pupils) == 302", schools(COUNTY)) is True
    assert over("sum(units, books) == 1913", schools(COUNTY)) is True
    assert over(f"{WEIGHTED} > 0.51525662", schools(COUNTY)) is True
    assert over(f"{WEIGHTED} < 0.51525664", schools(COUNTY)) is True


@pytest.mark.parametrize(
    ("form", "low", "high", "holds"),
    [
        (WEIGHTED, "0.5152", "0.5153", False),
        ("cv(units, per)", "0.4887", "0.4889", True),
        ("cv_sample(units, per)", "0.5464", "0.5466", False),
        ("cv(units, per, about=sum(units, books) / sum(units, pupils))", "0.4638", "0.4640", True),
    ],
)
def test_the_form_that_is_named_decides(over, form, low, high, holds):
    """P62: against 0.50 the four definitions disagree on one county, and each is what its name says."""
    assert over(f"{form} <= 0.50", schools(COUNTY)) is holds
    assert over(f"{low} < {form}", schools(COUNTY)) is True
    assert over(f"{form} < {high}", schools(COUNTY)) is True


@pytest.mark.parametrize(
    ("condition", "expected"), [("<= 0.50", True), ("< 0.50", False), (">= 0.50", True), ("== 0.5", True)]
)
def test_a_coefficient_of_exactly_a_half(over, condition, expected):
    """P63: schools with 1 and 3 books a pupil have mean 2 and deviation 1: exactly 0.5, decided without a root."""
    assert over(f"{WEIGHTED} {condition}", schools([(1, 1), (1, 3)])) is expected


@given(PAIRS, st.integers(0, 200))
@draws(32)
@example([(1, 1), (1, 3)], 50)
def test_a_coefficient_is_decided_by_its_square(over, pairs, hundredths):
    """P63: cv <= limit exactly where the variance is at most limit^2 mean^2, in fractions."""
    limit, total = Fraction(hundredths, 100), sum(pupils for pupils, _ in pairs)
    mean = Fraction(sum(books for _, books in pairs), total)
    variance = sum(Fraction(pupils, total) * (Fraction(books, pupils) - mean) ** 2 for pupils, books in pairs)
    assert over(f"{WEIGHTED} <= {number_text(limit)}", schools(pairs)) is (variance <= limit**2 * mean**2)


def test_a_coefficient_that_prints_as_the_limit_is_above_it(desk, over):
    """P64: 0.5049 fails `<= 0.50`, and what is reported shows the digits that make it fail."""
    rows = [cells(books="0.4951"), cells(books="1.5049")]
    assert over("cv(units, books) <= 0.50", rows) is False
    found = desk.judge(RULESET % "cv(units, books) <= 0.50", document=document(rows))
    shown = [change.have for gap in found.gaps for change in gap.changes]
    assert "0.5049" in shown


def test_a_root_just_above_the_limit_is_above_it(over):
    """P64: a coefficient that is a root, and 10^-12 above 0.50, fails: its double prints 0.50."""
    near = Fraction("0.500000000002")
    rows = [cells(books=one) for one in (Fraction(1, 2), Fraction(3, 2), 1 - near, 1 + near)]
    square = (Fraction(1, 4) + near**2) / 2
    assert isinstance(root(square), Surd)
    assert f"{sqrt(square):.2f}" == "0.50"
    assert over("cv(units, books) <= 0.50", rows) is False
    assert over("cv(units, books) <= 0.500000000002", rows) is True


def test_one_school_has_no_spread(over):
    """P65: one school is 0 in the population form, and unknown in the sample form."""
    assert over(f"{WEIGHTED} == 0", schools([(10, 100)])) is True
    assert over("cv_sample(units, per) <= 0.5", schools([(10, 100)])) is None
    assert over("cv_sample(units, per) <= 0.5", schools([(10, 100), (10, 100)])) is True


def test_without_resources_the_coefficient_is_not_known(over):
    """P65: with no books at all the mean is 0 and the coefficient 0/0."""
    assert over(f"{WEIGHTED} <= 0.5", schools([(10, 0), (20, 0)])) is None
    assert over(f"{WEIGHTED} <= 0.5", schools([(10, 0), (20, 1)])) is False


def test_a_school_without_pupils_takes_no_part(over):
    """P65: it has no value a pupil and weighs nothing; a school whose pupils are not known leaves all open."""
    pairs = [(1, 1), (1, 3)]
    assert over(f"{WEIGHTED} == 0.5", schools([*pairs, (0, 900)])) is True
    assert over(f"{WEIGHTED} == 0.5", [*schools(pairs), cells(pupils=None, books=900)]) is None


def test_the_composite_is_the_mean_of_the_coefficients(over):
    """P66: of coefficients 0.5 and 0 the composite is 0.25; the coefficient of the mean value is another number."""
    rows = [cells(pupils=1, books=1, other=4), cells(pupils=1, books=3, other=4)]
    composite = "(cv(units, per) + cv(units, per_other)) / 2"
    assert over(f"{composite} == 0.25", rows) is True
    assert over("cv(units, (per + per_other) / 2) == 0.25", rows) is False
    assert over("cv(units, (per + per_other) / 2) == 1 / 6", rows) is True


def test_a_composite_of_roots_is_decided_exactly(over):
    """P66: two coefficients that are roots add up and compare without rounding."""
    rows = [cells(pupils=1, books=one, other=two) for one, two in ((1, 1), (2, 1), (3, 4))]
    mean = (sqrt(2 / 3) / 2 + sqrt(2) / 2) / 2
    assert over(f"(cv(units, per) + cv(units, per_other)) / 2 > {mean - 1e-9:.12f}", rows) is True
    assert over(f"(cv(units, per) + cv(units, per_other)) / 2 < {mean + 1e-9:.12f}", rows) is True


def test_a_nine_year_school_is_split_by_weights(over):
    """P67: 23 226 books of 166 primary and 210 junior pupils are 166/397 and 231/397 of them, together all."""
    rows = [cells(pupils=166, junior=210, books=23226)]
    assert over("every(units, to_primary == 23226 * 166 / 397)", rows) is True
    assert over("every(units, to_junior == 23226 * 231 / 397)", rows) is True
    assert over("every(units, to_primary + to_junior == books)", rows) is True
    assert over("every(units, to_primary > 9711.6 and to_primary < 9711.7 and to_junior > 13514.3)", rows) is True
    assert over("sum(units, to_primary) + sum(units, to_junior) == 23226", rows) is True


@pytest.mark.parametrize(
    ("form", "low", "high"),
    [("stdev_sample", "2.0816659994661", "2.0816659994662"), ("stdev", "1.8027756", "1.8027757")],
)
def test_the_two_standard_deviations(over, form, low, high):
    """P68: of 2, 4, 7 and 5 the sample form is 2.08166…, the population form 1.80277…."""
    rows = [cells(books=number) for number in (2, 4, 7, 5)]
    assert over(f"{low} < {form}(units, books)", rows) is True
    assert over(f"{form}(units, books) < {high}", rows) is True


@pytest.mark.parametrize(
    ("numbers", "expected"), [((2, 4, 7, 5), "4.5"), ((2, 4, 7), "4"), ((3,), "3"), ((1, 1, 9, 9), "5"), ((-1, 1), "0")]
)
def test_the_median_is_the_middle(over, numbers, expected):
    """P69: of an even number of rows it is the mean of the middle two, whatever their order."""
    for order in (numbers, tuple(reversed(numbers))):
        assert over(f"median(units, books) == {expected}", [cells(books=one) for one in order]) is True


def test_the_median_of_nothing_is_not_known(over):
    """P69: median([]) is unknown, and so is one with a number that is not given."""
    assert over("median(units, books) >= 0", []) is None
    assert over("median(units, books) >= 0", [cells(books=1), cells(books=None)]) is None
