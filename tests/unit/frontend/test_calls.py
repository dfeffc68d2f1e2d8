"""Functions over members, points, series, dates, options and tables of numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.frontend.calls import CALLS, selects
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.plan.counts import without_places
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import AllOf, Curve, Parameter, RowTally, Score, YearsSince
from evalrules.tree.walk import facts_in, walk

Lower = Callable[[str], object]


def good(lowered: Lower, text: str):
    found = lowered(text)
    assert found.codes == [], text
    return found.condition.root


def test_every_function_is_understood():
    """The table of the language and the table of the engine name the same functions."""
    assert set(CALLS) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "op", "pairs"),
    [
        ("rising(funds, 1)", ">", [("funds:0", "funds:1")]),
        ("rising(funds, 3)", ">", [("funds:0", "funds:1"), ("funds:1", "funds:2"), ("funds:2", "funds:3")]),
        ("not_falling(funds, 2)", ">=", [("funds:0", "funds:1"), ("funds:1", "funds:2")]),
    ],
)
def test_a_trend_compares_each_year_with_the_one_before(text: str, op: str, pairs: list, lowered: Lower):
    """Three years are three comparisons of neighbours, strict for rising ones (P71)."""
    root = good(lowered, text)
    items = root.items if isinstance(root, AllOf) else (root,)
    assert [(item.op, item.left.measure, item.right.measure) for item in items] == [(op, *pair) for pair in pairs]


def test_previous_is_the_value_so_many_years_back(lowered: Lower):
    """0 is the year of the period itself."""
    assert facts_in(good(lowered, "previous(funds, 0) > previous(funds, 3)")) == ("funds:0", "funds:3")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rising(funds, 4)", "ER204"),
        ("rising(funds, 0)", "ER204"),
        ("rising(funds, 1.5)", "ER204"),
        ("rising(n, 1)", "ER204"),
        ("rising(funds)", "ER208"),
        ("rising(2 * funds, 1)", "ER208"),
        ("previous(funds, 4) > 1", "ER204"),
        ("previous(funds, -1) > 1", "ER204"),
        ("funds > 1", "ER204"),
        ("years_since(n) >= 1", "ER204"),
        ("years_since() >= 1", "ER208"),
        ('of(plain, "north") > 1', "ER208"),
        ('of(limit, "west") > 1', "ER203"),
        ("of(limit, kind) > 1", "ER204"),
        ("of(limit) > 1", "ER208"),
        ("step(plain, n) > 1", "ER208"),
        ("step(curve, has) > 1", "ER204"),
        ("curve > 1", "ER204"),
        ("count(districts, has) > 1", "ER208"),
        ("share(districts) > 0.5", "ER208"),
        ("any(districts)", "ER208"),
        ("sum(indicators, grade) > 1", "ER208"),
        ("sum(indicators, points, n) > 1", "ER204"),
        ('sum(indicators, points, group == "g2") > 1', "ER203"),
        ('sum(indicators, points, id == "1") > 1', "ER204"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text: str, code: str, lowered: Lower):
    """Each slip has its own code."""
    assert code in lowered(text).codes


def test_years_since_reads_a_date(lowered: Lower):
    """The date is a measure; the years are a number that a number is compared with."""
    root = good(lowered, "years_since(built) >= 3")
    assert isinstance(root.left, YearsSince)
    assert facts_in(root) == ("built",)


@pytest.mark.parametrize(
    ("text", "facts", "op"),
    [
        ("count(districts) >= 2", ("districts:total",), ">="),
        ("count(districts, holding) >= 2", ("districts:holding",), ">="),
        ("every(districts, holding)", ("districts:holding", "districts:total"), ">="),
        ("any(districts, holding)", ("districts:holding", "districts:total"), ">"),
    ],
)
def test_members_are_asked_for_two_counts(text: str, facts: tuple[str, ...], op: str, lowered: Lower):
    """Everything about members rests on how many there are and how many hold the title."""
    root = good(lowered, text)
    assert (facts_in(root), root.op) == (facts, op)


def test_a_number_of_another_option_is_picked_by_name(lowered: Lower):
    """`of(limit, "苏北")` is the number for the option north."""
    for text in ('of(limit, "north") <= n', 'of(limit, "苏北") <= n'):
        found = next(part for part in walk(good(lowered, text)) if isinstance(part, Parameter))
        assert (found.value, found.key.value) == ("limit", "north")


@pytest.mark.parametrize(("name", "method"), [("step", "step"), ("interpolate", "linear")])
def test_a_table_of_numbers_is_read_at_a_number(name: str, method: str, lowered: Lower):
    """The place may be any number, also a computed one."""
    found = next(part for part in walk(good(lowered, f"{name}(curve, n + 1) >= 1")) if isinstance(part, Curve))
    assert (found.value, found.method) == ("curve", method)


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ('group == "g1"', True),
        ('group != "g1"', False),
        ('"g1" == group', True),
        ('id == "3"', True),
        ('id in ("3", "1")', True),
        ('id in ("1", "2")', False),
        ('not id == "3"', False),
        ('group == "g1" and id == "1"', False),
        ('group == "g1" or id == "1"', True),
    ],
)
def test_a_sum_of_points_chooses_by_group_and_id(where: str, chosen: bool, names, written):
    """The condition is decided while the ruleset is read; choosing nothing is refused."""
    parsed, _ = parse_condition(written(f"sum(indicators, points, {where}) >= 1"))
    scored = names._replace(indicators={**names.indicators, "3": "scored"})
    found, problems = lower_condition(parsed, scored)
    assert [one.code for one in problems] == ([] if chosen else ["ER204"])
    if chosen:
        score = next(part for part in walk(found.root) if isinstance(part, Score))
        assert len(score.items) == 1


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ('grade != "A"', "another condition"),
        ("met", "another condition"),
        ("must", "another condition"),
        ('group == "g1" and met', "another condition"),
        ('not (id == "1" or must)', "another condition"),
        ("has", "measure has"),
        ("n >= 1", "measure n"),
    ],
)
def test_a_sum_of_points_is_refused_a_choice_by_anything_else(where: str, told: str, names, written):
    """Grades and facts are not known while the ruleset is read; taken for a group they would choose wrongly."""
    parsed, _ = parse_condition(written(f"sum(indicators, points, {where}) >= 1"))
    found, problems = lower_condition(parsed, names)
    assert (found, [(one.code, dict(one.args)["found"]) for one in problems]) == (None, [("ER204", told)])


def test_the_points_of_one_indicator_are_a_sum_over_it_alone(names, written):
    """points("3") is what sum(indicators, points, id == "3") is, so every meaning has it."""
    scored = names._replace(indicators={**names.indicators, "3": "scored"})
    one, other = (
        next(part for part in walk(lower_condition(parse_condition(written(text))[0], scored)[0].root) if isinstance(part, Score))
        for text in ('points("3") >= 1', 'sum(indicators, points, id == "3") >= 1')
    )
    assert (one.items, one.of, without_places(one.where)) == (other.items, other.of, without_places(other.where))


@pytest.mark.parametrize(
    ("text", "code"),
    [('points("1") > 1', "ER204"), ('points("2") > 1', "ER204"), ('points("9") > 1', "ER203"), ("points(n) > 1", "ER208")],
)
def test_points_are_those_of_an_indicator_that_has_some(text: str, code: str, lowered: Lower):
    """A grade has no points, nor has what is met or not, or what is no indicator."""
    assert lowered(text).codes == [code]


def test_what_says_nothing_about_an_indicator_chooses_none(lowered: Lower):
    """A condition that is neither about group nor id chooses nothing."""
    assert selects(good(lowered, "has"), "3", "g1") is False


def test_a_share_of_rows_is_a_count_over_all_rows(lowered: Lower):
    """Numerator and denominator are looks at the same rows."""
    looks = [part for part in walk(good(lowered, "share(units, pupils >= 1) >= 0.5")) if isinstance(part, RowTally)]
    assert [(look.op, look.table) for look in looks] == [("count", "units"), ("count", "units")]
