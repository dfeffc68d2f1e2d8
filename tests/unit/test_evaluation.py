"""Bound evidence: questioned as far as it could be bound, judged only where nothing in it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evalrules
from evalrules.evaluation import Bound, evaluate, questioned
from evalrules.model.report import Options

RULES = """
measures: {ok: {type: count}, total: {type: count}}
checks: [ok <= total]
indicators: [{id: "1", source: s 1, met: ok >= 8}]
"""


@pytest.fixture
def bound(ruleset_from: Callable[[str], Any]) -> Callable[..., Bound]:
    """Figures bound to the rules above."""

    def of(ok: int, total: int) -> Bound:
        ruleset = ruleset_from(RULES)
        evidence = evalrules.evidence_from({"facts": {"ok": ok, "total": total}}, ruleset)
        return Bound(ruleset.data, evidence.data, ())

    return of


def test_what_contradicts_itself_is_not_judged(bound):
    """The contradiction is told, and there is no assessment."""
    assert evaluate(bound(8, 9), Options())[0].verdict.level == "pass"
    assessment, found = evaluate(bound(9, 8), Options())
    assert (assessment, [one.code for one in found]) == (None, ["ER410"])


def test_a_level_that_is_not_there_cannot_be_required(bound):
    """The levels that are there are named."""
    assessment, (found,) = evaluate(bound(8, 9), Options(require="gold"))
    assert (assessment, found.code, dict(found.args)["levels"]) == (None, "ER009", "pass, fail")


def test_what_is_bound_only_in_part_is_questioned_and_never_judged(bound):
    """Contradictions of what is known are told beside its errors; without any evidence there is nothing to question."""
    whole = bound(9, 8)
    part = whole._replace(evidence=None, partial=whole.evidence)
    assert [one.code for one in questioned(part)[1]] == ["ER410"]
    assert evaluate(part, Options())[0] is None
    assert evaluate(Bound(None, None, ()), Options()) == (None, ())
