"""The compiled evaluator against the tree: random rulesets of the generated shapes, random and missing facts."""

from __future__ import annotations

import functools
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from drawing import TIMES
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import evalrules
from evalrules.base.numbers import number_text
from evalrules.model.outcome import texts_of
from evalrules.semantics.assess import assess

MEASURES = ("p", "q", "n", "c", "f", "g")
DECLARED = """measures:
  p: {type: percent, range: [0, 100], better: higher}
  q: {type: percent}
  n: {type: number, range: [-50, 50]}
  c: {type: count, better: higher}
  f: {type: yesno}
  g: {type: yesno}
values:
  v: {value: 62.5, source: s 1}
  w: {value: 7, source: s 1}
"""
NUMBERS = ("0", "0.1", "7", "12.25", "50", "62.5", "99.99", "100")
numbers = st.sampled_from(NUMBERS)
ops = st.sampled_from(("<", "<=", ">", ">="))


@st.composite
def comparisons(draw) -> str:
    measure, op = draw(st.sampled_from("pqnc")), draw(ops)
    number = draw(st.one_of(numbers, st.sampled_from("vw")))
    return f"{measure} {op} {number}" if draw(st.booleans()) else f"{number} {op} {measure}"


leaves = st.one_of(comparisons(), st.sampled_from(("f", "g")))


def joined(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(children, min_size=2, max_size=3, unique=True)
    return st.one_of(
        several.map(lambda items: f"all_of({', '.join(items)})"),
        several.map(lambda items: f"any_of({', '.join(items)})"),
        several.map(lambda items: f"at_least({max(1, len(items) - 1)}, {', '.join(items)})"),
        several.map(lambda items: "(" + " and ".join(f"({item})" for item in items) + ")"),
        children.map(lambda item: f"not ({item})"),
    )


conditions = st.recursive(leaves, joined, max_leaves=4)


@st.composite
def ladders(draw) -> list[str]:
    """The bands A and B of one measure, the second easier than the first."""
    measure, low, high = (
        draw(st.sampled_from("pqnc")),
        *sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)), key=Fraction),
    )
    upward = draw(st.booleans())
    op = draw(st.sampled_from((">", ">=") if upward else ("<", "<=")))
    return [f"{measure} {op} {high if upward else low}", f"{measure} {op} {low if upward else high}"]


@st.composite
def indicators(draw, at: int) -> str:
    kind = draw(st.sampled_from(("ladder", "free", "assessed")))
    if kind == "assessed":
        return f"  - {{id: i{at}, source: s 1, assessed: grade}}"
    bands = draw(ladders()) if kind == "ladder" else [draw(conditions), draw(conditions)]
    return f"  - id: i{at}\n    source: s 1\n    when_both: better\n    bands: {{A: '{bands[0]}', B: '{bands[1]}', C: otherwise}}"


VERDICTS = (
    "[{level: top, when: 'every(indicators, grade == \"A\")'}, {level: pass, when: 'count(indicators, grade == \"C\") == 0'}, {level: fail}]",
    '[{level: top, when: \'share(indicators, grade == "A") >= 0.5\'}, {level: pass, when: \'grade("i0") != "C"\'}, {level: fail}]',
    '[{level: pass, when: \'any(indicators, grade == "A") and not grade("i0") == "B"\'}, {level: fail}]',
)


@st.composite
def rulesets(draw) -> str:
    count = draw(st.integers(1, 4))
    parts = [draw(indicators(at)) for at in range(count)]
    veto = (
        "vetoes: [{id: v, when: 'count(indicators, grade == \"C\") >= 2', level: fail, source: s 1}]\n"
        if draw(st.booleans())
        else ""
    )
    head = 'format: ruleset/1\nid: t\nedition: "1"\nrevision: 1\ntitle: {zh: 例, en: x}\nsubject: county\nsources: {s: {confidence: read}}\n'
    head += "grades: [A, B, C]\nlevels: [{id: top}, {id: pass, required: true}, {id: fail}]\n"
    return (
        head
        + DECLARED
        + "indicators:\n"
        + "\n".join(parts)
        + f"\n{veto}verdict: {draw(st.sampled_from(VERDICTS))}\n"
    )


@functools.lru_cache(maxsize=512)
def loaded(text: str) -> evalrules.Ruleset | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ruleset.yaml")
        path.write_text(text, encoding="utf-8")
        try:
            return evalrules.load_ruleset(path)
        except evalrules.EvalrulesError:
            return None


