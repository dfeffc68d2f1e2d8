"""Rows of tables: counted, added up and measured; what may be missing keeps its say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

import evalrules
from evalrules.base.surds import root
from evalrules.model.evidence import Bounds
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.conditions import truth
from evalrules.semantics.interval import Interval
from evalrules.semantics.rows import TableReadings
from evalrules.tree.nodes import RowStatistic, RowTally, Worst
from evalrules.tree.walk import walk

RulesetFrom = Callable[[str], Any]
Row = dict[str, Any]
UNKNOWN: Interval = (-inf, inf)
ANY_SPREAD: Interval = (Fraction(0), inf)

RULES = """\
grades: [A, B, C]
choices: {{stage: {{primary: {{zh: 小学, en: primary}}, junior: {{zh: 初中, en: junior}}}}}}
values: {{line: {{by: stage, primary: 5, junior: 7, source: s}}}}
measures: {{limit: {{type: number, zh: 界限, en: limit}}}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name]
    {more}
    columns:
      name: {{type: text, zh: 名称, en: name}}
      stage: {{type: stage, zh: 学段, en: stage}}
      x: {{type: number, range: [0, 10], zh: 某数, en: a number}}
      free: {{type: number, zh: 任意数, en: any number}}
      w: {{type: number, zh: 权重, en: weight}}
      total: {{type: number, zh: 总数, en: total}}
      per: {{type: number, zh: 人均, en: per head, value: total / w}}
      closing: {{type: yesno, zh: 撤并, en: closing}}
      mark: {{type: grade, zh: 等级, en: grade}}
indicators:
  - {{id: "1", zh: 一, en: one, {each}{how}, source: s}}
