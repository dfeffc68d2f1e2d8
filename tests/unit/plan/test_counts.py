"""Counts of a verdict: each body once, and no further than it makes a difference."""

from __future__ import annotations

import itertools

import pytest

from evalrules.model.outcome import graded
from evalrules.plan.memory import plan_of
from evalrules.semantics.case import bare_case
from evalrules.semantics.counting import Counting
from evalrules.semantics.scope import Scope

TEXT = """\
grades: [A, B, C]
choices: {{region: {{south: 苏南, north: 苏北}}}}
values: {{k: {{value: 2, source: s}}, by: {{by: region, south: 3, north: 1, source: s}}, open: {{value: null, source: s}}}}
indicators:
  - {{id: a, source: s, assessed: grade}}
  - {{id: b, source: s, assessed: grade}}
  - {{id: c, source: s, assessed: grade}}
  - {{id: d, source: s, assessed: grade}}
verdict:
  - {{level: pass, when: '{when}'}}
  - {{level: fail}}
"""
C = 'count(indicators, grade == "C")'


def plan(ruleset_from, when: str):
    return plan_of(ruleset_from(TEXT.format(when=when)).data)


@pytest.mark.parametrize(
    ("when", "limits"),
    [
        (f"{C} >= 1", (1, 0)), (f"{C} > 1", (2, 0)), (f"{C} <= 1", (2, 0)), (f"{C} < 1", (1, 0)), (f"{C} == 1", (2, 0)),
        (f"1 <= {C}", (1, 0)), (f"1 < {C}", (2, 0)), (f"1 >= {C}", (2, 0)), (f"1 > {C}", (1, 0)), (f"{C} != 0", (1, 0)),
        (f"{C} >= k", (2, 0)), (f"{C} >= by", (3, 0)), (f"{C} >= open", (None, 0)), (f"{C} >= 1.5", (2, 0)),
        (f"{C} >= 1 and {C} < 3", (3, 0)), (f"1 <= {C} <= 2", (3, 0)), (f'{C} >= 1 or every(indicators, grade == "C")', (1, 1)),
        ('any(indicators, grade == "C")', (1, 1)), ('share(indicators, grade == "C") >= 0.5', (None, None)),
        (f"2 * {C} >= 3", (None, None)), (f"{C} + {C} >= 3", (None, None)), (f"{C} >= -1", (0, 0)),
    ],
)  # fmt: skip
def test_a_count_stops_where_more_makes_no_difference(when: str, limits: tuple[int | None, int | None], ruleset_from):
    """At the number that it is compared with, or one beyond it; a share and a sum need each one."""
    found = plan(ruleset_from, when)
    assert (found.counts[0].holding, found.counts[0].failing) == limits


def test_tallies_of_one_body_are_one_count(ruleset_from):
    """Wherever they are written, and whatever is asked of them."""
    found = plan(ruleset_from, f'{C} == 0 and count(indicators, grade == "A") >= 3 and {C} < 4')
    assert len(found.counts) == 2
    assert [one.number for one in found.looked] == [0, 1, 0]


@pytest.mark.parametrize(
    "when",
    [
        f'{C} == 0 and count(indicators, grade == "B") < 2', 'every(indicators, grade == "A")', f"{C} <= by",
        'share(indicators, grade == "A") >= 0.5', f'{C} == 1 or grade("a") == "B"', f"2 * {C} >= 3", 'any(indicators, grade == "C")',
    ],
)  # fmt: skip
def test_stopped_counts_give_what_counting_on_gives(when: str, ruleset_from):
    """Every joint choice of grades gives the level that its own full counts give."""
    ruleset = ruleset_from(TEXT.format(when=when)).data
    case = bare_case(ruleset, {}, {})
    for chosen in itertools.product("ABC", repeat=4):
        outcomes = {own: (graded(grade),) for own, grade in zip("abcd", chosen, strict=True)}
        full = case.bench.levels_at(_full(case, outcomes))
        assert case.levels_with(outcomes) == full, chosen


def _full(case, outcomes):
    from evalrules.semantics.joint import VectorBoard

    counting = case.bench.counting
    total = sum(counting.packed(counting.effect(own, possible[0])) for own, possible in outcomes.items())
    return VectorBoard(case.bench, counting.unpacked(total))


def test_what_is_reachable_stays_small_however_many_indicators_there_are(ruleset_from):
    """One C and two B: six states of two counts for a thousand open indicators, which had half a million."""
    found = plan(ruleset_from, f'{C} == 0 and count(indicators, grade == "B") < 2')
    one = found.indicators[0]
    many = tuple(one._replace(indicator=one.indicator._replace(id=str(at))) for at in range(1000))
    counting = Counting(found._replace(indicators=many), Scope(found.ruleset, {}, {}))
    reached = counting.reachable({own.indicator.id: own.every for own in many})
    assert len(reached) == 6