near = st.sampled_from(NUMBERS).flatmap(
    lambda text: st.sampled_from(
        (Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal("1e-12"), Decimal(1))
    ).map(Decimal(text).__add__)
)
percents = st.one_of(near, st.decimals(0, 100, places=3)).filter(lambda value: 0 <= value <= 100)
VALUES = {
    "p": percents, "q": st.one_of(near, st.decimals(-200, 200, places=2)),
    "n": st.one_of(near, st.integers(-50, 50).map(Decimal)).filter(lambda value: -50 <= value <= 50),
    "c": st.integers(0, 105), "f": st.booleans(), "g": st.booleans(),
}  # fmt: skip
known = st.fixed_dictionaries(VALUES)
partly = st.fixed_dictionaries(
    {}, optional={name: st.one_of(st.none(), values) for name, values in VALUES.items()}
)
grades = st.fixed_dictionaries({f"i{at}": st.sampled_from("ABC") for at in range(4)})
partly_graded = st.fixed_dictionaries({}, optional={f"i{at}": st.sampled_from("ABC") for at in range(4)})
relaxed = settings(
    max_examples=40 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def by_the_tree(ruleset: evalrules.Ruleset, facts: dict, stated: dict):
    ids = {one.id for one in ruleset.data.indicators if one.assessed}
    document = {"facts": facts, "grades": {own: grade for own, grade in stated.items() if own in ids}}
    return assess(ruleset.data, evalrules.evidence_from(document, ruleset).data)


def text_of(value: object) -> object:
    return value if value is None or isinstance(value, bool | str) else number_text(Fraction(value))


def plain_gaps(assessment) -> list:
    return [
        (gap.id, gap.start, gap.to, sorted((one.measure, one.op, text_of(one.need)) for one in gap.changes))
        for gap in assessment.gaps
        if gap.kind == "indicator"
    ]


def judged_gaps(judgement) -> list:
    return [
        (own, start, to, sorted((one[0], one[2], text_of(one[3])) for one in changes))
        for own, start, to, changes in judgement.gaps
    ]


def check_judgement(ruleset, facts, stated) -> None:
    evaluator = ruleset.compile()
    ids = {one.id for one in ruleset.data.indicators if one.assessed}
    mine = {own: grade for own, grade in stated.items() if own in ids}
    judgement, whole = evaluator.judge(facts, mine), by_the_tree(ruleset, facts, stated)
    assert judgement == evaluator.judge_unchecked(facts, mine)
    assert whole.verdict.possible == judgement.possible
    assert whole.verdict.level == judgement.level
    assert [texts_of(one.possible) for one in whole.findings] == [
        (one,) if isinstance(one, str) else one for one in judgement.grades
    ]
    assert plain_gaps(whole) == judged_gaps(judgement)
    measured = evaluator.measure(facts, mine)
    assert measured == evaluator.measure_unchecked(facts, mine)
    assert (whole.verdict.level, whole.verdict.possible) == (measured.level, measured.possible)
    assert [texts_of(one.possible) for one in whole.findings] == list(measured.grades)
    if evaluator.is_generated:
        for shown, distance in zip(evaluator.comparisons, measured.distances, strict=True):
            measure, _, constant = shown.split()
            value = facts.get(measure)
            expected = None if value is None else Fraction(value) - Fraction(constant)
            assert expected == (None if distance is None else Fraction(distance))


@relaxed
@given(rulesets(), known, grades)
def test_with_every_fact_known(text: str, facts: dict, stated: dict):
    """Level, grades and gaps of `judge` and `measure` are those of the tree when everything is known."""
    ruleset = loaded(text)
    assume(ruleset is not None)
    event(f"generated: {ruleset.compile().is_generated}")
    check_judgement(ruleset, facts, stated)


@relaxed
@given(rulesets(), partly, partly_graded)
def test_with_facts_missing(text: str, facts: dict, stated: dict):
    """The same with facts absent or None and grades not given."""
    ruleset = loaded(text)
    assume(ruleset is not None)
    event(f"generated: {ruleset.compile().is_generated}")
    check_judgement(ruleset, facts, stated)


LADDER = """format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例, en: x}
subject: county
sources: {s: {confidence: read}}
grades: [A, B, C]
levels: [{id: pass, required: true}, {id: fail}]
measures: {m: {type: %s, better: %s}}
indicators: [{id: i, source: s 1, bands: {A: m %s 95.5, B: m %s 80, C: otherwise}}]
verdict: [{level: pass, when: 'grade("i") != "C"'}, {level: fail}]
"""


@pytest.mark.parametrize(("kind", "better", "op"), [(kind, better, op) for kind in ("percent", "number", "count") for better, op in
                                                    (("higher", ">="), ("higher", ">"))])  # fmt: skip
@pytest.mark.parametrize("value", [0, 79, 80, 81, 95, 96, 100])
def test_exactly_on_a_threshold(kind: str, better: str, op: str, value: int):
    """On, just below and just above each threshold, strict or not, whole numbers or not."""
    ruleset = loaded(LADDER % (kind, better, op, op))
    assert ruleset is not None
    check_judgement(ruleset, {"m": value}, {})
    if kind != "count":
        check_judgement(ruleset, {"m": Decimal("95.5")}, {})
        check_judgement(ruleset, {"m": Decimal("79.9999999999999999999999999999")}, {})


def test_most_shapes_are_generated():
    """The shapes above do run generated code, so the comparison means something."""
    ruleset = loaded(LADDER % ("percent", "higher", ">=", ">="))
    assert ruleset is not None
    assert ruleset.compile().is_generated


def test_the_shipped_examples_agree(examples):
    """The office's overlay: compiled and by the tree."""
    ruleset = evalrules.load_ruleset(examples / "jiangsu-16-office" / "ruleset.yaml")
    evidence = evalrules.load_evidence(examples / "jiangsu-16-office" / "county.yaml", ruleset)
    whole = assess(ruleset.data, evidence.data)
    facts = {own: int(fact.value.low) for own, fact in evidence.data.facts.items()}
    stated = {own: found.grade.text for own, found in evidence.data.grades.items() if own not in ("11", "12")}
    judgement = ruleset.compile().judge(facts, stated)
    assert (whole.verdict.level, whole.verdict.possible) == (judgement.level, judgement.possible)


def test_a_float_is_refused(jiangsu):
    """The decimal value of a float is not known: TypeError."""
    with pytest.raises(TypeError, match="float"):
        jiangsu.compile().judge_unchecked({"graduate_teachers": 31.0})


@pytest.mark.parametrize("line", ["m > 120", "m > 100", "m >= 100.5"])
def test_no_gap_to_a_grade_outside_the_range(line: str):
    """Where the declared range rules a grade out, neither the tree nor the compiled form asks for it."""
    text = (LADDER % ("percent, range: [0, 100]", "higher", ">=", ">=")).replace("m >= 95.5", line)
    ruleset = loaded(text)
    assert ruleset is not None
    check_judgement(ruleset, {"m": 90}, {})
