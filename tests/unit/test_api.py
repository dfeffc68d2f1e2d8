"""The window for other programs."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import pytest

import evalrules

NINE_C = {"grades": {"9": "C"}}


def test_the_same_bytes_as_the_command_line(cli, examples):
    """to_json gives what `evalrules check --format json` prints."""
    path = examples / "jiangsu-16" / "county.yaml"
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    found = evalrules.assess(ruleset, evalrules.load_evidence(path, ruleset))
    assert cli("check", path, "-f", "json").out == found.to_json()


@pytest.mark.parametrize(
    "value",
    [98, Decimal("98.0"), Fraction(98), Decimal("9.8e1"), 98.0],
    ids=lambda value: type(value).__name__,
)
def test_every_exact_number_is_taken(value: object, ruleset_from):
    """int, Decimal, Fraction and the shortest text of a float are the same number, with the same digest."""
    ruleset = ruleset_from(
        'measures: {a: {type: number}}\nindicators: [{id: "1", source: s 1, met: a >= 98}]'
    )
    found = evalrules.evidence_from({"facts": {"a": value}}, ruleset)
    assert (98, 98) == tuple(found.data.facts["a"].value)
    assert evalrules.evidence_from({"facts": {"a": 98}}, ruleset).digest == found.digest


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), Fraction(1, 3)]
)
def test_what_is_no_plain_number_is_an_error(value: object, ruleset_from):
    """NaN, infinity and a fraction without end raise EvalrulesError with a place, never a wrong verdict."""
    ruleset = ruleset_from(
        'measures: {a: {type: number}}\nindicators: [{id: "1", source: s 1, met: a >= 98}]'
    )
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from({"facts": {"a": value}}, ruleset)
    assert refused.value.diagnostics[0].place is not None


@pytest.mark.parametrize("value", [object(), b"98", {1, 2}, 1j])
def test_what_no_evidence_can_hold_is_a_type_error(value: object):
    """A value of another kind is a fault of the caller."""
    with pytest.raises(TypeError, match="evidence cannot hold"):
        evalrules.evidence_from({"facts": {"required_courses": value}}, evalrules.load_ruleset("jiangsu-16"))


def test_dates_and_flags_are_taken(ruleset_from):
    """A date and a truth of Python bind to measures of their type."""
    ruleset = ruleset_from(
        "measures: {d: {type: date}, e: {type: date}, y: {type: yesno}}\n"
        'indicators: [{id: "1", source: s 1, met: d <= e and y}]'
    )
    day = datetime.date(2007, 9, 1)
    found = evalrules.assess(
        ruleset, evalrules.evidence_from({"facts": {"d": day, "e": day, "y": True}}, ruleset)
    )
    assert "pass" == found.verdict.level


@pytest.mark.parametrize(
    "make", [lambda: evalrules.load_ruleset("no-such"), lambda: evalrules.load_ruleset("/no/such.yaml")]
)
def test_errors_carry_every_problem(make):
    """EvalrulesError has diagnostics and says them in its text."""
    with pytest.raises(evalrules.EvalrulesError) as refused:
        make()
    assert refused.value.diagnostics[0].code in str(refused.value)


def test_wrong_evidence_gives_every_problem_with_its_place(write, jiangsu):
    """Several problems of one file come together."""
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.load_evidence(write("a.yaml", "facts: {nine: 1}\ngrades: {'9': D, '1': E}\n"), jiangsu)
    errors = [one for one in refused.value.diagnostics if one.is_error]
    assert ["ER401", "ER407", "ER407"] == [one.code for one in errors]
    assert all(one.place for one in errors)


def test_an_unknown_level_to_require_is_an_error(jiangsu):
    """`require` must be a level of the ruleset."""
    with pytest.raises(evalrules.EvalrulesError, match="ER009"):
        evalrules.assess(jiangsu, evalrules.evidence_from(NINE_C, jiangsu), require="gold")


def test_things_show_themselves_shortly(jiangsu):
    """repr names the ruleset, the subject and the level."""
    evidence = evalrules.evidence_from({"subject": {"name": "甲县"}, **NINE_C}, jiangsu)
    shown = [repr(one) for one in (jiangsu, evidence, evalrules.assess(jiangsu, evidence))]
    assert ["<Ruleset jiangsu-16@2007>", "<Evidence 甲县>", "<Assessment fail>"] == shown


def test_an_evaluator_is_shared_by_threads(jiangsu):
    """Many threads judge with one evaluator and get what one gets."""
    evaluator = jiangsu.compile()
    grades = [{str(number): "ABC"[(seed * number) % 3] for number in range(1, 17)} for seed in range(60)]
    one = [evaluator.judge({}, each) for each in grades]
    with ThreadPoolExecutor(8) as pool:
        assert one == list(pool.map(lambda each: jiangsu.compile().judge({}, each), grades))
        assert one == list(pool.map(lambda each: evaluator.judge({}, each), grades))
