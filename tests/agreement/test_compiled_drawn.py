"""The compiled evaluator against the tree on fresh draws: rulesets that become code, and of the whole language.

It counts how many draws ran generated code, and how many of those knew every fact; `EVALRULES_SOAK=1` prints it.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import evalrules
from evalrules.base.numbers import number_text
from evalrules.model.outcome import texts_of

from ..properties.draws import KNOWN_SEED, SEED, SOAK, Drawn, drawn_rulesets
from ..properties.evidence_forms import Number

DRAWS = {"compiled": 10_000 if SOAK else 150, "whole": 2_000 if SOAK else 40}


def plain(value: Any) -> Any:
    """What evidence writes as an embedder has it: numbers as int or Decimal."""
    match value:
        case Number():
            return int(value) if value.lstrip("-").isdigit() else Decimal(value)
        case dict():
            return {own: plain(item) for own, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case _:
            return value


def text_of(value: object) -> object:
    return value if value is None or isinstance(value, bool | str) else number_text(Fraction(value))


def gaps_of(assessment: evalrules.Assessment) -> list[Any]:
    """The gaps of indicators, as both sides can give them."""
    return [
        (gap.id, gap.start, gap.to, sorted(str((one.measure, one.op, text_of(one.need))) for one in gap.changes))
        for gap in assessment.gaps
        if gap.kind == "indicator"
    ]


def judged_gaps(judgement: evalrules.Judgement) -> list[Any]:
    return [
        (own, start, to, sorted(str((one[0], one[2], text_of(one[3]))) for one in changes))
        for own, start, to, changes in judgement.gaps
    ]


def difference(ruleset: evalrules.Ruleset, evaluator: evalrules.Evaluator, facts: Any, grades: Any, counts: Counter[str]) -> str:
    """Where the evaluator says something else than the assessment; "" where nowhere."""
    try:
        whole = evalrules.assess(ruleset, evalrules.evidence_from({"facts": facts, "grades": grades}, ruleset))
    except evalrules.EvalrulesError:
        with pytest.raises(evalrules.EvalrulesError):
            evaluator.judge(facts, grades)
        counts["refused by both"] += 1
        return ""
    judgement = evaluator.judge(facts, grades)
    outcomes = [one if isinstance(one, tuple) else (one,) for one in judgement.grades]
    expected = [texts_of(one.possible) for one in whole.indicators]
    if (whole.verdict.level, whole.verdict.possible) != (judgement.level, judgement.possible):
        return f"judge: {judgement.possible}, assess: {whole.verdict.possible}"
    if [one or two for one, two in zip(expected, outcomes, strict=True)] != outcomes:
        return f"judge: {outcomes}, assess: {expected}"
    if gaps_of(whole) != judged_gaps(judgement):
        return f"judge: {judged_gaps(judgement)}, assess: {gaps_of(whole)}"
    return difference_measured(evaluator, facts, grades, whole) if evaluator.is_generated else ""


def difference_measured(evaluator: evalrules.Evaluator, facts: Any, grades: Any, whole: evalrules.Assessment) -> str:
    """The same for `measure`, with the distance at every comparison."""
    measured = evaluator.measure(facts, grades)
    if (whole.verdict.level, whole.verdict.possible) != (measured.level, measured.possible):
        return f"measure: {measured.possible}, assess: {whole.verdict.possible}"
    expected = [texts_of(one.possible) for one in whole.indicators]
    if [one or two for one, two in zip(expected, measured.grades, strict=True)] != list(measured.grades):
        return f"measure: {measured.grades}"
    for shown, distance in zip(evaluator.comparisons, measured.distances, strict=True):
        measure, _, constant = shown.split()
        value = facts.get(measure)
        known = None if value is None or isinstance(value, dict) else Fraction(value) - Fraction(constant)
        if known is not None and known != Fraction(distance):
            return f"{shown}: {distance} is not {known}"
    return ""


def draws_of(drawn: Drawn, at: int) -> tuple[Any, Any]:
    """Facts and grades: whole now and then, else with a part of them left out, within bounds, or votes."""
    draw = drawn.evidence(at)
    whole = draw.whole()
    part = whole if at % 3 == 0 else draw.thinned(whole)
    own = {one.id for one in drawn.ruleset.indicators if one.assessed}
    return plain(part["facts"]), {key: value for key, value in plain(part["grades"]).items() if key in own}


@pytest.mark.parametrize("shape", DRAWS)
def test_the_evaluator_says_what_the_assessment_says(shape: str, capsys):
    """Level, possible levels, outcomes, gaps and distances are the same both ways, generated or not."""
    counts = held(shape, SEED, DRAWS[shape])
    if SOAK:
        with capsys.disabled():
            print(f"\nseed {SEED}, {shape}: {dict(counts)}")


def test_most_of_what_is_made_to_be_compiled_runs_generated():
    """Of draws that are always the same."""
    counts = held("compiled", KNOWN_SEED, 100)
    assert counts["refused"] * 4 < counts["rulesets"], counts
    assert counts["generated"] * 2 > counts["draws"], counts


def held(shape: str, seed: int, draws: int) -> Counter[str]:
    """What was met while so many draws of rulesets from a seed on were evaluated both ways."""
    counts: Counter[str] = Counter()
    for drawn in drawn_rulesets(counts, salt=2, shape=shape, first=seed):
        ruleset = evalrules.Ruleset(drawn.ruleset)
        evaluator = ruleset.compile()
        for at in range(5):
            facts, grades = draws_of(drawn, at)
            found = difference(ruleset, evaluator, facts, grades, counts)
            assert not found, f"EVALRULES_SEED={seed}\n{found}\n{drawn.text}\n{facts}\n{grades}"
            counts["draws"] += 1
            counts["generated"] += evaluator.is_generated
            counts["generated, all known"] += evaluator.is_generated and at % 3 == 0
        if counts["draws"] >= draws:
            break
    return counts