verdict: [{{level: fail}}]
"""


def text_of(condition: str, *, more: str = "", each: str = "") -> str:
    how = f"grade: '{condition}'" if condition.startswith("worst") else f"met: '{condition}'"
    return RULES.format(more=more, each=f"each: {each}, " if each else "", how=how)


@pytest.fixture(scope="module")
def case(ruleset_from: RulesetFrom) -> Callable[..., Case]:
    """`case(condition, rows)`: a subject with these rows, named in their order."""

    def make(condition: str, rows: list[Row] | None, *, more: str = "", each: str = "", **evidence: Any) -> Case:
        ruleset = ruleset_from(text_of(condition, more=more, each=each))
        named = [{"name": f"s{at}", **row} for at, row in enumerate(rows or ())]
        complete = evidence.pop("complete", True)
        tables = {} if rows is None else {"tables": {"units": {"rows": named, "complete": complete}}}
        bound = evalrules.evidence_from({**tables, **evidence}, ruleset)
        return case_of(ruleset.data, bound.data)

    return make


@pytest.fixture(scope="module")
def holds(case: Callable[..., Case]) -> Callable[..., bool | None]:
    """`holds(condition, rows)`: whether the condition of the only indicator holds."""

    def of(condition: str, rows: list[Row] | None, **options: Any) -> bool | None:
        return _truth(case(condition, rows, **options))

    return of


@pytest.fixture(scope="module")
def value(case: Callable[..., Case]) -> Callable[..., Interval]:
    """`value("sum(units, x)", rows)`: every number that a statistic can be."""

    def of(statistic: str, rows: list[Row] | None, **options: Any) -> Interval:
        found = case(f"{statistic} >= 0", rows, **options)
        node = next(part for part in walk(found.ruleset.indicators[0].met.root) if isinstance(part, RowStatistic))
        return found.scope.rows.statistic(node, found.scope)

    return of


def _truth(found: Case) -> bool | None:
    return truth(found.ruleset.indicators[0].met.root, found.scope)


def xs(*numbers: Any) -> list[Row]:
    return [{"x": number} for number in numbers]


def exactly(number: Any) -> Interval:
    return (number, number)


# -- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("count(units) == 4", True),
        ("count(units, x >= 5) >= 2", True),
        ("count(units, x >= 5) >= 3", None),
        ("count(units, x >= 5) >= 4", False),
        ("count(units, x >= 5) <= 3", True),
        ("count(units, x >= 5) <= 2", None),
        ("count(units, x >= 0) == 4", True),
        ("share(units, x >= 5) >= 0.5", True),
        ("share(units, x >= 5) >= 0.75", None),
        ("share(units, x >= 5) >= 0.76", False),
        ("every(units, x >= 5)", False),
        ("every(units, x >= 0)", True),
        ("any(units, x >= 5)", True),
        ("any(units, x > 9)", None),
        ("any(units, x > 10)", False),
    ],
)
def test_a_cell_that_is_not_known_may_count_or_not(condition: str, expected: bool | None, holds):
    """Of 9, 5, 1 and an unknown number within 0 to 10 two or three are at least 5."""
    assert holds(condition, xs(9, 5, 1, None)) is expected


@pytest.mark.parametrize(
    ("condition", "complete", "incomplete"),
    [
        ("count(units) == 2", True, None),
        ("count(units) >= 2", True, True),
        ("count(units) >= 3", False, None),
        ("count(units, x >= 5) >= 2", True, True),
        ("count(units, x >= 5) <= 2", True, None),
        ("count(units, x >= 5) < 2", False, False),
        ("every(units, x >= 5)", True, None),
        ("every(units, x >= 6)", False, False),
        ("any(units, x >= 6)", True, True),
        ("any(units, x >= 7)", False, None),
        ("share(units, x >= 5) >= 0.9", True, None),
        ("sum(units, x) < 0", False, False),
        ("sum(units, x / 2) < 0", False, False),
        ("sum(units, 5 / (x + 1)) < 0", False, False),
        ("sum(units, 5 / x) < 0", False, None),  # of a row with 0 it has no value
    ],
)
def test_rows_that_may_be_missing_leave_lower_bounds(condition, complete, incomplete, holds):
    """Over 5 and 6 a count is a lower bound where the table may be incomplete, and the number where not."""
    assert holds(condition, xs(5, 6)) is complete
    assert holds(condition, xs(5, 6), complete=False) is incomplete


def test_a_table_that_is_not_given_may_have_any_rows(holds):
    """No table is not a table without rows: `count` of the first is open, of the second 0."""
    assert holds("count(units) == 0", None) is None
    assert holds("count(units) >= 1", None) is None
    assert holds("count(units) == 0", []) is True
    assert holds("count(units) >= 1", []) is False


@pytest.mark.parametrize("condition", ["every(units, x >= 5)", "any(units, x >= 5)", "share(units, x >= 5) >= 0"])
def test_over_no_rows_nothing_is_said(condition: str, holds):
    """`every`, `any` and `share` over no rows at all are unknown; one row decides (P28)."""
    assert holds(condition, []) is None
    assert holds(condition, xs(5)) is True


@pytest.mark.parametrize(
    ("given_rows", "condition", "expected"),
    [
        (2, "count(units, x >= 5) >= 2", True),
        (2, "count(units, x >= 5) >= 3", None),
        (2, "count(units, x >= 5) >= 4", False),
        (2, "count(units) <= 3", True),
        (2, "every(units, x >= 5)", None),
        (2, "share(units, x >= 5) >= 0.6", True),
        (2, "share(units, x >= 5) >= 0.7", None),
        (3, "every(units, x >= 5)", True),
        (3, "count(units, x >= 5) == 3", True),
        (0, "count(units, x >= 5) <= 3", True),
        (0, "every(units, x >= 5)", None),
    ],
)
def test_the_rows_that_a_standard_expects_may_still_come(given_rows: int, condition: str, expected, holds):
    """With `rows: 3` at most three rows count, however few of them are given."""
    assert holds(condition, xs(*[5] * given_rows), more="rows: 3") is expected


def test_expected_rows_may_come_whatever_the_evidence_says(holds):
    """`complete: true` does not make three expected rows out of two."""
    assert holds("every(units, x >= 5)", xs(5, 5), more="rows: 3", complete=True) is None
    assert holds("every(units, x >= 5)", xs(5, 5, 5), more="rows: 3", complete=False) is True


@pytest.mark.parametrize(
    ("given_rows", "condition", "expected"),
    [
        (2, "every(units, x >= 5)", None),
        (2, "count(units) >= 2", True),
        (2, "count(units) <= 9", None),
        (2, "every(units, x >= 6)", False),
        (3, "every(units, x >= 5)", True),
        (3, "count(units) <= 9", True),
        (4, "count(units) == 4", True),
        (0, "count(units) <= 9", None),
    ],
)
def test_a_table_below_its_least_number_of_rows_is_not_whole(given_rows: int, condition: str, expected, holds):
    """With `rows: {at_least: 3}` any number may come while there are fewer, and none once there are enough."""
    assert holds(condition, xs(*[5] * given_rows), more="rows: {at_least: 3}") is expected
    assert holds(condition, xs(*[5] * given_rows), more="rows: {at_least: 3}", complete=False) in (expected, None)


def test_what_is_counted_may_be_the_values_of_a_column(holds):
    """With `of: stage` two schools of one stage are one; of a stage that is listed no row lacks."""
    primary, junior = {"x": 5, "stage": "primary"}, {"x": 5, "stage": "junior"}
    both = "rows: {at_least: 2, of: stage}"
    assert holds("every(units, x >= 5)", [primary, primary], more=both) is None
    assert holds("every(units, x >= 5)", [primary, junior], more=both) is True
    assert holds("every(units, x >= 5)", [primary, primary], more=both, each="stage") is True


@pytest.mark.parametrize(
    ("closing", "condition", "expected"),
    [
        (True, "count(units) == 1", True),
        (None, "count(units) == 1", None),
        (False, "count(units) == 1", False),
        (True, "every(units, x >= 5)", True),
        (None, "every(units, x >= 5)", None),
        (False, "every(units, x >= 5)", False),
        (True, "any(units, x < 5)", False),
        (None, "any(units, x < 5)", None),
        (False, "any(units, x < 5)", True),
        (True, "share(units, x >= 5) >= 1", True),
        (None, "share(units, x >= 5) >= 1", None),
        (False, "share(units, x >= 5) >= 1", False),
        (None, "share(units, x >= 5) >= 0.5", True),
        (True, "mean(units, x) == 6", True),
        (None, "mean(units, x) == 6", None),
        (False, "mean(units, x) == 4", True),
    ],
)
def test_a_row_left_out_is_no_row(closing: bool | None, condition: str, expected: bool | None, holds):
    """A row that is certainly left out does not count; one that may be left out may count or not."""
    rows = [{"x": 6, "closing": False}, {"x": 2, "closing": closing}]
    assert holds(condition, rows, more="leave_out: closing") is expected


BOUNDS = (0, 4, 5, 10, None)


def completions(rows: list[tuple[int | None, bool | None]], is_complete: bool) -> Iterator[list[int]]:
    """Every table of numbers that some rows can turn out to be; three further rows stand for any number of them."""
    cells = [(x,) if x is not None else (0, 10) for x, _ in rows]
    outs = [(closing,) if closing is not None else (True, False) for _, closing in rows]
    further = [()] if is_complete else [part for size in range(6) for part in product((0, 10), repeat=size)]
    for numbers, left_out, more in product(product(*cells), product(*outs), further):
        yield [x for x, out in zip(numbers, left_out, strict=True) if not out] + list(more)


def expected_truth(rows: list[tuple[int | None, bool | None]], is_complete: bool, of: Callable) -> bool | None:
    found = {of(numbers) for numbers in completions(rows, is_complete)}
    return found.pop() if len(found) == 1 else None


BRUTE = {
    "count(units, x >= 5) >= 1": lambda numbers: sum(x >= 5 for x in numbers) >= 1,
    "count(units, x >= 5) == 2": lambda numbers: sum(x >= 5 for x in numbers) == 2,
    "count(units, x >= 5) < 2": lambda numbers: sum(x >= 5 for x in numbers) < 2,
    "count(units) <= 2": lambda numbers: len(numbers) <= 2,
    "every(units, x >= 5)": lambda numbers: all(x >= 5 for x in numbers) if numbers else None,
    "any(units, x >= 5)": lambda numbers: any(x >= 5 for x in numbers) if numbers else None,
    "sum(units, x) >= 10": lambda numbers: sum(numbers) >= 10,
    "sum(units, x) < 10": lambda numbers: sum(numbers) < 10,
}


@pytest.mark.parametrize("condition", BRUTE)
@given(
    rows=st.lists(st.tuples(st.sampled_from(BOUNDS), st.sampled_from((True, False, None))), max_size=3),
    is_complete=st.booleans(),
)
@draws(32)
@example(rows=[(5, False), (0, None)], is_complete=True)
@example(rows=[(5, None)], is_complete=True)
@example(rows=[(5, False)], is_complete=False)
def test_what_is_decided_over_rows_is_what_every_completion_gives(condition, rows, is_complete, holds):
    """Counts and sums decide exactly where every way to complete the table agrees (P40)."""
    given_rows = [{"x": x, "closing": closing} for x, closing in rows]
    found = holds(condition, given_rows, more="leave_out: closing", complete=is_complete)
    assert found is expected_truth(rows, is_complete, BRUTE[condition])


SHARES = {
    "share(units, x >= 5) >= 0.5": lambda numbers: (
        2 * sum(x >= 5 for x in numbers) >= len(numbers) if numbers else None
    ),
    "share(units, x >= 5) < 0.5": lambda numbers: 2 * sum(x >= 5 for x in numbers) < len(numbers) if numbers else None,
}


@pytest.mark.parametrize("condition", SHARES)
@given(
    rows=st.lists(st.tuples(st.sampled_from(BOUNDS), st.sampled_from((True, False, None))), max_size=3),
    is_complete=st.booleans(),
)
@draws(32)
@example(rows=[(0, False), (0, False), (5, None)], is_complete=True)
def test_a_share_is_decided_only_where_every_completion_gives_it(condition, rows, is_complete, holds):
    """A share is never decided against a completion, and always decided where every row certainly counts."""
    given_rows = [{"x": x, "closing": closing} for x, closing in rows]
    found = holds(condition, given_rows, more="leave_out: closing", complete=is_complete)
    expected = expected_truth(rows, is_complete, SHARES[condition])
    is_certain = is_complete and all(closing is not None for _, closing in rows)
    assert found is expected or (found is None and not is_certain)


def test_a_share_is_decided_where_every_completion_gives_it(holds):
    """Of two that fail and one that may be left out none or a third hold, which is below a half."""
    rows = [{"x": 0, "closing": False}, {"x": 0, "closing": False}, {"x": 5, "closing": None}]
    assert holds("share(units, x >= 5) < 0.5", rows, more="leave_out: closing") is True


# -- what a row sees -------------------------------------------------------------------------------------------------


def test_a_row_sees_the_facts_of_its_subject(holds):
    """Beside its own columns a row sees the measures of the subject, known or not."""
    assert holds("every(units, x >= limit)", xs(5, 6), facts={"limit": 5}) is True
    assert holds("every(units, x >= limit)", xs(5, 6), facts={"limit": 6}) is False
    assert holds("every(units, x >= limit)", xs(5, 6)) is None


def test_a_value_by_stage_is_that_of_the_row(holds):
    """A row of a primary school is held against 5, one of a junior school against 7."""
    both = [{"x": 5, "stage": "primary"}, {"x": 7, "stage": "junior"}]
    swapped = [{"x": 7, "stage": "primary"}, {"x": 5, "stage": "junior"}]
    assert holds("every(units, x >= line)", both) is True
    assert holds("every(units, x >= line)", swapped) is False
    assert holds("every(units, x >= line)", [{"x": 6}]) is None
    assert holds("every(units, x >= line)", [{"x": 7}]) is True
    assert holds("every(units, x >= line)", [{"x": 4}]) is False


def test_a_reading_that_is_kept_does_not_outlive_its_subject(case):
    """The same table is read anew where a fact that its rows look at has changed."""
    found = case("every(units, x >= limit)", xs(5, 6), facts={"limit": 5})
    assert _truth(found) is True
    changed = found.with_facts({"limit": Bounds(Fraction(6), Fraction(6))})
    assert _truth(changed) is False
    assert _truth(found) is True


MIXED = [
    {"x": 9, "stage": "primary"},
    {"x": 3, "stage": "junior"},
    {"x": 4, "stage": "junior"},
]


@pytest.mark.parametrize(
    ("condition", "primary", "junior"),
    [
        ("count(units) == 1", True, False),
        ("every(units, x >= 5)", True, False),
        ("any(units, x == 4)", False, True),
        ("share(units, x >= 4) == 0.5", False, True),
        ("sum(units, x) == 7", False, True),
        ("mean(units, x) == 9", True, False),
        ("greatest(units, x) == 4", False, True),
        ("cv(units, x) == 0", True, False),
    ],
)
def test_an_indicator_for_an_option_sees_its_rows_only(condition: str, primary: bool, junior: bool, case):
    """`each: stage` restricts every count and statistic to the rows of that stage."""
    found = case(condition, MIXED, each="stage")
    read = {one.id: truth(one.met.root, found.scope) for one in found.ruleset.indicators}
    assert read == {"1:primary": primary, "1:junior": junior}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('mean(units, x, where=stage == "junior") == 3.5', True),
        ('sum(units, x, where=stage == "primary") == 9', True),
        ('sum(units, x, where=stage == "primary") == 16', False),
        ('greatest(units, x, where=stage == "junior") <= 4', True),
        ('share(units, x >= 4, where=stage == "junior") == 0.5', True),
        ('count(units, where=stage == "junior") == 2', True),
        ('every(units, x >= 5, where=stage == "primary")', True),
        ('cv(units, x, where=stage == "primary") == 0', True),
        ('cv_sample(units, x, where=stage == "primary") == 0', None),
        ("mean(units, x, where=x >= 4) == 6.5", True),
        ('sum(units, x, where=stage != "primary" and x > 3) == 4', True),
        ('sum(units, x, where=stage == "primary" or x < 4) == 12', True),
        ('least(units, x, where=not (stage == "primary")) == 3', True),
        ("share(units, x >= 9, where=x >= 4) == 0.5", True),
        ("count(units, where=x >= 4) == 2", True),
        ('every(units, x >= 4, where=stage == "primary" or x > 3)', True),
        ("any(units, x >= 9, where=x < 9)", False),
        ("mean(units, x, where=x > 9) == 1", None),
    ],
)
def test_where_keeps_a_look_to_some_rows(condition: str, expected: bool | None, holds):
    """Of statistics and counts, by options or by anything else; over one row a sample has no spread."""
    assert holds(condition, MIXED) is expected


def test_a_row_whose_option_is_not_known_may_be_among_those_asked_for(holds):
    """It widens what the statistic can be, and is never left out silently."""
    rows = [{"x": 9, "stage": "primary"}, {"x": 3}]
    assert holds('sum(units, x, where=stage == "primary") >= 9', rows) is True
    assert holds('sum(units, x, where=stage == "primary") == 9', rows) is None
    assert holds('mean(units, x, where=stage == "primary") == 9', rows) is None


def test_a_row_for_which_a_condition_is_open_may_be_among_those_asked_for(holds):
    """Whatever is asked of it, where it is not known whether it is looked at."""
    rows = [{"x": 9, "stage": "primary"}, {"x": 3}]
    assert holds('sum(units, x, where=stage != "junior") >= 9', rows) is True
    assert holds('sum(units, x, where=stage != "junior") == 9', rows) is None
    assert holds('every(units, x >= 9, where=stage == "primary" or x > 5)', rows) is None
    assert holds('share(units, x >= 9, where=x > 5 and stage == "primary") == 1', rows) is True


def test_a_row_whose_option_is_not_known_may_be_any_ones(case):
    """A row without a stage may count for each stage, and certainly for none."""
    for condition, expected in (
        ("count(units) >= 2", None),
        ("count(units) >= 1", True),
        ("every(units, x >= 5)", None),
        ("sum(units, x) >= 9", True),
        ("sum(units, x) > 9", None),
        ("mean(units, x) == 9", None),
    ):
        found = case(condition, [{"x": 9, "stage": "primary"}, {"x": 3}], each="stage")
        assert truth(found.ruleset.indicators[0].met.root, found.scope) is expected, condition


# -- sums ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "total"),
    [((1, 2, 3), (6, 6)), ((), (0, 0)), ((1, None), (1, 11)), ((1, {"between": [2, 4]}), (3, 5))],
)
def test_a_sum_is_a_range(numbers: tuple, total: tuple[int, int], value):
    """Known numbers add up to one number, an unknown one adds what its range allows."""
    assert value("sum(units, x)", xs(*numbers)) == total


def test_a_sum_over_rows_that_may_be_missing_is_a_lower_bound(value):
    """Numbers that are never negative never add up to less than what is given."""
    assert value("sum(units, x)", xs(1, 2), complete=False) == (3, inf)
    assert value("sum(units, x)", xs(1, 2), more="rows: 3") == (3, inf)
    assert value("sum(units, x)", xs(1, 2), more="rows: 2") == (3, 3)


@pytest.mark.real
def test_a_sum_of_numbers_that_may_be_negative_has_no_lower_bound(value):
    """A further row may take anything away where no range forbids it."""
    assert value("sum(units, free)", [{"free": 1}, {"free": 2}]) == (3, 3)
    assert value("sum(units, free)", [{"free": -1}], complete=False) == UNKNOWN


def test_numbers_given_do_not_say_that_further_ones_are_never_negative(holds):
    """A third row of -5 makes less than 3 of 1 and 2, so `>= 3` is not decided."""
    rows = [{"free": 1}, {"free": 2}]
    assert holds("sum(units, free) >= 3", [*rows, {"free": -5}]) is False
    assert holds("sum(units, free) >= 3", rows, complete=False) is None


def test_a_sum_over_a_row_that_may_be_left_out_goes_down_to_nothing(value):
    """A row that may not count adds nothing at least, or what it takes away at most."""
    out = [{"free": 3, "closing": False}, {"free": 2, "closing": None}, {"free": -1, "closing": None}]
    assert value("sum(units, free)", out, more="leave_out: closing") == (2, 5)


# -- statistics ------------------------------------------------------------------------------------------------------


def mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction:
    return sum(w * x for x, w in pairs) / sum(w for _, w in pairs)


def square_about(pairs: list[tuple[Fraction, Fraction]], centre: Fraction, divisor: Fraction) -> Fraction:
    return sum(w * (x - centre) ** 2 for x, w in pairs) / divisor


def middle(numbers: list[Fraction]) -> Fraction:
    """The median, by taking away the least and the greatest until one or two are left."""
    left = list(numbers)
    while len(left) > 2:
        left.remove(min(left))
        left.remove(max(left))
    return sum(left) / len(left)


def brute(statistic: str, pairs: list[tuple[Fraction, Fraction]]) -> Interval:
    """A statistic by its definition in docs/semantics.md, 12."""
    ones = [(x, Fraction(1)) for x, _ in pairs]
    numbers = [x for x, _ in pairs]
    match statistic:
        case "mean(units, free)":
            return exactly(mean(ones)) if ones else UNKNOWN
        case "median(units, free)":
            return exactly(middle(numbers)) if numbers else UNKNOWN
        case "least(units, free)":
            return exactly(min(numbers)) if numbers else UNKNOWN
        case "greatest(units, free)":
            return exactly(max(numbers)) if numbers else UNKNOWN
    if "weight" in statistic:
        ones = [(x, w) for x, w in pairs if w]
    is_sample = "_sample" in statistic
    if len(ones) < (2 if is_sample else 1):
        return ANY_SPREAD
    centre = Fraction(3) if "about" in statistic else mean(ones)
    divisor = sum(w for _, w in ones) - is_sample
    square = square_about(ones, centre, divisor)
    if statistic.startswith("stdev"):
        return exactly(root(square))
    return ANY_SPREAD if centre <= 0 else exactly(root(square / centre**2))


STATISTICS = (
    "mean(units, free)",
    "median(units, free)",
    "least(units, free)",
    "greatest(units, free)",
    "stdev(units, free)",
    "stdev_sample(units, free)",
    "stdev(units, free, weight=w)",
    "stdev(units, free, about=3)",
    "stdev(units, free, weight=w, about=3)",
    "cv(units, free)",
    "cv_sample(units, free)",
    "cv(units, free, weight=w)",
    "cv(units, free, about=3)",
    "cv(units, free, weight=w, about=3)",
)
NUMBERS = st.integers(-60, 100).map(lambda number: Fraction(number, 10))
WEIGHTS = st.integers(0, 9).map(Fraction)


@pytest.mark.parametrize("statistic", STATISTICS)
@given(pairs=st.lists(st.tuples(NUMBERS, WEIGHTS), max_size=6))
@draws(24)
@example(pairs=[])
@example(pairs=[(Fraction(5), Fraction(2))])
@example(pairs=[(Fraction(5), Fraction(0))])
@example(pairs=[(Fraction(-1), Fraction(2)), (Fraction(1), Fraction(2))])
@example(pairs=[(Fraction(-1), Fraction(1)), (Fraction(-3), Fraction(1))])
@example(pairs=[(Fraction(1), Fraction(1)), (Fraction(2), Fraction(1)), (Fraction(4), Fraction(1))])
def test_every_statistic_is_its_definition(statistic: str, pairs, value):
    """Each statistic is what its definition gives, exactly, also of none, one, and around nothing."""
    rows = [{"free": x, "w": w} for x, w in pairs]
    assert value(statistic, rows) == brute(statistic, pairs)


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ([{"free": 1, "w": 1}, {"free": None, "w": 1}, {"free": 3, "w": 1}], {}),
        ([{"free": 1, "w": 1}, {"free": 2, "w": 1}], {"complete": False}),
        ([{"free": 1, "w": 1}, {"free": 2, "w": 1}], {"more": "rows: 3"}),
        ([{"free": 1, "w": 1}, {"free": 2, "w": 1, "closing": None}], {"more": "leave_out: closing"}),
        (None, {}),
    ],
)
def test_a_statistic_needs_every_row_and_every_number(statistic: str, rows, options, value):
    """One missing number or row makes a statistic unknown: it is never the statistic of the rest (P27)."""
    assert value(statistic, rows, **options) in (UNKNOWN, ANY_SPREAD)


@pytest.mark.parametrize(
    ("statistic", "expected"), [("cv", Fraction(0)), ("stdev", Fraction(0)), ("mean", Fraction(7))]
)
def test_one_row_has_no_spread(statistic: str, expected: Fraction, value):
    """One row has spread 0 in the population form, and none that is known in the sample form (P65)."""
    assert value(f"{statistic}(units, free)", [{"free": 7}]) == exactly(expected)
    if statistic != "mean":
        assert value(f"{statistic}_sample(units, free)", [{"free": 7}]) == ANY_SPREAD


def test_around_nothing_there_is_no_coefficient(value, holds):
    """With mean 0 a coefficient of variation is unknown, the standard deviation is not (P65)."""
    rows = [{"free": -1}, {"free": 1}]
    assert value("cv(units, free)", rows) == ANY_SPREAD
    assert value("stdev(units, free)", rows) == exactly(Fraction(1))
    assert holds("cv(units, free) <= 0.5", rows) is None
    assert holds("cv(units, free, about=limit) <= 0.5", rows, facts={"limit": 0}) is None
    assert holds("cv(units, free, about=2) <= 0.5", [{"free": 1}, {"free": 3}]) is True


def test_a_row_without_weight_is_not_in_a_weighted_statistic(value):
    """A school without pupils has no value a pupil, and takes no part (P65)."""
    rows = [{"total": 10, "w": 10}, {"total": 30, "w": 10}, {"total": 5, "w": 0}]
    assert value("cv(units, per, weight=w)", rows) == value("cv(units, per, weight=w)", rows[:2])
    assert value("cv(units, per, weight=w)", rows) == exactly(Fraction(1, 2))
    assert value("cv(units, per)", rows) == ANY_SPREAD


def test_a_weight_that_is_not_known_leaves_the_statistic_unknown(value):
    """A weight that is not given, or below nothing, is no weight."""
    assert value("cv(units, free, weight=w)", [{"free": 1, "w": 1}, {"free": 3}]) == ANY_SPREAD
    assert value("cv(units, free, weight=w)", [{"free": 1, "w": 1}, {"free": 3, "w": -1}]) == ANY_SPREAD


def test_around_a_mean_below_nothing_there_is_no_coefficient(value, holds):
    """A spread is no share of what is not above 0: it would be negative, and below every limit."""
    rows = [{"free": -10}, {"free": 8}]
    assert value("cv(units, free)", rows) == ANY_SPREAD
    assert holds("cv(units, free) <= 0.5", rows) is None
    assert value("stdev(units, free)", rows) == exactly(Fraction(9))


# -- grades ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worst(case: Callable[..., Case]) -> Callable[..., str]:
    """`worst("AB?")`: the grades that the worst of some rows can be, best first."""

    def of(marks: str, **options: Any) -> str:
        rows = [{"mark": None if mark == "?" else mark, "closing": False} for mark in marks.replace("-", "")]
        if "-" in marks:
            rows[marks.index("-") - 1]["closing"] = None
        found = case("worst(units, mark)", rows, **options)
        node = found.ruleset.indicators[0].grade.root
        assert isinstance(node, Worst)
        assert isinstance(found.scope.rows, TableReadings)
        return "".join(sorted(found.scope.rows.worst(node, found.scope)))

    return of


@pytest.mark.parametrize(
    ("marks", "complete", "incomplete"),
    [
        ("A", "A", "ABC"),
        ("AB", "B", "BC"),
        ("BAC", "C", "C"),
        ("A?", "ABC", "ABC"),
        ("B?", "BC", "BC"),
        ("C?", "C", "C"),
        ("", "ABC", "ABC"),
    ],
)
def test_the_worst_row_decides(marks: str, complete: str, incomplete: str, worst):
    """The worst of all rows counts; a row that is not known or not there can only make it worse."""
    assert worst(marks) == complete
    assert worst(marks, complete=False) == incomplete


def test_a_row_that_may_be_left_out_may_make_it_worse(worst):
    """Of a good row and a bad one that may be left out the worst is either, never what lies between."""
    assert worst("AC-", more="leave_out: closing") == "AC"
    assert worst("CA-", more="leave_out: closing") == "C"


def test_a_quotient_by_three_roots_is_any_number(holds):
    """What cannot be divided exactly is left open, never guessed and never waited for; by two roots it is exact."""
    rows = [{"free": 1, "x": 1, "w": 1}, {"free": 2, "x": 1, "w": 2}, {"free": 4, "x": 3, "w": 5}]
    two = "1 + cv(units, free) + cv(units, x)"
    assert holds(f"max(1 / ({two}), 0) < 1", rows) is True
    assert holds(f"max(1 / ({two}), 0) < 0.1", rows) is False
    assert holds(f"max(1 / ({two} + stdev(units, w)), 0) < 1", rows) is None
    assert holds(f"1 / ({two} + stdev(units, w)) < 1", rows) is True, "a ratio against a limit needs no division"


# -- what is known of rows is kept -------------------------------------------------------------------------------------


def tally_of(case: Case) -> RowTally:
    """The count in the condition of the only indicator."""
    return next(
        node for guard in case.plan.indicators[0].guards for node in walk(guard.root) if isinstance(node, RowTally)
    )


def readings(case: Case) -> TableReadings:
    assert isinstance(case.scope.rows, TableReadings)
    return case.scope.rows


def test_rows_under_other_declarations_are_counted_once(case):
    """Freed of `fixed`, a case has rows that say so; counts are those that were found before."""
    own = case("count(units, total >= 5) >= 2", [{"total": at, "w": 1} for at in (4, 5, 6)])
    free = own.ruleset._replace(measures={name: one._replace(is_fixed=True) for name, one in own.ruleset.measures.items()})
    tally = tally_of(own)
    before = readings(own).counts(tally, own.scope)
    other = own.under(free)
    assert readings(other).kept is readings(own).kept
    assert before == readings(other).counts(tally, other.scope)
    (first, *_) = readings(other).rows("units", other.scope, tally)
    assert first.scope.measure("units.total").is_fixed and not readings(own).rows("units", own.scope, tally)[0].scope.measure("units.total").is_fixed
    assert first.scope.rows is other.scope.rows and first.scope.subject is other.scope


def test_a_cell_changed_under_other_declarations_changes_nothing_before(case):
    """What is tried under them stays there."""
    own = case("count(units, total >= 5) >= 2", [{"total": at, "w": 1} for at in (4, 5)])
    other = own.under(own.ruleset)
    tally, two, one = tally_of(own), (Fraction(2),) * 2, (Fraction(1),) * 2
    changed = other.with_cells({("units", ("s0",)): {"units.total": Bounds(Fraction(9), Fraction(9))}})
    assert (two, one, one) == tuple(readings(each).counts(tally, each.scope)[0] for each in (changed, other, own))


def test_a_changed_cell_is_seen_from_the_rows_beside_it(case):
    """Also where the rows were read before by something that looks at each alone."""
    check = "checks: ['total >= greatest(units, total, same=name)', 'total >= 9']"
    own = case("count(units, total >= 9) >= 2", [{"total": 4}, {"total": 3}], more=check)
    beside, alone = (
        RowTally("every", "units", one.condition.root, (), None, one.condition.span) for one in own.ruleset.tables["units"].checks
    )
    raised = own.with_cells({("units", ("s1",)): {"units.total": Bounds(Fraction(9), Fraction(9))}})
    assert readings(raised).counts(alone, raised.scope)[0] == (Fraction(1),) * 2
    first, _ = readings(raised).every("units", raised.scope, beside)
    assert first.scope.rows is raised.scope.rows


def test_rows_against_a_condition_are_those_that_certainly_are(case):
    """Neither a row whose cell is not known nor one that may be left out."""
    rows = [{"total": 9}, {"total": 1}, {"total": None}, {"total": 1, "closing": True}, {"total": 1, "closing": None}]
    own = case("every(units, total >= 5)", rows, more="leave_out: closing")
    tally = tally_of(own)
    assert [] == [row.key for row in readings(own).against(tally, own.scope, wanted=True)]
    own = case("every(units, total >= 5)", [{"closing": False, **one} for one in rows], more="leave_out: closing")
    tally = tally_of(own)
    against = {want: [row.key for row in readings(own).against(tally, own.scope, wanted=want)] for want in (True, False)}
    assert {True: [("s1",)], False: [("s0",)]} == against


def test_an_expression_stays_as_long_as_what_was_found_for_it(case):
    """So that no other, made later in its place, is taken for it."""
    own = case("count(units, total >= 5) >= 2", [{"total": 4}])
    made = tally_of(own)._replace(table="units")
    readings(own).counts(made, own.scope)
    assert any(node is made for node, _ in readings(own).kept.values())
