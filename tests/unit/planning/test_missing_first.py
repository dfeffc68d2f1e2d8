"""What nobody has given comes before a plan, and a plan that is shown beside it says what it rests on."""

from __future__ import annotations

import evalrules
from evalrules.model.action_plan import FOUND, OPEN, REACHED, ActionPlan

RULES = """
measures:
  books: {type: count, range: [0, 100000], better: higher, zh: 图书, en: books}
  rate: {type: percent, range: [0, 100], better: higher, zh: 率, en: rate}
tables:
  t: {key: [k], columns: {k: {type: text}, n: {type: count, range: [0, 40], better: higher}}}
indicators:
  - {id: "1", source: s 1, met: books >= 20}
  - {id: "2", source: s 1, met: rate >= 90}
  - {id: "3", source: s 1, met: "every(t, n >= 5)"}
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
"""


def planned(ruleset_from, rules: str = RULES, rows: tuple[int | None, ...] = (7, 7), **facts: int) -> ActionPlan:
    ruleset = ruleset_from(rules)
    table = [{"k": f"r{at}", "n": one} for at, one in enumerate(rows)]
    evidence = evalrules.evidence_from({"facts": facts, "tables": {"t": table}}, ruleset)
    found = evalrules.action_plan(ruleset, evidence)
    assert found is not None
    return found


def asked(found: ActionPlan) -> list[tuple[str, object]]:
    return [(one.place, one.have) for one in found.actions]


def test_a_value_that_nobody_gave_is_no_change(ruleset_from):
    """An undetermined county waits for it, a county that fails does, too; all that is known waits for nothing."""
    undetermined = planned(ruleset_from, books=30)
    assert (undetermined.outcome, undetermined.exit_code, asked(undetermined)) == (OPEN, 3, [("facts.rate", None)])
    failing = planned(ruleset_from, books=10)
    assert (failing.outcome, failing.exit_code) == (OPEN, 3)
    assert asked(failing) == [("facts.rate", None), ("facts.books", "10")]
    assert [one.id for one in failing.missing] == [one.id for one in undetermined.missing] == ["rate"]
    assert (planned(ruleset_from, books=10, rate=95).outcome, planned(ruleset_from, books=30, rate=95).outcome) == (
        FOUND,
        REACHED,
    )


def test_cells_that_a_plan_asks_for_are_named_alone_and_as_a_column(ruleset_from):
    """Cells of rows, and a column of which many cells lack."""
    found = planned(ruleset_from, books=10, rate=95, rows=(7, None))
    assert found.outcome == OPEN and asked(found)[0] == ("tables.t[r1].n", None)
    assert [(one.kind, one.id) for one in found.missing] == [("cell", "t.n[r1]")]
    many = planned(ruleset_from, books=10, rate=95, rows=(None,) * 20)
    assert [(one.kind, one.how_many) for one in many.missing] == [("column", 20)]


def test_what_helps_whatever_is_missing_is_shown_beside_it(ruleset_from):
    """One change reaches the level for any value of what lacks, which still comes first: it may be enough by itself."""
    either = RULES.replace("every(indicators, met)", "met('1') or (met('2') and met('3'))")
    found = planned(ruleset_from, either, books=10)
    assert (found.outcome, found.is_least, len(found.actions), found.bound) == (OPEN, True, 1, "1")
    assert [one.id for one in found.missing] == ["rate"]


def test_a_single_change_is_the_least_whatever_was_proven_of_it(ruleset_from):
    """A median is no sum, and nothing less than one change reaches what is not reached."""
    rules = RULES.replace("every(t, n >= 5)", "median(t, n) >= 5")
    found = planned(ruleset_from, rules, books=30, rate=95, rows=(2, 9, 2))
    assert (found.outcome, found.is_least, found.bound, len(found.actions)) == (FOUND, True, "1", 1)
