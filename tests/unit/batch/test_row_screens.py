"""Who may hold totals, rows alike or figures far from their peers, of many subjects at once: nobody is overlooked."""

from __future__ import annotations

import random

import numpy as np
import pytest

import evalrules
from evalrules.base.diagnostics import Diagnostic
from evalrules.batch.row_screens import Figures, Peers, floats_of, may_be_alike, may_hold_totals
from evalrules.model.ruleset import Ruleset
from evalrules.semantics import peers
from evalrules.semantics.peers import far_from_peers


def figures(rows: list[list[int]], owners: list[int]) -> Figures:
    width = len(rows[0])
    return Figures(np.array(owners), np.array(rows), [1] * width, np.ones(width, bool), [np.zeros(len(rows), np.int64)])


def test_a_sum_of_neighbours_of_all_others_and_a_mean_are_found():
    """And rows of another subject add to nothing."""
    draw = random.Random(5)
    plain = [[draw.randint(100, 999) for _ in range(5)] for _ in range(8)]
    added = [sum(column) for column in zip(*plain[2:5], strict=True)]
    mean = [round(sum(column) / 4) for column in zip(*plain[:4], strict=True)]
    whole = [sum(column) for column in zip(*plain, strict=True)]
    cases = (([*plain[:5], added, *plain[5:]], 5), ([*plain, whole], 8), ([*plain[:4], mean, *plain[4:]], 4))
    assert not may_hold_totals(figures(plain, [0] * 8)).any()
    for rows, at in cases:
        assert may_hold_totals(figures(rows, [1] * len(rows)))[at]
        apart = [0] * at + [1] * (len(rows) - at)
        assert not may_hold_totals(figures(rows, apart))[at]


def test_rows_that_say_the_same_are_found_within_a_subject():
    """Where enough of what they say is large enough to tell."""
    rows = [[10, 20, 30, 40], [10, 20, 30, 40], [10, 20, 30, 41], [1, 2, 3, 40], [1, 2, 3, 40]]
    known = np.ones((5, 4), bool)
    assert [True, True, False, False, False] == may_be_alike(figures(rows, [0] * 5), known, []).tolist()
    assert not may_be_alike(figures(rows, [0, 1, 1, 1, 1]), known, []).any()


def asked_of(rows: list[dict[str, object]], ruleset: Ruleset) -> tuple[Diagnostic, ...]:
    mapping = {"subject": {"id": "c"}, "period": 2015, "tables": {"schools": rows}}
    evidence = evalrules.evidence_from(mapping, evalrules.load_ruleset("national-basic-balance@2012"))
    return tuple(
        far_from_peers(ruleset, evidence.data, lambda table: [one.key for one in evidence.data.tables[table].rows])
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_figure_is_far_for_the_questions_that_is_not_for_the_screen(seed: int):
    """The same readings are taken of the same figures: what is asked of a county of schools is found."""
    draw = random.Random(seed)
    ruleset = evalrules.load_ruleset("national-basic-balance@2012").data
    table = ruleset.tables["schools"]
    columns = [one for own in table.columns if peers.is_asked(one := ruleset.measures[own])]
    seen = set()
    for number in range(40):
        rows = []
        for at in range(draw.choice((4, 6, 9, 30))):
            pupils = draw.randint(60, 1200)
            row = {
                one.id.partition(".")[2]: round(pupils * draw.uniform(0.02, 0.03) * (1 + place))
                for place, one in enumerate(columns)
            }
            rows.append({"school": f"{at}小", "stage": "primary", "kind": "county", **row})
        if number % 2:
            spoilt = draw.choice(rows)
            own = draw.choice(columns).id.partition(".")[2]
            spoilt[own] = int(spoilt[own]) * draw.choice((5, 6, 10)) if draw.random() < 0.7 else int(spoilt[own]) // 10
        found = asked_of(rows, ruleset)
        asked = any(one.code in ("ER510", "ER511") for one in found)
        values = np.array([[int(row[one.id.partition(".")[2]]) for one in columns] for row in rows])  # type: ignore[call-overload]
        amounts = floats_of(values, [1] * len(columns))
        look = Peers(amounts, np.array([peers.is_scaling(one) for one in columns]))
        every = np.arange(len(rows))
        is_far = look.has_far(every, every, is_mixed=False)
        seen.add((asked, is_far))
        assert is_far or not asked
    assert {(True, True), (False, False)} <= seen


def test_sets_looked_at_together_are_found_as_each_by_itself():
    """Whatever columns have figures in each, and however many rows."""
    draw = random.Random(8)
    rows = [[draw.randint(0, 3) and round(size * draw.uniform(1, 1.5) * by) for by in (1, 3, 8, 20)]
            for size in (draw.randint(10, 900) for _ in range(400))]  # fmt: skip
    for at in range(0, 400, 7):
        rows[at][draw.randrange(4)] *= draw.choice((5, 10))
    values = np.array(rows)
    values[150:250, 2] = 0
    amounts = floats_of(values, [1] * 4)
    look = Peers(amounts, np.array([True, True, True, False]))
    parts = [np.arange(start, start + draw.choice((3, 6, 6, 30))) for start in range(0, 360, 9)]
    every = [
        (part, part if draw.random() < 0.7 else np.arange(start := int(part[0]), start + 12), bool(draw.getrandbits(1)))
        for part in parts
    ]
    together = look.have_far(every)
    assert together == [look.has_far(asked, sample, is_mixed=mixed) for asked, sample, mixed in every]
    assert {True, False} == set(together)
